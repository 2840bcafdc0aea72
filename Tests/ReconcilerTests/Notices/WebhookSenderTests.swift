import Crypto
import Foundation
import Glibc
import Model
import ServiceContract
import TestSupport
import Testing

@testable import Notices

struct WebhookSenderTests {
  private static let secret = "0123456789abcdef0123456789abcdef"

  private func secretFile(
    _ folder: TemporaryDirectory, _ text: String = secret, mode: mode_t = 0o600
  ) throws -> String {
    try folder.write("secret", text + "\n")
    chmod(folder("secret"), mode)
    return folder("secret")
  }

  @Test func `a notice is posted as JSON with a signature that fits`() async throws {
    try await PrivateHook.with { hook in
      let file = try secretFile(hook.directory)
      let sender = try WebhookSender(url: hook.url, secretFile: file)
      let letter = try NoticeLetter.sample(.sample("chess/…#delete: “too many”\u{1B}[2J"))
      try await sender.send(letter)
      let request = try #require(try hook.received().first)
      #expect(request.path == "/hook/s3cr3t-path")
      #expect(request.headers["content-type"] == "application/json")
      #expect(request.headers["x-allotment-event"] == "held")
      #expect(request.headers["x-allotment-delivery"] == letter.id)
      let code = HMAC<SHA256>.authenticationCode(
        for: Data(request.body.utf8), using: SymmetricKey(data: Data(Self.secret.utf8)))
      let hex = code.map { String(format: "%02x", $0) }.joined()
      #expect(request.headers["x-allotment-signature-256"] == "sha256=\(hex)")
      #expect(request.headers["x-hub-signature-256"] == "sha256=\(hex)")
      let json = try #require(
        try JSONSerialization.jsonObject(with: Data(request.body.utf8)) as? [String: Any])
      #expect(json["formatVersion"] as? String == "1")
      #expect(json["event"] as? String == "held" && json["club"] as? String == "chess")
      #expect(json["condition"] as? String == "RemovalsHeld")
      #expect(json["message"] as? String == #"chess/…#delete: “too many”\u{1B}[2J"#)
      #expect(json["time"] as? String == "2026-11-30T00:53:20Z")
      #expect((json["text"] as? String)?.hasPrefix("Chess Club (chess): held: ") == true)
      #expect(json["ended"] is NSNull && json["since"] is NSNull)
    }
  }

  @Test func `without a secret there is no signature`() async throws {
    try await PrivateHook.with { hook in
      try await WebhookSender(url: hook.url, secretFile: nil).send(try .sample(.sample()))
      let headers = try #require(try hook.received().first).headers
      #expect(headers["x-allotment-signature-256"] == nil && headers["x-hub-signature-256"] == nil)
    }
  }

  @Test(arguments: [(503, false), (404, false), (302, false), (400, true), (413, true)])
  func `an answer that is no success is a failure`(status: Int, isFinal: Bool) async throws {
    try await PrivateHook.with { hook in
      try hook.answer(with: status)
      let sender = try WebhookSender(url: hook.url, secretFile: nil)
      let failure = await #expect(throws: DeliveryFailure.self) {
        try await sender.send(try .sample(.sample()))
      }
      #expect(failure?.isFinal == isFinal)
      #expect(failure?.description.contains("\(status)") == true)
      #expect(failure?.description.contains("s3cr3t") == false)
      // A redirect is not followed: the signature is for this address.
      #expect(try hook.received().count == 1)
    }
  }

  @Test func `nobody there is a failure without the path, which may hold a token`() async throws {
    let port = try LoopbackPort()
    let sender = try WebhookSender(
      url: "http://127.0.0.1:\(port.number)/hook/s3cr3t-path", secretFile: nil)
    let failure = await #expect(throws: DeliveryFailure.self) {
      try await sender.send(try .sample(.sample()))
    }
    #expect(failure?.isFinal == false)
    #expect(failure?.description.contains("does not answer") == true)
    #expect(failure?.description.contains("s3cr3t") == false)
    let findings = await sender.diagnose()
    #expect(findings.contains { $0.severity == .error && $0.message.contains("cannot be reached") })
    #expect(findings.contains { $0.severity == .warning && $0.message.contains("not signed") })
  }

  @Test func `the doctor sends nothing`() async throws {
    try await PrivateHook.with { hook in
      let sender = try WebhookSender(
        url: hook.url, secretFile: try secretFile(hook.directory))
      #expect(await sender.diagnose().allSatisfy { $0.severity == .ok })
      #expect(try hook.received().isEmpty)
    }
  }

  @Test(arguments: [0o640, 0o604, 0o644, 0o660] as [mode_t])
  func `a secret that other users can read is refused, and not repeated`(mode: mode_t) throws {
    let folder = try TemporaryDirectory()
    let file = try secretFile(folder, mode: mode)
    let problem = #expect(throws: ReceiverProblem.self) {
      _ = try WebhookSender(url: "https://a.example/", secretFile: file)
    }
    #expect(problem?.description.contains("chmod 600 \(file)") == true)
    #expect(problem?.description.contains(Self.secret) == false)
  }

  @Test(arguments: ["", "short", "with spaces in the middle of it", "öäüöäüöäüöäüöäüöäü"])
  func `what is no fit secret is refused, and not repeated`(text: String) throws {
    let folder = try TemporaryDirectory()
    let file = try secretFile(folder, text)
    let problem = #expect(throws: ReceiverProblem.self) {
      _ = try WebhookSender(url: "https://a.example/", secretFile: file)
    }
    #expect(problem?.description.contains("16 to 512") == true)
    #expect(text.isEmpty || problem?.description.contains(text) == false)
  }

  @Test func `a secret that is not there, or no file, is refused`() throws {
    let folder = try TemporaryDirectory()
    for path in [folder("absent"), folder.path] {
      #expect(throws: ReceiverProblem.self) {
        _ = try WebhookSender(url: "https://a.example/", secretFile: path)
      }
    }
    #expect(throws: ReceiverProblem.self) {
      _ = try WebhookSender(url: "https://user:pass@a.example/", secretFile: nil)
    }
  }

  @Test func `a secret cannot be printed`() throws {
    let folder = try TemporaryDirectory()
    let sender = try WebhookSender(
      url: "https://a.example/", secretFile: try secretFile(folder))
    let bytes = Array(Self.secret.utf8).map(String.init).joined(separator: ", ")
    for text in ["\(sender)", String(reflecting: sender)] {
      #expect(!text.contains(Self.secret) && !text.contains(bytes))
    }
  }
}
