import ArgumentParser
import Operations

struct ReconcileCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconcile", abstract: "Look at a club (or all) now, and wait until it is done.")

  @Argument(help: "The club's id; all clubs without it.") var id: String?
  @OptionGroup var config: ConfigOption

  func run() async throws {
    var request = ControlRequest(.reconcile)
    request.clubs = id.map { [$0] } ?? []
    try await AgentConnection(config).answer(request)
  }
}
