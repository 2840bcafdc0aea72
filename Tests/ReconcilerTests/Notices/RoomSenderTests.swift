import Foundation
import Model
import ProsodyService
import ServiceContract
import Spec
import TestSupport
import Testing

@testable import Notices

/// Notices in a room of a real Prosody, read by a real client.
struct RoomSenderTests {
  private static let password = "a-password-for-this-test-only"

  private struct Heard: Decodable {
    struct Message: Decodable {
      var from: String
      var body: String
    }

    var happened: Message
  }

  /// Somebody who is in the room until a message comes.
  private struct Listener {
    let process: ChildProcess
    let log: String

    init(_ prosody: PrivateProsody, _ room: BareJID, nick: String = "ops", waitsFor text: String)
      async throws
    {
      let log = prosody.directory("listener-\(nick)-\(text.utf8.count).log")
      self.log = log
      process = try ChildProcess(
        "env",
        [
          "XMPP_PASSWORD=\(RoomSenderTests.password)", testPython,
          "\(repositoryRoot)/Tests/Clients/xmpp.py", "--server",
          "127.0.0.1:\(prosody.clientPort.number)", "--timeout", "60", "watch",
          "\(nick)@provider.example", "message:\(text)", "--room", room.description, "--nick", nick,
        ], log: log)
      let isIn = try await eventually { tail(of: log).contains("\"ready\"") }
      guard isIn else { throw ServerFailure("nobody listens: \(tail(of: log))") }
    }

    func heard() async throws -> Heard.Message {
      let process = process
      let ended = try await eventually { process.hasEnded() }
      guard ended, let line = tail(of: log).split(separator: "\n").last else {
        throw ServerFailure("nothing was heard: \(tail(of: log))")
      }
      return try JSONDecoder().decode(Heard.self, from: Data(line.utf8)).happened
    }
  }

  private func room(_ name: String = "ops") throws -> BareJID {
    BareJID(local: name, domain: try DomainName(parsing: "conference.provider.example"))
  }

  private func withServer(_ body: @Sendable (PrivateProsody, ProsodyService) async throws -> Void)
    async throws
  {
    try await PrivateProsody.with(further: ["--vhost", "provider.example"]) { prosody in
      for user in ["ops", "allotment"] {
        try await output(
          of: Command(
            "prosodyctl",
            [
              "--config", prosody.configuration, "register", user, "provider.example",
              Self.password,
            ]))
      }
      try await body(prosody, ProsodyService(name: "prosody", socket: prosody.socket))
    }
  }

  @Test func `a notice is heard in the room once, as it was written`() async throws {
    try await withServer { prosody, service in
      let letter = try NoticeLetter.sample(
        .sample("<b>4 of 9</b> & “more”\u{1B}[2J\nForged: all is well"))
      let sender = RoomSender(room: try room(), server: service)
      let listener = try await Listener(prosody, try room(), waitsFor: letter.line)
      try await sender.send(letter)
      let heard = try await listener.heard()
      #expect(heard.from == "ops@conference.provider.example/allotment")
      #expect(heard.body == letter.line)
      #expect(
        heard.body
          == #"Chess Club (chess): held: <b>4 of 9</b> & “more”\u{1B}[2J\nForged: all is well"#)

      // What was sent before a crash is said no second time.
      let second = try await Listener(prosody, try room(), waitsFor: "the second")
      try await sender.send(letter)
      try await service.say("the second", id: "another", in: try room())
      #expect(try await second.heard().body == "the second")
      #expect(tail(of: second.log).contains("4 of 9") == false)
    }
  }

  @Test func `somebody who calls himself allotment is not taken for it`() async throws {
    try await withServer { prosody, service in
      let listener = try await Listener(
        prosody, try room(), nick: "allotment", waitsFor: "a notice")
      try await service.say("a notice", id: "1", in: try room())
      #expect(try await listener.heard().from == "ops@conference.provider.example")
    }
  }

  @Test func `a room that is not there is told, and not made`() async throws {
    try await withServer { prosody, service in
      let letter = try NoticeLetter.sample(.sample())
      let sender = RoomSender(room: try room("nowhere"), server: service)
      for _ in 0..<2 {
        let failure = await #expect(throws: DeliveryFailure.self) { try await sender.send(letter) }
        #expect(failure?.description == "there is no room nowhere@conference.provider.example")
        #expect(failure?.isFinal == false)
      }
      #expect(await sender.diagnose().map(\.severity) == [.error])
      let elsewhere = BareJID(
        local: "ops", domain: try DomainName(parsing: "conference.elsewhere.example"))
      let outside = RoomSender(room: elsewhere, server: service)
      await #expect(throws: DeliveryFailure.self) { try await outside.send(letter) }
      // One that is there is open to anybody, as a new room is.
      let listener = try await Listener(prosody, try room(), waitsFor: "hello")
      let findings = await RoomSender(room: try room(), server: service).diagnose()
      #expect(findings.map(\.severity) == [.warning])
      try await service.say("hello", id: "1", in: try room())
      _ = try await listener.heard()
    }
  }
}
