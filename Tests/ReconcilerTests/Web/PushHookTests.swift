import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Web

/// Announcements of pushes, signed as the forges sign them. The signatures are openssl's.
@Suite struct PushHookTests {
  private static let secret = "It's-a-Secret-to-Everybody"
  private static let body = Array("Hello, World!".utf8)

  private final class Looks: Sendable {
    let count = Mutex(0)
  }

  /// Posts to a server that knows the secret.
  private func post(
    _ headers: [(String, String)], body: [UInt8] = body, secret: String? = secret,
    method: String = "POST"
  ) async throws -> (answer: Fetched, looks: Int) {
    let looks = Looks()
    let answer = Mutex<Fetched?>(nil)
    let look: @Sendable () async -> Void = { looks.count.withLock { $0 += 1 } }
    try await StatusFixture.run(
      StatusFixture.report(), webhookSecret: secret, lookSoon: look
    ) { server async throws in
      let fetched = try await fetch(
        server.base + "/webhook", method, headers: headers, body: method == "GET" ? nil : body)
      answer.withLock { $0 = fetched }
    }
    return (try #require(answer.withLock { $0 }), looks.count.withLock { $0 })
  }

  private func signature(_ body: [UInt8] = body, secret: String = secret) async throws -> String {
    let folder = try TemporaryDirectory()
    try Data(body).write(to: URL(fileURLWithPath: folder("body")))
    let line = try await output(
      of: Command("openssl", ["dgst", "-sha256", "-hmac", secret, "-hex", folder("body")]))
    return String(line.split(whereSeparator: \.isWhitespace).last ?? "")
  }

  @Test(arguments: ["X-Forgejo-Signature", "X-Gitea-Signature"])
  func `a push that Forgejo or Gitea signed makes the agent look`(header: String) async throws {
    let result = try await post([(header, try await signature())])
    #expect(result.answer.status == 202)
    #expect(result.looks == 1)
  }

  /// The secret, the body and the signature of GitHub's documentation on validating deliveries.
  @Test func `a push that GitHub signed makes the agent look`() async throws {
    let secret = "It's a Secret to Everybody"
    let known = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    #expect(try await signature(secret: secret) == known)
    let signature = try await signature()
    let result = try await post([("X-Hub-Signature-256", "sha256=\(signature)")])
    #expect(result.answer.status == 202)
    #expect(result.looks == 1)
  }

  @Test func `a push with GitLab's token makes the agent look`() async throws {
    let result = try await post([("X-Gitlab-Token", Self.secret)])
    #expect(result.answer.status == 202)
    #expect(result.looks == 1)
  }

  @Test func `a large push is taken, and a huge one refused`() async throws {
    let large = [UInt8](repeating: 0x20, count: 20 << 20)
    let taken = try await post(
      [("X-Gitea-Signature", try await signature(large))], body: large)
    #expect(taken.answer.status == 202)
    let huge = [UInt8](repeating: 0x20, count: PushHook.bodyLimit + 1)
    let refused = try await post([("X-Gitlab-Token", Self.secret)], body: huge)
    #expect(refused.answer.status == 413)
    #expect(refused.looks == 0)
  }

  @Test func `what is not signed with the secret is refused`() async throws {
    let right = try await signature()
    let other = try await signature(secret: "another-secret-altogether")
    let cases: [[(String, String)]] = [
      [], [("X-Gitlab-Token", "")], [("X-Gitlab-Token", Self.secret + "x")],
      [("X-Hub-Signature-256", "sha256=\(other)")], [("X-Hub-Signature-256", "sha256=")],
      [("X-Hub-Signature-256", "sha1=\(right)")], [("X-Gitea-Signature", right + "00")],
      [("X-Gitea-Signature", String(right.dropLast(2)) + "zz")],
      // Several signatures: all must be right, and a token does not stand in for one.
      [("X-Gitea-Signature", right), ("X-Forgejo-Signature", other)],
      [("X-Gitea-Signature", other), ("X-Gitlab-Token", Self.secret)],
    ]
    for headers in cases {
      let result = try await post(headers)
      #expect(result.answer.status == 401, "\(headers)")
      #expect(result.looks == 0)
      #expect(!result.answer.body.contains(Self.secret))
    }
    let changed = try await post([("X-Gitea-Signature", right)], body: Self.body + [0x21])
    #expect(changed.answer.status == 401)
  }

  @Test func `without a secret there is no webhook, and it takes only POST`() async throws {
    let headers = [("X-Gitea-Signature", try await signature())]
    #expect(try await post(headers, secret: nil).answer.status == 404)
    #expect(try await post(headers, method: "GET").answer.status == 405)
  }
}
