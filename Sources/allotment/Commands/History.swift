import ArgumentParser
import Inventory
import Operations
import Reporting

struct History: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "What happened: every change with its commit, author and result, newest first.")

  @Argument(help: "The club's id; all clubs without it.") var id: String?
  @Option(help: "How many entries.") var limit = 50
  @OptionGroup var config: ConfigOption
  @Option(help: "text or json.") var format: TextFormat = .text
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (1...10_000).contains(limit) else {
      throw ValidationError("--limit wants a number from 1 to 10000")
    }
  }

  func run() async throws {
    let inventory = try DataDirectory(try loadConfiguration(config)).inventory(mayWrite: false)
    let entries = try inventory.history(club: id, limit: limit, before: nil)
      .map { HistoryReport.Entry($0) }
    Terminal.print(
      format == .json
        ? HistoryReport.json(entries, hasMore: entries.count == limit).encoded(.indented)
        : HistoryReport.text(entries, TextOptions(color: output.colour, verbose: output.verbose)))
  }
}
