import ArgumentParser
import Operations

struct Approve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Let held changes through, for the present revision only.",
    usage: "allotment approve <change-id> ... [<options>]",
    discussion: """
      Tells a running agent to make exactly these changes although a guard holds them. Who did it \
      is kept in the history. Without an agent: `apply --allow-held`.

      A change that would do something else by now than what was held under its id, or what `plan` \
      has shown since, is not let through: that ends with 7. So does --revision when there is \
      another one by now.

        allotment plan --format json |
          jq -r '.clubs[].changes[] | select(.held) | .id'
        allotment approve 'chess/prosody/account/dan@chess.clubs.example#delete'
        allotment approve --revision main@0123456789ab …

      A branch that was set back to an older commit is let through by that commit's id.
      """)

  @Argument(
    help: ArgumentHelp("Ids of held changes, or a commit of 40 digits.", valueName: "change-id"))
  var changes: [String]
  @Option(
    help: ArgumentHelp(
      "Only at this revision: as `plan` shows it, or 7 digits of its commit or more.",
      valueName: "rev"))
  var revision: String?
  @OptionGroup var config: ConfigOption
  @Option(help: "text or json.") var format: TextFormat = .text
  @OptionGroup var output: OutputOptions

  func run() async throws {
    var request = ControlRequest(.approve)
    request.changes = changes
    request.revision = revision
    request.format = format == .json ? .json : .text
    request.colour = output.colour && format == .text
    request.verbose = output.verbose
    try await AgentConnection(config).answer(request)
  }
}
