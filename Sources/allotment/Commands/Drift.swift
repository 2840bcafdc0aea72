import ArgumentParser
import Operations

struct Drift: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "What has changed live since it was last applied.",
    usage: "allotment drift [--club <id> ...] [<options>]",
    discussion: "Ends with 0 when nothing has, 2 when something has.")

  @OptionGroup var config: ConfigOption
  @OptionGroup var source: RepositoryOptions
  @OptionGroup var clubs: ClubOption
  @Option(help: "text, json or markdown.") var format: ControlRequest.Format = .text
  @OptionGroup var output: OutputOptions

  func run() async throws {
    var request = ControlRequest(.drift)
    request.clubs = clubs.club
    request.format = format
    request.colour = output.colour && format == .text
    request.verbose = output.verbose
    try await Holder(config, source, mayWrite: false).answer(request)
  }
}
