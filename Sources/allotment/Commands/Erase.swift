import ArgumentParser
import Operations

struct EraseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase",
    abstract: "Erase a member's data now, with a record that does not say whose it was.",
    usage: "allotment erase <club/member> [<options>]",
    discussion: """
      The files decide: the member's entry must say `state: erased` in the newest commit. Then the \
      account goes at once from every service, and with it what the history and the inventory know \
      of it. It says what it cannot reach. Asking twice does no harm.

        allotment erase chess/violet
      """)

  @Argument(help: ArgumentHelp("The club's id and the member's.", valueName: "club/member"))
  var member: String
  @OptionGroup var config: ConfigOption
  @OptionGroup var source: RepositoryOptions

  func run() async throws {
    let parts = member.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts.contains("") else {
      throw ValidationError("a member is named by club and id: chess/violet")
    }
    var request = ControlRequest(.erase)
    request.clubs = [parts[0]]
    request.member = parts[1]
    request.by = userName()
    try await Holder(config, source, mayWrite: true).answer(request)
  }
}
