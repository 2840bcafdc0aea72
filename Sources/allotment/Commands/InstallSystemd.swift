import ArgumentParser
import Web

struct InstallSystemd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "systemd", abstract: "Write a hardened systemd unit for the agent.")

  @Argument(help: ArgumentHelp("Where to write allotment.service.", valueName: "dir"))
  var directory: String

  func run() async throws {
    throw CommandFailure.failed("not there yet")
  }
}
