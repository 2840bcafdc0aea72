import Inventory
import Model
import Operations
import Reconciler
import Spec
import Synchronization
import TestSupport
import Testing

/// `approve` checks everything before anything takes effect.
struct ApprovalChecksTests {
  private static let clubs = ["a", "b", "c", "d"]
  private static let removal = "c/prosody/account/dan@c.clubs.example#delete"
  private static let commit = String(repeating: "5", count: 40)

  private func approval(of changes: String...) -> ControlRequest {
    var request = ControlRequest(.approve)
    request.changes = changes
    request.by = "ann"
    return request
  }

  /// Two of four clubs have left, which is held.
  private func hold(_ stage: Stage) async throws {
    try await stage.push(clubs: ["a", "b"])
    try await stage.expect { stage in
      for club in ["c", "d"] {
        let record = await stage.record(club)
        guard record?.conditions.contains(where: { $0.reason == "RemovalsHeld" }) == true else {
          return false
        }
      }
      return true
    }
  }

  @Test func `nothing is let through where nothing is changed`() async throws {
    let folder = try TemporaryDirectory()
    let service = SimulatedService()
    try await Stage.run(service: service, in: folder) { stage in
      try await stage.push(clubs: Self.clubs)
      try await stage.expect { await $0.isSynced(Self.clubs) }
    }
    let before = service.state.withLock { $0.live.keys }
    try await Stage.run(enforce: false, service: service, in: folder) { stage in
      try await hold(stage)
      let reply = await AgentControl(agent: stage.agent).handle(approval(of: Self.removal))
      #expect(reply.exitCode == 1, "\(reply)")
      #expect(reply.problems.contains("`enforce: false`: nothing is changed"), "\(reply)")
      let history = try stage.inventory.history(HistoryQuery(actions: [.approve], limit: 9))
      #expect(history == [])
    }
    #expect(service.state.withLock { $0.live.keys } == before)
  }

  @Test func `the first commit can be let through`() async throws {
    try await Stage.run { stage in
      let control = AgentControl(agent: stage.agent)
      let revision = await stage.commit(clubs: ["chess"])
      await stage.source.refuse(Self.commit)
      await stage.agent.lookSoon()
      try await stage.expect { await $0.agent.report().sourceProblem != nil }
      let reply = await control.handle(approval(of: Self.commit))
      #expect(reply.exitCode == 0, "\(reply)")
      #expect(reply.output == "The repository is looked at again.\n")
      try await stage.expect { await $0.revision == revision }
    }
  }

  @Test func `only the commit that is refused is let through, and only when all else is right`()
    async throws
  {
    try await Stage.run { stage in
      let control = AgentControl(agent: stage.agent)
      try await stage.push(clubs: Self.clubs)
      try await stage.expect { await $0.isSynced(Self.clubs) }
      try await hold(stage)
      let known = try #require(await stage.revision)
      let early = await control.handle(approval(of: Self.commit))
      #expect(early.exitCode == 64, "\(early)")
      #expect(early.problems.contains("no commit is refused"), "\(early)")
      await stage.commit(clubs: Self.clubs)
      await stage.source.refuse(Self.commit)
      await stage.agent.lookSoon()
      try await stage.expect { await $0.agent.report().sourceProblem != nil }
      let zero = String(repeating: "0", count: 40)
      let unknown = "c/prosody/account/nobody@c.clubs.example#delete"
      for wrong in [[zero], [Self.commit, zero], [unknown, Self.commit], [Self.removal, zero]] {
        var request = approval()
        request.changes = wrong
        let reply = await control.handle(request)
        #expect(reply.exitCode == 64, "\(wrong): \(reply)")
        if wrong.contains(zero) {
          #expect(reply.problems.contains("`allotment approve \(Self.commit)`"), "\(reply)")
        }
        await stage.agent.sweepNow()
        _ = await stage.agent.reconcile(clubs: ["c"])
        #expect(await stage.source.refused() == Self.commit)
        #expect(await stage.revision == known)
        let isThere = stage.service.state.withLock { state in
          state.live.keys.contains { "\($0)#delete" == Self.removal }
        }
        #expect(isThere, "\(wrong)")
      }
      let history = try stage.inventory.history(HistoryQuery(actions: [.approve], limit: 9))
      #expect(history == [])
      let both = await control.handle(approval(of: Self.removal, Self.commit))
      #expect(both.exitCode != 64, "\(both)")
      #expect(
        stage.service.state.withLock { $0.applied.contains(Self.removal) }, "\(both)")
      try await stage.expect { await $0.revision != known }
    }
  }

  @Test func `what is let through in a paused club is said to be lost with a restart`() async throws
  {
    try await Stage.run { stage in
      try await stage.push(clubs: Self.clubs)
      try await stage.expect { await $0.isSynced(Self.clubs) }
      try await hold(stage)
      #expect(try await stage.agent.pause("c", until: nil, reason: "moving house", by: "ann"))
      let reply = await AgentControl(agent: stage.agent).handle(approval(of: Self.removal))
      #expect(reply.exitCode == 4, "\(reply)")
      #expect(reply.problems.contains("or the agent is restarted"), "\(reply)")
    }
  }
}
