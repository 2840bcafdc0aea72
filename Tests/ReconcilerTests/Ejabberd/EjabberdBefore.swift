import EjabberdService
import Foundation
import TestSupport
import Testing

/// A real ejabberd with `Tests/Servers/ejabberd_before.py` before it.
final class EjabberdBefore: Sendable {
  let server: PrivateEjabberd
  let port: LoopbackPort
  private let folder: TemporaryDirectory
  private let process: ChildProcess

  var url: String { "http://127.0.0.1:\(port.number)/api" }

  var service: EjabberdService {
    EjabberdService(
      name: "ejabberd", url: url, tokenFile: server.tokenFile,
      hostsFile: server.hostsFile)
  }

  private init(_ server: PrivateEjabberd, _ arguments: [String]) throws {
    self.server = server
    port = try LoopbackPort()
    folder = try TemporaryDirectory()
    process = try ChildProcess(
      testPython,
      [
        "\(repositoryRoot)/Tests/Servers/ejabberd_before.py", "--port", "\(port.number)",
        "--target-port", "\(server.httpPort.number)",
      ] + arguments, log: folder("output.log"))
  }

  /// - Parameter arguments: of the server before it.
  static func with(
    _ arguments: [String] = [], _ body: @Sendable (EjabberdBefore) async throws -> Void
  ) async throws {
    try await PrivateEjabberd.with { server in
      let before = try EjabberdBefore(server, arguments)
      do {
        let listens = try await eventually {
          tail(of: before.folder("output.log")).contains("listening")
        }
        try #require(listens)
        try await body(before)
        try await before.process.killNow()
      } catch {
        try? await before.process.killNow()
        throw error
      }
    }
  }

  /// Somebody made the account with the invitation.
  func use(_ link: String, by user: String, password: String) async throws {
    try await server.call(
      "register", #"{"user":"\#(user)","host":"chess.example","password":"\#(password)"}"#)
    let token = link.split(separator: "/").last ?? ""
    try await tell("used", #"{"token":"\#(token)"}"#)
  }

  /// How often each command was called since this was last asked.
  func calls() async throws -> [String: Int] {
    try JSONDecoder().decode([String: Int].self, from: Data(try await tell("calls", "{}").utf8))
  }

  @discardableResult
  func tell(_ what: String, _ json: String) async throws -> String {
    let told = try await run(
      Command(
        "curl",
        [
          "--silent", "--show-error", "--fail", "--max-time", "20", "--data-binary", "@-",
          "http://127.0.0.1:\(port.number)/\(what)",
        ], input: json))
    try #require(told.isSuccess, "\(told)")
    return told.output
  }
}
