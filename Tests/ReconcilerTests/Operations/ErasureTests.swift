import ChatContract
import Inventory
import Model
import Operations
import Reconciler
import Spec
import Synchronization
import TestSupport
import Testing

/// `allotment erase`: what it says is what was done.
struct ErasureTests {
  private static let walter = ResourceID(
    club: "chess", service: "prosody", kind: ChatKind.account, name: "walter@chess.clubs.example")

  @Sendable private static func withWalter(_ club: inout Club) {
    club.members.append(.fixture("walter", state: .erased))
  }

  private func erase(_ member: String, _ club: String = "chess", on stage: Stage) async
    -> ControlReply
  {
    var request = ControlRequest(.erase)
    request.clubs = [club]
    request.member = member
    request.by = "ann"
    return await AgentControl(agent: stage.agent).handle(request)
  }

  private func history(_ stage: Stage) throws -> [HistoryEntry] {
    try stage.inventory.history(club: nil, limit: 1_000, before: nil)
  }

  @Test(arguments: [nil, "go"])
  func `an account that is not ours is not erased, and nobody says that it was`(mark: String?)
    async throws
  {
    try await Stage.run { stage in
      stage.service.state.withLock {
        $0.live[Self.walter] = ObservedResource(
          id: Self.walter, fields: ["member": .text("walter")], mark: mark)
      }
      try await stage.push(clubs: ["chess"], change: Self.withWalter)
      try await stage.expect { await $0.isSynced(["chess"]) }
      let reply = await erase("walter", on: stage)
      #expect(reply.exitCode == 1, "\(reply)")
      #expect(!reply.output.contains("Erased"), "\(reply)")
      #expect(reply.problems.contains("walter@chess.clubs.example is live in prosody"), "\(reply)")
      #expect(stage.service.state.withLock { $0.live[Self.walter] } != nil)
      #expect(try !history(stage).contains { $0.change.hasSuffix("#erase") })
    }
  }

  @Test func `an account whose removal is held is not erased yet`() async throws {
    try await Stage.run { stage in
      try await stage.push(clubs: ["chess"])
      try await stage.expect { await $0.isSynced(["chess"]) }
      // Ours by its mark alone: the inventory has lost it.
      stage.service.state.withLock {
        $0.live[Self.walter] = ObservedResource(
          id: Self.walter, fields: ["member": .text("walter")], mark: "chess")
      }
      try await stage.push(
        clubs: ["chess"], changed: ["chess"],
        policy: { $0.freeze = Policy.Freeze(until: CalendarDate(year: 2027, month: 2, day: 1)) },
        change: Self.withWalter)
      let reply = await erase("walter", on: stage)
      #expect(reply.exitCode == 4, "\(reply)")
      #expect(!reply.output.contains("Erased"), "\(reply)")
      #expect(stage.service.state.withLock { $0.live[Self.walter] } != nil)
      #expect(try !history(stage).contains { $0.change.hasSuffix("#erase") })
    }
  }

  @Test func `in a paused club nobody is erased, whatever the inventory knows`() async throws {
    try await Stage.run { stage in
      try await stage.push(clubs: ["chess"], change: Self.withWalter)
      try await stage.expect { await $0.isSynced(["chess"]) }
      #expect(try await stage.agent.pause("chess", until: nil, reason: "moving", by: "ann"))
      let reply = await erase("walter", on: stage)
      #expect(reply.exitCode == 4, "\(reply)")
      #expect(reply.output.contains("chess is paused until it is resumed by ann"), "\(reply)")
      #expect(reply.problems.contains("not everything of this member is gone yet"), "\(reply)")
    }
  }

  @Test func `what was done is what is said, also when it is asked again`() async throws {
    try await Stage.run(enforce: true, interval: .seconds(3_600)) { stage in
      try await stage.push(clubs: ["chess"], changed: ["chess"])
      try await stage.expect { await $0.isSynced(["chess"]) }
      // Nobody who never had an account here was erased, and the name is free.
      try await stage.push(clubs: ["chess"], change: Self.withWalter)
      let never = await erase("walter", on: stage)
      #expect(never.exitCode == 0, "\(never)")
      #expect(!never.output.contains("Erased"), "\(never)")
      #expect(!never.output.contains("stays reserved"), "\(never)")
      #expect(try !history(stage).contains { $0.change.hasSuffix("#erase") })

      try await stage.push(
        clubs: ["chess"],
        change: { $0.members.append(.fixture("newcomer", state: .erased)) })
      let done = await erase("newcomer", on: stage)
      #expect(done.exitCode == 0 && done.output.contains("Erased"), "\(done)")
      #expect(done.output.contains("stays reserved"), "\(done)")
      #expect(try history(stage).count { $0.change.hasSuffix("#erase") } == 1)
      #expect(try !history(stage).contains { $0.change.contains("newcomer") })
      let again = await erase("newcomer", on: stage)
      #expect(again.exitCode == 0 && !again.output.contains("Erased"), "\(again)")
      #expect(again.output.contains("stays reserved"), "\(again)")
      #expect(try history(stage).count { $0.change.hasSuffix("#erase") } == 1)
    }
  }

  @Test func `a member is erased under every address and club id of before`() async throws {
    try await Stage.run { stage in
      @Sendable func member(_ id: String, from old: String? = nil, state: Member.State = .active)
        -> Member
      {
        var member = Member.fixture(id, state: state)
        member.movedFrom = old.map { .at(12, $0) }
        return member
      }
      try await stage.push(clubs: ["knit"], change: { $0.members.append(member("bee")) })
      try await stage.expect { await $0.isSynced(["knit"]) }
      try await stage.push(
        clubs: ["knit"], changed: ["knit"],
        change: { $0.members.append(member("bea", from: "bee")) })
      try await stage.expect { await $0.record("knit")?.lastAppliedRevision == $0.revision }
      try await stage.push(
        clubs: ["knitters"],
        change: { club in
          club.movedFrom = .at(6, "knit")
          club.domain = .at(5, .plain("knit.clubs.example"))
          club.members.append(member("bea", from: "bee"))
        })
      try await stage.expect { await $0.isSynced(["knitters"]) }
      let before = try history(stage).map(\.change)
      #expect(before.contains("knit/prosody/account/bee@knit.clubs.example#create"), "\(before)")
      #expect(before.contains("knit/prosody/account/bea@knit.clubs.example#update"), "\(before)")
      try await stage.push(
        clubs: ["knitters"], changed: ["knitters"],
        change: { club in
          club.domain = .at(5, .plain("knit.clubs.example"))
          club.members.append(member("bea", from: "bee", state: .erased))
        })
      let reply = await erase("bea", "knitters", on: stage)
      #expect(reply.exitCode == 0 && reply.output.contains("Erased"), "\(reply)")
      let after = try history(stage)
      for address in ["bea@knit.clubs.example", "bee@knit.clubs.example"] {
        #expect(!after.contains { "\($0.change) \($0.message)".contains(address) }, "\(after)")
      }
      #expect(after.contains { $0.change == "knit/prosody/account/rose@knit.clubs.example#create" })
    }
  }

  @Test func `a domain of before is a part of the addresses of before`() async throws {
    try await Stage.run { stage in
      try await stage.push(clubs: ["knit"], changed: ["knit"])
      try await stage.expect { await $0.isSynced(["knit"]) }
      try stage.inventory.reserve([
        ReservedName(name: "wool.example", club: "knit", kind: "vhost", since: 1)
      ])
      func entry(_ address: String) -> HistoryEntry {
        HistoryEntry(
          time: 1, club: "knit", revision: Revision("main@sha1:1"),
          change: "knit/prosody/account/\(address)#create", action: .create, result: .applied,
          message: "declared, not live", cycle: "1")
      }
      try stage.inventory.append([entry("newcomer@wool.example"), entry("rose@wool.example")])
      try await stage.push(
        clubs: ["knit"],
        change: { $0.members.append(.fixture("newcomer", state: .erased)) })
      let reply = await erase("newcomer", "knit", on: stage)
      #expect(reply.exitCode == 0, "\(reply)")
      let after = try history(stage).map(\.change)
      #expect(!after.contains { $0.contains("newcomer") }, "\(after)")
      #expect(after.contains("knit/prosody/account/rose@wool.example#create"))
    }
  }
}
