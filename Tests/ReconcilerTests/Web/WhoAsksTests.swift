import Foundation
import Glibc
import Operations
import TestSupport
import Testing

@testable import Web

/// Who stands at the other end of the control socket: the kernel says it, not the command.
struct WhoAsksTests {
  private struct Echo: ControlHandler {
    func handle(_ request: ControlRequest) async -> ControlReply {
      ControlReply(exitCode: 0, output: request.by)
    }
  }

  /// Who a command counts as that says it is from `claimed`.
  ///
  /// - Parameter user: who sends it, with root's group; nil: whoever runs the tests.
  private func signed(_ claimed: String, by user: String?) async throws -> String? {
    let folder = try TemporaryDirectory()
    let socket = folder("control.sock")
    var request = ControlRequest(.pause)
    request.by = claimed
    try folder.write("body", String(decoding: try JSONEncoder().encode(request), as: UTF8.self))
    let body = folder("body")
    try #require(chmod(folder.path, 0o750) == 0 && chmod(body, 0o640) == 0)
    let curl = [
      "--silent", "--max-time", "20", "--unix-socket", socket, "--data-binary", "@\(body)",
      "http://localhost/v1/control",
    ]
    let asUser = user.map { ["--reuid", $0, "--regid", "0", "--clear-groups", "curl"] }
    let command = asUser.map { Command("setpriv", $0 + curl) } ?? Command("curl", curl)
    return try await serving {
      ControlServer(socket: socket, handler: Echo(), logger: quietLogger, onListening: $0)
    } _: {
      let sent = try await run(command)
      return try? JSONDecoder().decode(ControlReply.self, from: Data(sent.output.utf8)).output
    }
  }

  /// Other users can be had by root alone; anybody else is one.
  private let isRoot = geteuid() == 0
  private let own = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) }

  @Test(arguments: ["root", "ann", "", "nobody"])
  func `whoever is in the socket's group signs as nobody else`(claimed: String) async throws {
    guard isRoot else {
      #expect(try await signed(claimed, by: nil) == own)
      return
    }
    #expect(try await signed(claimed, by: "65534") == "nobody")
    #expect(try await signed(claimed, by: "54321") == "uid 54321")
  }

  @Test(arguments: [
    ("ann", "root (for ann)"), ("", "root"), ("root", "root"),
    ("root (for ann)", "root (for root (for ann))"),
    ("a\nb\u{1B}[1m", #"root (for a\nb\u{1B}[1m)"#),
  ])
  func `root alone may say for whom`(claimed: String, expected: String) async throws {
    #expect(try await signed(claimed, by: nil) == (isRoot ? expected : own))
  }
}
