import Foundation
import Glibc
import Model
import ServiceContract
import Spec
import TestSupport
import Testing

@testable import Notices

struct MailSenderTests {
  /// Python's own reader of messages: prints what it found as JSON.
  private static let script = """
    import email, email.policy, json, sys
    raw = sys.stdin.buffer.read()
    message = email.message_from_bytes(raw, policy=email.policy.default)
    print(json.dumps({"headers": [[name, str(value)] for name, value in message.items()],
      "body": message.get_content(), "defects": [repr(d) for d in message.defects],
      "longest": max(len(line) for line in raw.split(b"\\n")),
      "ascii": all(byte < 128 for byte in raw), "date": message["Date"].datetime.isoformat()}))
    """

  private struct Read: Decodable {
    var headers: [[String]]
    var body: String
    var defects: [String]
    var longest: Int
    var ascii: Bool
    var date: String

    subscript(_ name: String) -> String? { headers.first { $0[0] == name }?[1] }
  }

  private func read(_ message: String) async throws -> Read {
    let finished = try await run(Command(testPython, ["-c", Self.script], input: message))
    try #require(finished.isSuccess, "\(finished.errors)")
    return try JSONDecoder().decode(Read.self, from: Data(finished.output.utf8))
  }

  /// A program that keeps its arguments and its input.
  private func fake(
    _ folder: TemporaryDirectory, _ ending: String = "exit 0", reads: Bool = true
  ) throws -> String {
    try folder.write(
      "sendmail",
      """
      #!/bin/sh
      printf '%s\\n' "$@" >'\(folder("arguments"))'
      \(reads ? "cat >'\(folder("message"))'" : "")
      \(ending)
      """)
    chmod(folder("sendmail"), 0o700)
    return folder("sendmail")
  }

  private func contents(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
  }

  @Test func `a notice goes to sendmail as a message that others read as it was meant`()
    async throws
  {
    let folder = try TemporaryDirectory()
    let sender = try MailSender(
      address: "ops@provider.example", from: "allotment@provider.example",
      program: try fake(folder))
    let letter = try NoticeLetter.sample(
      .sample("chess/prosody/account/dan@chess.example#delete: zu viele Löschungen – 4 von 9"))
    try await sender.send(letter)
    #expect(try contents(folder("arguments")) == "-i\nops@provider.example\n")
    let message = try await read(try contents(folder("message")))
    #expect(message.defects == [] && message.ascii && message.longest <= 78)
    #expect(message["To"] == "ops@provider.example")
    #expect(message["From"] == "allotment <allotment@provider.example>")
    #expect(message["Subject"] == "[allotment] Chess Club (chess): held")
    #expect(message["Auto-Submitted"] == "auto-generated")
    #expect(message["Message-ID"]?.hasPrefix("<allotment-\(letter.id)@") == true)
    #expect(message.date == "2026-11-30T00:53:20+00:00")
    #expect(message.body.contains("#delete: zu viele Löschungen – 4 von 9\n"))
    #expect(message.body.contains("allotment plan --club chess\n"))
    #expect(message.body.contains("by Rose Hill <rose@mail.example>"))
  }

  @Test(arguments: [
    "Chess\nBcc: everybody@victim.example", "Chess\r\nBcc: everybody@victim.example\r\n\r\nBuy!",
    "Chess\u{2028}Bcc: a@victim.example", "=?utf-8?Q?Chess=0ABcc:_a@victim.example?=",
    "Chess\u{1}\u{B}\u{C}\u{85}Bcc: a@victim.example",
  ])
  func `nothing in a notice adds a header or ends the headers`(name: String) async throws {
    var notice = Notice.sample(".\n.\r\nFrom the start\n" + name, name: name)
    notice.author = name
    let text = MailMessage(
      try .sample(notice), from: "a@provider.example", to: "ops@provider.example"
    ).text
    let message = try await read(text)
    #expect(message.headers.count == 9, "\(message.headers)")
    #expect(message["Bcc"] == nil && message["To"] == "ops@provider.example")
    #expect(message.defects == [] && message.ascii)
    #expect(!text.contains("\r") && !text.contains("\n.\n"))
    #expect(message["Subject"]?.contains("Bcc: ") == name.contains("Bcc: "))
  }

  @Test func `a long name in any script is folded into encoded words of whole characters`()
    async throws
  {
    let name = String(repeating: "Schrebergärtner 🌱 הגן ", count: 8)
    let text = MailMessage(
      try .sample(.sample(name: name)), from: "a@provider.example", to: "b@provider.example"
    ).text
    let message = try await read(text)
    #expect(message.longest <= 78)
    #expect(message["Subject"]?.contains(name.trimmingCharacters(in: .whitespaces)) == true)
  }

  @Test func `a program that fails, is not there or ends before it has read is told`()
    async throws
  {
    let folder = try TemporaryDirectory()
    let letter = try NoticeLetter.sample(.sample())
    let failing = try MailSender(
      address: "ops@provider.example", program: try fake(folder, "exit 75"))
    let failure = await #expect(throws: DeliveryFailure.self) { try await failing.send(letter) }
    #expect(failure?.description.hasSuffix("ended with 75") == true)
    try await MailSender(
      address: "ops@provider.example", program: try fake(folder, reads: false)
    ).send(letter)
    let absent = try MailSender(address: "ops@provider.example", program: folder("absent"))
    await #expect(throws: DeliveryFailure.self) { try await absent.send(letter) }
    #expect(await absent.diagnose().first?.severity == .error)
    #expect(await failing.diagnose().first?.severity == .ok)
  }

  @Test func `an address that would be an option of sendmail is refused`() {
    for address in ["-oQ/tmp@x.example", "a b@x.example", "a\n@x.example"] {
      #expect(throws: ReceiverProblem.self) { _ = try MailSender(address: address) }
    }
  }
}
