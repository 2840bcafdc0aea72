import ArgumentParser
import Operations

struct Resume: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "End a pause.")

  @Argument(help: "The club's id.") var id: String
  @OptionGroup var config: ConfigOption

  func run() async throws {
    var request = ControlRequest(.resume)
    request.clubs = [id]
    try await AgentConnection(config).answer(request)
  }
}
