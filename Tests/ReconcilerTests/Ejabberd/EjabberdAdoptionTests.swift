import ChatContract
import EjabberdService
import Model
import ServiceContract
import Spec
import TestSupport
import Testing

/// What is live and was not made by allotment.
@Suite(.serialized)
struct EjabberdAdoptionTests {
  @Test func `a stranger in our vhost carries no mark, and is not changed unless adopted`()
    async throws
  {
    try await PrivateEjabberd.with { server in
      let chess = LiveEjabberd(
        on: server,
        club: DeclaredClub(
          hosted: .fixture {
            $0.members = [.fixture("rose", role: .owner), .fixture("stranger")]
          }))
      let stranger = try chess.desired("stranger@chess.example")
      let others = chess.desired.filter { $0.id.kind == ChatKind.vhost }
      #expect(await chess.apply(others.map { bareChange(.create, $0) }) == [.applied])
      try await server.call(
        "register", #"{"user":"stranger","host":"chess.example","password":"of his own"}"#)
      #expect(try await chess.observed("stranger@chess.example")?.mark == nil)

      for action in [Change.Action.create, .update] {
        #expect(await chess.apply([bareChange(action, stranger)]).map(code) == ["not-ours"])
      }
      #expect(await chess.apply([bareChange(.adopt, stranger)]) == [.applied])
      #expect(try await chess.observed("stranger@chess.example")?.mark == "chess")
      try await chess.converge()
      let letters = try await chess.service.admissions(of: chess.club.hosted, again: [])
      #expect(letters.open.map(\.member) == ["rose"], "who is adopted has a password already")
      try await expectPassword("of his own", of: "stranger", on: server)
    }
  }

  @Test func `a vhost that is there already is taken over only by adopting it`() async throws {
    try await PrivateEjabberd.with(further: ["--vhost", "chess.example"]) { server in
      let chess = LiveEjabberd(on: server)
      try await server.call(
        "register", #"{"user":"rose","host":"chess.example","password":"of her own"}"#)
      let live = try await chess.observed()
      #expect(live.map(\.id.name) == ["chess.example", "rose@chess.example"])
      #expect(live.allSatisfy { $0.mark == nil })
      for action in [Change.Action.create, .update] {
        let refused = await chess.apply(chess.desired.map { bareChange(action, $0) })
        #expect(refused.map(code) == ["not-ours", nil, nil, nil, nil])
        #expect(refused.dropFirst().allSatisfy { $0 == .skipped })
      }
      let ids = Set(live.map(\.id))
      let adopted = await chess.apply(
        chess.desired.map { bareChange(ids.contains($0.id) ? .adopt : .create, $0) })
      #expect(adopted.allSatisfy { $0 == .applied }, "\(adopted)")
      #expect(try await chess.differences() == [])
      try await expectPassword("of her own", of: "rose", on: server)
      try await server.restart()
      #expect(try await chess.differences() == [])
    }
  }

  @Test func `a room that somebody made is taken over only by adopting it`() async throws {
    try await PrivateEjabberd.with { server in
      let chess = LiveEjabberd(on: server)
      let pawns = try chess.desired("pawns@conference.chess.example")
      let others = chess.desired.filter { $0.id.kind != ChatKind.room }
      #expect(
        await chess.apply(others.map { bareChange(.create, $0) }).allSatisfy { $0 == .applied })
      try await server.call(
        "create_room_with_opts",
        #"{"name":"pawns","service":"conference.chess.example","host":"chess.example","#
          + #""options":[{"name":"persistent","value":"true"}]}"#)
      for action in [Change.Action.create, .update] {
        #expect(await chess.apply([bareChange(action, pawns)]).map(code) == ["not-ours"])
      }
      #expect(await chess.apply([bareChange(.adopt, pawns)]) == [.applied])
      #expect(try await chess.differences() == [])
    }
  }

  @Test func `a vhost that another club has is not made anew, and goes on to a club that moved`()
    async throws
  {
    try await PrivateEjabberd.with { server in
      try await expectVhostMoves(LiveEjabberd(on: server))
    }
  }

  private func expectPassword(
    _ password: String, of user: String, on server: PrivateEjabberd
  ) async throws {
    let answer = try await server.call(
      "check_password",
      #"{"user":"\#(user)","host":"chess.example","password":"\#(password)"}"#)
    #expect(answer == "0", "the password was touched")
  }
}
