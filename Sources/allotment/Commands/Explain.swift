import ArgumentParser
import Operations
import Reconciler
import Reporting
import Source
import Spec

struct Explain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Where a live thing comes from, or what a rule of validate means.",
    usage: "allotment explain <object|rule> [<options>]",
    discussion: """
      An object is an address, a room, a host or a change's full name:
        allotment explain rose@thornbury-gardeners.example
        allotment explain chess/prosody/room/pawns@conference.chess.example

      A rule is what stands in brackets after a problem; it needs no service and no agent.yaml:
        allotment explain duplicate-member
      """)

  @Argument(help: ArgumentHelp("What to explain.", valueName: "object|rule")) var object: String
  @OptionGroup var config: ConfigOption
  @OptionGroup var source: RepositoryOptions
  @Option(help: "text or json.") var format: TextFormat = .text
  @OptionGroup var output: OutputOptions

  func run() async throws {
    if let rule = try ruleMeant() { return explain(rule) }
    let configuration = try loadConfiguration(config)
    let inventory = try DataDirectory(configuration).inventory(mayWrite: false)
    let (fleet, git) = try await openRepository(configuration, source)
    let explainer = Explainer(
      engine: Engine(services: try services(of: configuration), inventory: inventory),
      fleet: fleet, now: secondsSince1970())
    let answer = try await explainer.explain(object) { origin, revision in
      git.flatMap { lastWriter(of: origin, at: revision, in: $0) }
    }
    let found = answer.found
    if found.isEmpty {
      let unread = answer.unread.map { "`\(printable($0, limit: 80))`" }
      throw CommandFailure.failed(
        "`\(printable(object, limit: 200))` is neither declared nor ours"
          + (unread.isEmpty
            ? ", nor live where clubs are"
            : "; what is live in \(unread.joined(separator: ", ")) cannot be read now"))
    }
    let options = TextOptions(color: output.colour, verbose: output.verbose)
    Terminal.print(
      format == .json
        ? JSON.list(found.map(ExplainReport.json)).encoded(.indented)
        : found.map { ExplainReport.text($0, options) }.joined(separator: "\n"))
  }

  private func explain(_ rule: RuleExplanation) {
    Terminal.print(
      format == .json
        ? RuleReport.json(rule).encoded(.indented)
        : RuleReport.text(rule, TextOptions(color: output.colour)))
  }

  /// Nil for an object: its name has a dot, an `@` or a `/`, which no rule has.
  private func ruleMeant() throws -> RuleExplanation? {
    if let rule = Rule(rawValue: object) { return RuleCatalogue.explanation(of: rule) }
    guard !object.contains(where: { ".@/".contains($0) }) else { return nil }
    let near = RuleCatalogue.nearest(to: object).map { "did you mean `\($0.rawValue)`? " } ?? ""
    throw CommandFailure.failed(
      "`\(printable(object, limit: 200))` is neither a rule nor an object; \(near)docs/rules.md "
        + "lists all rules, and an object is an address, a host or a full name")
  }

  /// The commit that last wrote the line, however many commits came after it. Nil when that commit
  /// is not at hand.
  private func lastWriter(
    of origin: SourceLocation, at revision: Revision?, in git: GitSnapshot
  ) -> LineCommit? {
    var snapshot = git
    if let revision {
      let digits = revision.description.split(separator: ":").last.map(String.init) ?? ""
      guard let commit = CommitID(digits),
        let then = try? git.objects.snapshot(at: commit, prefix: git.prefix)
      else { return nil }
      snapshot = then
    }
    guard
      let found = try? snapshot.blame(
        path: origin.file, line: Int(origin.position.line))
    else { return nil }
    let commit = found.commit
    return LineCommit(
      id: commit.id.hex, author: "\(commit.author) <\(commit.email)>", time: commit.time,
      subject: commit.subject)
  }
}
