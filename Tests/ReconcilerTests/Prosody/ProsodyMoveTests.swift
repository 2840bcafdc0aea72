import ChatContract
import Foundation
import Model
import Planning
import ProsodyService
import ServiceContract
import Spec
import TestSupport
import Testing

/// A member gets another id on a real Prosody.
@Suite(.serialized)
struct ProsodyMoveTests {
  private static func club(_ id: String, from old: String? = nil) -> DeclaredClub {
    DeclaredClub(
      hosted: .fixture { club in
        var member = Member.fixture(id, role: .owner)
        member.movedFrom = old.map { .at(11, $0) }
        club.members = [member, .fixture("dan")]
        club.chat = .fixture(rooms: [.fixture("pawns")])
      })
  }

  /// Rose and Dan, converged; then Rose is called Ada.
  private func renamed(
    _ body: @Sendable (LiveChess, LiveChess, _ changes: [Change]) async throws -> Void
  ) async throws {
    try await PrivateProsody.with { prosody in
      let before = LiveChess(on: prosody, club: Self.club("rose"))
      try await before.converge()
      let after = LiveChess(on: prosody, club: Self.club("ada", from: "rose"))
      let input = ClubInput(
        id: "chess", name: "Chess", declaration: .declared(after.desired), prune: .enabled,
        observations: ["prosody": .complete(try await before.observed())], owned: [])
      let plan = reconcile(input, in: PlanningContext(policy: Policy(), now: 1_800_000_000))
      try await body(before, after, plan.changes)
    }
  }

  @Test func `the account goes along with its password record, rooms and lists`() async throws {
    try await renamed { before, after, changes in
      let record = try before.accountRecord("rose")
      #expect(changes.contains { $0.movesFrom?.name == "rose@chess.example" })
      #expect(!changes.contains { $0.action == .create || $0.action == .delete })
      let outcomes = await after.apply(changes)
      #expect(outcomes.allSatisfy { $0 == .applied }, "\(outcomes)")
      #expect(try after.accountRecord("ada") == record)
      #expect(!FileManager.default.fileExists(atPath: after.accountFile("rose")))
      #expect(try await after.differences().isEmpty)
      // Asked for again there is nothing to do.
      let move = try #require(changes.first { $0.movesFrom != nil })
      let digest = try await after.digest(cold: true)
      #expect(await after.apply([move]) == [.applied])
      #expect(try await after.digest(cold: true) == digest)
      let restored = try await after.service.invitations(of: after.club.hosted)
      #expect(restored.map(\.user) == ["ada", "dan"])
    }
  }

  @Test func `one that was cut short is finished`() async throws {
    try await renamed { before, after, changes in
      let move = try #require(changes.first { $0.movesFrom != nil })
      // Its last step had been done, and nothing of the mark.
      try FileManager.default.moveItem(
        atPath: before.accountFile("rose"), toPath: before.accountFile("ada"))
      #expect(await after.apply([move]).map { code(of: $0) } == ["not-ours"])
      try FileManager.default.moveItem(
        atPath: before.accountFile("ada"), toPath: before.accountFile("rose"))
      #expect(await after.apply([move]) == [.applied])
      #expect(try await after.observed("ada@chess.example")?.mark == "chess")
    }
  }

  @Test func `nothing is put into an account that is there`() async throws {
    try await renamed { before, after, changes in
      var ada = try after.desired("ada@chess.example")
      ada.move = nil
      let create = Change(
        action: .create, resource: ada.id, desired: ada, origin: ada.origin, cause: .revision,
        reason: "")
      #expect(await after.apply([create]) == [.applied])
      let move = try #require(changes.first { $0.movesFrom != nil })
      #expect(await after.apply([move]).map { code(of: $0) } == ["cannot-move"])
      #expect(FileManager.default.fileExists(atPath: before.accountFile("rose")))
    }
  }
}
