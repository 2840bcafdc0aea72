import ArgumentParser
import Inventory
import Model
import Operations
import Reporting

struct History: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "What happened: every change with its commit, author and result, newest first.",
    usage: "allotment history [<id>] [--since <time>] [--text <text>] [<options>]",
    discussion: """
      Besides changes: pauses, resumes, approvals, and services that were renamed or forgotten, \
      with who decided them.

        allotment history chess --since 2026-11-01 --action delete --action approve
        allotment history --author rose --text pawns@ --limit 200
      """)

  @Argument(help: "The club's id; all clubs without it.") var id: String?
  @Option(help: ArgumentHelp("Not before this: 2026-12-01, or a time.", valueName: "time"))
  var since: String?
  @Option(help: ArgumentHelp("Before this.", valueName: "time")) var until: String?
  @Option(
    help: ArgumentHelp(
      "Only this action; may be repeated: create, update, delete, adopt, forget, pause, resume or "
        + "approve."))
  var action: [String] = []
  @Option(help: "A part of the author's name or address.") var author: String?
  @Option(help: "A part of the change's name or of what is said of it.") var text: String?
  @Option(help: "How many entries.") var limit = 50
  @Option(help: ArgumentHelp("Older than the entry with this id: JSON's `next`.", valueName: "id"))
  var before: Int64?
  @OptionGroup var config: ConfigOption
  @Option(help: "text or json.") var format: TextFormat = .text
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (1...10_000).contains(limit) else {
      throw ValidationError("--limit wants a number from 1 to 10000")
    }
    _ = try query()
  }

  private func query() throws -> HistoryQuery {
    func time(_ text: String?, _ option: String) throws -> Int64? {
      try text.map { text in
        guard let time = parsedTime(text) else {
          throw ValidationError(
            "\(option) wants a day (2026-12-01) or a time (2026-12-01T18:00:00Z)")
        }
        return time
      }
    }
    let actions = try action.map { word in
      guard let action = HistoryAction(rawValue: word) else {
        let all = HistoryAction.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--action is one of \(all)")
      }
      return action
    }
    return HistoryQuery(
      club: id, since: try time(since, "--since"), until: try time(until, "--until"),
      actions: Set(actions), author: author, text: text, limit: limit, before: before)
  }

  func run() async throws {
    let inventory = try DataDirectory(try loadConfiguration(config)).inventory(mayWrite: false)
    if let id, try !isKnown(id, inventory) {
      throw ValidationError("there is no club `\(printable(id, limit: 80))`")
    }
    let query = try query()
    let entries = try inventory.history(query).map { HistoryReport.Entry($0) }
    Terminal.print(
      format == .json
        ? HistoryReport.json(entries, hasMore: entries.count == limit).encoded(.indented)
        : HistoryReport.text(
          entries, isSearch: query != HistoryQuery(club: id, limit: limit),
          TextOptions(color: output.colour, verbose: output.verbose)))
  }

  /// Whether the inventory has heard of the club, be it only once.
  private func isKnown(_ club: String, _ inventory: Inventory) throws -> Bool {
    if try inventory.club(club) != nil { return true }
    if try inventory.ownedCount()[club] != nil { return true }
    return try !inventory.history(HistoryQuery(club: club, limit: 1)).isEmpty
  }
}
