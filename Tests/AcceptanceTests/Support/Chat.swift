import Foundation
import TestSupport
import Testing

/// Somebody who can log in.
struct Account: Sendable {
  var jid: String
  var password: String
}

/// What the XMPP client of the tests answered.
struct ChatAnswer: Sendable {
  var json: JSONValue
  /// The condition of a failure.
  var error: String? { json["error"]?.text }
}

/// Runs `Tests/Clients/xmpp.py` as `account`, and as `second` where a command wants two.
func chat(
  _ command: String, _ account: Account, _ arguments: [String] = [], second: Account? = nil,
  port: Int, timeout: Int = 20
) async throws -> ChatAnswer {
  let done = try await run(
    Command(
      testPython,
      [
        "\(repositoryRoot)/Tests/Clients/xmpp.py", "--server", "127.0.0.1:\(port)", "--timeout",
        "\(timeout)", command, account.jid,
      ] + arguments,
      environment: ["XMPP_PASSWORD": account.password, "XMPP_PASSWORD_2": second?.password],
      limit: .seconds(timeout + 20)))
  let line = done.output.split(separator: "\n").last.map(String.init) ?? ""
  do {
    return ChatAnswer(json: try JSONDecoder().decode(JSONValue.self, from: Data(line.utf8)))
  } catch {
    throw ServerFailure("the client said: \(done.story)")
  }
}

extension Playground {
  func chat(
    _ command: String, _ account: Account, _ arguments: String..., second: Account? = nil
  ) async throws -> ChatAnswer {
    try await AcceptanceTests.chat(
      command, account, arguments, second: second, port: prosody.clientPort.number)
  }

  func canLogIn(_ account: Account) async throws -> Bool {
    try await chat("login", account).error == nil
  }
}
