import Glibc
import TestSupport
import Testing

/// A server of somebody else, with a friend and a foe on it.
struct Abroad: Sendable {
  let prosody: PrivateProsody

  init(_ names: PrivateNames) throws {
    prosody = try PrivateProsody(
      federates: true,
      further: names.arguments + ["--vhost", "friend.example", "--vhost", "foe.example"])
  }

  func start() async throws { try await prosody.start() }

  func account(_ user: String, at host: String) async throws -> Account {
    let account = Account(jid: "\(user)@\(host)", password: "from far away")
    let made = try await run(
      Command(
        "prosodyctl",
        ["--config", prosody.configuration, "register", user, host, account.password]))
    try #require(made.isSuccess, made.story)
    return account
  }
}

/// A private name server, `scripts/servers/dns.py`.
final class PrivateNames: Sendable {
  private let folder: TemporaryDirectory
  private let port: LoopbackPort
  private let process: ChildProcess

  init() throws {
    folder = try TemporaryDirectory()
    port = try LoopbackPort()
    process = try ChildProcess(
      "python3",
      [
        "\(repositoryRoot)/scripts/servers/dns.py", "--listen", "127.0.0.1:\(port.number)",
        "--zone", folder("zone"),
      ], log: folder("output.log"))
  }

  func start() async throws {
    let isReady = try await eventually {
      contents(of: folder("output.log"))?.contains("ready") == true
    }
    try #require(isReady, "\(tail(of: folder("output.log")))")
  }

  /// What a server needs to ask it.
  var arguments: [String] { ["--resolver", "127.0.0.1:\(port.number)"] }

  /// These hosts, and all below them, are on that server.
  func publish(_ hosts: [String], of prosody: PrivateProsody) async throws {
    let number = try #require(prosody.serverPort).number
    let lines = hosts.map { "\($0)=127.0.0.1:\(number)\n" }.joined()
    try folder.write("zone", (contents(of: folder("zone")) ?? "") + lines)
  }

  func kill() { process.signal(SIGKILL) }
}
