import ArgumentParser
import Operations

struct Approve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Let held changes through, for the present revision only.",
    usage: "allotment approve <change-id> ... [<options>]",
    discussion: """
      Tells a running agent to make exactly these changes although a guard holds them. Who did it \
      is kept in the history. Without an agent: `apply --allow-held`.

        allotment plan --format json |
          jq -r '.clubs[].changes[] | select(.held) | .id'
        allotment approve 'chess/prosody/account/dan@chess.clubs.example#delete'

      A branch that was set back to an older commit is let through by that commit's id.
      """)

  @Argument(
    help: ArgumentHelp("Ids of held changes, or a commit of 40 digits.", valueName: "change-id"))
  var changes: [String]
  @OptionGroup var config: ConfigOption
  @Option(help: "text or json.") var format: TextFormat = .text
  @OptionGroup var output: OutputOptions

  func run() async throws {
    var request = ControlRequest(.approve)
    request.changes = changes
    request.format = format == .json ? .json : .text
    request.colour = output.colour && format == .text
    request.verbose = output.verbose
    try await AgentConnection(config).answer(request)
  }
}
