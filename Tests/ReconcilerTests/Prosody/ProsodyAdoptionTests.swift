import ChatContract
import Foundation
import Model
import ProsodyService
import ServiceContract
import Spec
import TestSupport
import Testing

/// What is live and was not made by allotment.
@Suite(.serialized)
struct ProsodyAdoptionTests {
  @Test func `a stranger in our vhost carries no mark, and is not changed unless adopted`()
    async throws
  {
    try await PrivateProsody.with { prosody in
      let chess = LiveChess(
        on: prosody,
        club: DeclaredClub(
          hosted: .fixture {
            $0.members = [.fixture("rose", role: .owner), .fixture("stranger")]
          }))
      let stranger = try chess.desired("stranger@chess.example")
      let others = chess.desired.filter { $0.id.kind == ChatKind.vhost }
      #expect(await chess.apply(others.map { bareChange(.create, $0) }) == [.applied])
      try await shell(prosody, "user", "create", "stranger@chess.example", "a password of his own")
      let record = try chess.accountRecord("stranger")
      let seen = try #require(try await chess.observed("stranger@chess.example"))
      #expect(seen.mark == nil)

      for action in [Change.Action.create, .update] {
        #expect(await chess.apply([bareChange(action, stranger)]).map(code) == ["not-ours"])
      }
      #expect(await chess.apply([bareChange(.adopt, stranger)]) == [.applied])
      #expect(try chess.accountRecord("stranger") == record, "the password was touched")
      #expect(try await chess.observed("stranger@chess.example")?.mark == "chess")
      try await chess.converge()
      let invited = try await chess.service.invitations(of: chess.club.hosted).map(\.user)
      #expect(invited == ["rose"], "who is adopted has a password already")
    }
  }

  @Test func `a vhost that is there already is taken over only by adopting it`() async throws {
    try await PrivateProsody.with { prosody in
      let chess = LiveChess(on: prosody)
      try await shell(prosody, "host", "activate", "chess.example")
      try await shell(prosody, "user", "create", "rose@chess.example", "a password of her own")
      let record = try chess.accountRecord("rose")
      let live = try await chess.observed()
      #expect(live.map(\.id.name) == ["chess.example", "rose@chess.example"])
      #expect(live.allSatisfy { $0.mark == nil })
      let unmanaged = try await chess.service.sweep([], cold: false).unmanaged
      #expect(unmanaged.map(\.name).contains("chess.example"))

      let refused = await chess.apply(chess.desired.map { bareChange(.create, $0) })
      #expect(refused.map(code) == ["not-ours", nil, nil, nil, nil])
      #expect(refused.dropFirst().allSatisfy { $0 == .skipped })

      let ids = Set(live.map(\.id))
      let adopted = await chess.apply(
        chess.desired.map { bareChange(ids.contains($0.id) ? .adopt : .create, $0) })
      #expect(adopted.allSatisfy { $0 == .applied }, "\(adopted)")
      #expect(try await chess.differences() == [])
      #expect(try chess.accountRecord("rose") == record, "the password was touched")
      try await prosody.restart()
      #expect(try await chess.differences() == [])
    }
  }

  @Test func `a vhost that another club has is not made anew, and goes on to a club that moved`()
    async throws
  {
    try await PrivateProsody.with { prosody in
      try await expectVhostMoves(LiveChess(on: prosody))
    }
  }

  private func shell(_ prosody: PrivateProsody, _ words: String...) async throws {
    let arguments = ["--config", prosody.configuration, "shell"] + words
    let finished = try await run(Command("prosodyctl", arguments))
    try #require(finished.isSuccess, "\(finished)")
  }
}
