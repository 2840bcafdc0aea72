import ChatContract
import Model
import ServiceContract
import Spec
import TestSupport
import Testing

@testable import ProsodyService

/// What the adapter says when no proper answer comes.
struct ProsodyFailureTests {
  private let directory: TemporaryDirectory
  private var socket: String { directory("s") }

  init() throws { directory = try TemporaryDirectory() }

  private func failure(
    answer: String?, deadline: Duration = .seconds(20)
  ) async throws -> ServiceFailure {
    let server = try FakeUnixServer(path: socket, answer: answer)
    return try await server.serving {
      try await sweepFailure(deadline: deadline)
    }
  }

  private func sweepFailure(deadline: Duration = .seconds(20)) async throws -> ServiceFailure {
    let service = ProsodyService(name: "prosody", socket: socket, deadline: deadline)
    let failure = await #expect(throws: ServiceFailure.self) {
      try await service.sweep([], cold: false)
    }
    return try #require(failure)
  }

  private func http(_ body: String, status: String = "200 OK", length: Int? = nil) -> String {
    "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\n"
      + "Content-Length: \(length ?? body.utf8.count)\r\n\r\n\(body)"
  }

  @Test func `a socket that is not there is said so`() async throws {
    let failure = try await sweepFailure()
    #expect(failure.code == "unreachable")
    #expect(failure.retry == .later)
    #expect(failure.message.hasPrefix("no socket at \(socket)"))
  }

  @Test func `a socket on which nobody listens is a refused connection`() async throws {
    do { _ = try FakeUnixServer(path: socket, answer: "") }
    let failure = try await sweepFailure()
    #expect(failure.code == "unreachable")
    #expect(failure.message.hasPrefix("connection refused at \(socket)"))
  }

  @Test func `silence ends at the deadline`() async throws {
    let failure = try await failure(answer: nil, deadline: .milliseconds(300))
    #expect(failure.code == "timeout")
    #expect(failure.retry == .later)
  }

  @Test func `an answer that is cut short is no answer`() async throws {
    let failure = try await failure(answer: http(#"{"protocol":1,"#, length: 500))
    #expect(failure.code == "unreachable")
    #expect(failure.retry == .later)
  }

  @Test func `an answer that is no JSON is no answer`() async throws {
    let failure = try await failure(answer: http(#"{"protocol":1,"boot":"x","results":["#))
    #expect(failure.code == "bad-answer")
  }

  @Test func `fewer results than operations is no answer`() async throws {
    let failure = try await failure(answer: http(#"{"protocol":1,"boot":"x","results":[]}"#))
    #expect(failure.code == "bad-answer")
  }

  @Test func `another version of the protocol needs a person`() async throws {
    let failure = try await failure(answer: http(#"{"protocol":7,"news":[]}"#))
    #expect(failure.code == "wrong-protocol")
    #expect(failure.retry == .never)
    #expect(failure.message.contains("allotment install prosody-module"))
  }

  @Test func `a refused request is not tried again, and says why without moving the cursor`()
    async throws
  {
    let body = #"{"error":{"code":"bad-request","message":"no\u001b[2J such thing"}}"#
    let failure = try await failure(answer: http(body, status: "400 Bad Request"))
    #expect(failure.code == "refused")
    #expect(failure.retry == .never)
    #expect(failure.message == "Prosody refused the request (HTTP 400): no [2J such thing")
  }

  @Test func `a vhost that could not be read has no digest and is not empty`() async throws {
    let body =
      #"{"protocol":1,"boot":"x","results":[{"ok":true,"digests":{"a.example":"1"},"#
      + #""pending":[],"foreign":[],"failed":{"b.example":{"code":"storage","message":"no"}}}]}"#
    let server = try FakeUnixServer(path: socket, answer: http(body))
    let service = ProsodyService(name: "prosody", socket: socket)
    let sweep = try await server.serving {
      try await service.sweep(
        [scope("a"), scope("b"), scope("c")], cold: false)
    }
    #expect(sweep.digests == ["a": "1", "c": "absent"])
  }

  @Test func `a club of which one vhost could not be read is unavailable`() async throws {
    let body =
      #"{"protocol":1,"boot":"x","results":[{"ok":true,"present":false},"#
      + #"{"ok":false,"error":{"code":"storage","message":"disk on fire"}}]}"#
    let server = try FakeUnixServer(path: socket, answer: http(body))
    let service = ProsodyService(name: "prosody", socket: socket)
    let observations = await server.serving {
      await service.observe([scope("a"), scope("b")])
    }
    #expect(
      observations == [
        "a": .complete([]), "b": .unavailable(reason: "disk on fire"),
      ])
  }

  @Test func `an answer without a part says nothing of the club`() async throws {
    let body =
      #"{"protocol":1,"boot":"x","results":[{"ok":true,"present":true,"club":"a","#
      + #""settings":{},"accounts":[],"rooms":[]}]}"#
    let server = try FakeUnixServer(path: socket, answer: http(body))
    let service = ProsodyService(name: "prosody", socket: socket)
    let observations = await server.serving { await service.observe([scope("a")]) }
    guard case .unavailable? = observations["a"] else {
      Issue.record("\(observations)")
      return
    }
  }

  @Test func `a connection that breaks in mid-batch fails the batch and skips the rest`()
    async throws
  {
    let server = try FakeUnixServer(path: socket, answer: http("{", length: 100))
    let service = ProsodyService(name: "prosody", socket: socket)
    let club = DeclaredClub(hosted: .fixture { $0.members = [.fixture("rose")] })
    let changes = service.desired(for: club).map { bareChange(.create, $0) }
    let outcomes = await server.serving {
      await service.apply(changes, of: "chess", from: nil)
    }
    guard case .failed(let failure) = outcomes[0] else {
      Issue.record("\(outcomes)")
      return
    }
    #expect(failure.retry == .later)
    #expect(outcomes.dropFirst().allSatisfy { $0 == .skipped })
    #expect(outcomes.count == 3)
  }

  @Test func `an invitation's link is in no description of it`() throws {
    var invitation = Invitation(
      user: "rose", member: "rose", generation: 1, state: .pending,
      link: "https://chess.example/join/s3cret", uri: "xmpp:x?register;preauth=s3cret", expires: 1)
    #expect(!"\(invitation)".contains("s3cret"))
    #expect(!String(reflecting: invitation).contains("s3cret"))
    var dumped = ""
    dump(invitation, to: &dumped)
    #expect(!dumped.contains("s3cret"))
    invitation.state = .redeemed
    #expect("\(invitation)" == "invitation 1 of rose, redeemed")
  }

  private func scope(_ club: String) -> Scope {
    Scope(
      club: club,
      resources: [
        ResourceID(
          club: club, service: "prosody", kind: ChatKind.vhost, name: "\(club).example")
      ])
  }
}
