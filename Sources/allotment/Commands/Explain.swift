import ArgumentParser
import Operations
import Reconciler
import Reporting
import Source
import Spec

struct Explain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Where a live thing comes from, and why it is in its state.",
    discussion: """
      An object is an address, a room, a host or a change's full name:
        allotment explain rose@thornbury-gardeners.example
        allotment explain chess/prosody/room/pawns@conference.chess.example
      """)

  @Argument(help: ArgumentHelp("What to explain.", valueName: "object")) var object: String
  @OptionGroup var config: ConfigOption
  @OptionGroup var source: RepositoryOptions
  @Option(help: "text or json.") var format: TextFormat = .text
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let configuration = try loadConfiguration(config)
    let inventory = try DataDirectory(configuration).inventory(mayWrite: false)
    let (fleet, git) = try await openRepository(configuration, source)
    let explainer = Explainer(
      engine: Engine(services: try services(of: configuration), inventory: inventory),
      fleet: fleet, now: secondsSince1970())
    let found = try await explainer.explain(object) { origin in
      git.flatMap { author(of: origin, in: $0) }
    }
    if found.isEmpty {
      throw CommandFailure.failed(
        "`\(printable(object, limit: 200))` is neither declared nor ours; `plan` lists what is "
          + "unmanaged")
    }
    let options = TextOptions(color: output.colour, verbose: output.verbose)
    Terminal.print(
      format == .json
        ? JSON.list(found.map(ExplainReport.json)).encoded(.indented)
        : found.map { ExplainReport.text($0, options) }.joined(separator: "\n"))
  }

  /// Who last wrote the line, and in which commit.
  private func author(of origin: SourceLocation, in git: GitSnapshot) -> String? {
    guard
      let line = try? git.blame(path: origin.file, line: Int(origin.position.line))
    else {
      return nil
    }
    let commit = line.commit
    return
      "\(commit.author) <\(commit.email)>, commit \(commit.id.short), \(timestamp(commit.time)): "
      + commit.subject
  }
}
