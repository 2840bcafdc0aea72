import ChatContract
import Inventory
import Model
import Operations
import Reconciler
import Spec
import Synchronization
import Testing

/// What a person lets through is what the person has looked at, and waits with a paused club.
struct LettingThroughTests {
  private static let clubs = ["a", "b", "c", "d"]
  private static let removal = "c/prosody/account/dan@c.clubs.example#delete"

  /// Two of four clubs have left: too many at once.
  private func withHeldRemovals(_ body: (Stage, AgentControl) async throws -> Void) async throws {
    try await Stage.run { stage in
      try await stage.push(clubs: Self.clubs)
      try await stage.expect { await $0.isSynced(Self.clubs) }
      try await stage.push(clubs: ["a", "b"])
      let revision = await stage.revision
      try await stage.expect { stage in
        for club in ["c", "d"] {
          guard let record = await stage.record(club), record.lastAttemptedRevision == revision,
            record.conditions.contains(where: { $0.reason == "RemovalsHeld" })
          else { return false }
        }
        return true
      }
      try await body(stage, AgentControl(agent: stage.agent))
    }
  }

  private func approval() -> ControlRequest {
    var request = ControlRequest(.approve)
    request.changes = [Self.removal]
    request.by = "ann"
    return request
  }

  private func isThere(_ stage: Stage) -> Bool {
    stage.service.state.withLock { state in
      state.live.keys.contains { "\($0)#delete" == Self.removal }
    }
  }

  @Test func `what was looked at is let through, and not what came meanwhile`() async throws {
    try await withHeldRemovals { stage, control in
      // While the plan is made, a commit comes.
      stage.service.state.withLock { state in
        state.willObserve = {
          let newer = await stage.commit(clubs: ["a", "b"], changed: ["a"])
          await stage.agent.lookSoon()
          _ = try? await stage.expect { await $0.revision == newer }
        }
      }
      let reply = await control.handle(approval())
      #expect(reply.exitCode == 7, "\(reply)")
      #expect(reply.problems.contains("look at the plan again"), "\(reply)")
      _ = await stage.agent.reconcile(clubs: ["c"])
      #expect(isThere(stage))
      let again = await control.handle(approval())
      #expect(again.exitCode != 7, "\(again)")
      #expect(!isThere(stage))
    }
  }

  @Test func `nothing is let through for another revision than the one that was seen`()
    async throws
  {
    try await withHeldRemovals { stage, _ in
      let seen = try await stage.agent.current().revision
      try await stage.push(clubs: ["a", "b"], changed: ["b"])
      await #expect(throws: Agent.OtherRevision.self) {
        try await stage.agent.approve(clubs: ["c"], changes: nil, by: "ann", at: seen)
      }
      _ = await stage.agent.reconcile(clubs: ["c"])
      #expect(isThere(stage))
    }
  }

  @Test func `a paused club is said to be paused, by whom and until when`() async throws {
    try await Stage.run { stage in
      try await stage.push(clubs: ["chess", "go"])
      try await stage.expect { await $0.isSynced(["chess", "go"]) }
      #expect(
        try await stage.agent.pause(
          "chess", until: 1_800_003_600, reason: "moving house", by: "ann"))
      for command in [ControlRequest.Command.apply, .reconcile] {
        var request = ControlRequest(command)
        request.clubs = ["chess"]
        let reply = await AgentControl(agent: stage.agent).handle(request)
        #expect(reply.exitCode == 4, "\(reply)")
        #expect(
          reply.output.contains(
            "chess is paused until 2027-01-15T09:00:00Z by ann: moving house"), "\(reply)")
        #expect(reply.output.contains("1 club: 0 changes made, 1 paused."), "\(reply)")
      }
      var request = ControlRequest(.apply)
      request.format = .json
      let json = await AgentControl(agent: stage.agent).handle(request)
      // Nobody asked for it by name: all else is as declared.
      #expect(json.exitCode == 0, "\(json)")
      #expect(json.output.contains("\"until\": \"2027-01-15T09:00:00Z\""), "\(json)")
      request = ControlRequest(.apply)
      request.clubs = ["go"]
      let other = await AgentControl(agent: stage.agent).handle(request)
      #expect(other.exitCode == 0, "\(other)")
    }
  }

  @Test func `what was let through in a paused club waits until the pause ends`() async throws {
    try await withHeldRemovals { stage, control in
      #expect(try await stage.agent.pause("c", until: nil, reason: "moving house", by: "ann"))
      let reply = await control.handle(approval())
      #expect(reply.exitCode == 4, "\(reply)")
      #expect(reply.output.contains("c is paused until it is resumed by ann"), "\(reply)")
      #expect(isThere(stage))
      // Looked at in vain, once more.
      _ = await stage.agent.reconcile(clubs: ["c"])
      #expect(isThere(stage))
      #expect(try await stage.agent.resume("c", by: "ann"))
      try await stage.expect { !isThere($0) }
    }
  }

  @Test func `apply lets nothing through for a time when the pause is over`() async throws {
    try await withHeldRemovals { stage, control in
      #expect(try await stage.agent.pause("c", until: nil, reason: "moving house", by: "ann"))
      var request = ControlRequest(.apply)
      request.clubs = ["c"]
      request.allowHeld = true
      let reply = await control.handle(request)
      #expect(reply.exitCode == 4, "\(reply)")
      #expect(try await stage.agent.resume("c", by: "ann"))
      _ = await stage.agent.reconcile(clubs: ["c"])
      #expect(isThere(stage))
      let history = try stage.inventory.history(club: "c", limit: 100, before: nil)
      #expect(!history.contains { $0.action == .approve }, "\(history)")
    }
  }

  @Test func `apply lets nothing through for a later pass, when a service was down`() async throws {
    let newcomer = ResourceID(
      club: "chess", service: "prosody", kind: ChatKind.account,
      name: "newcomer@chess.clubs.example")
    try await Stage.run { stage in
      try await stage.push(clubs: ["chess"], policy: { $0.adopt = .confirm })
      try await stage.expect { await $0.isSynced(["chess"]) }
      stage.service.state.withLock { $0.outage = "connection refused" }
      try await stage.push(clubs: ["chess"], changed: ["chess"], policy: { $0.adopt = .confirm })
      try await stage.expect { await $0.record("chess")?.sync == .unknown }
      var request = ControlRequest(.apply)
      request.clubs = ["chess"]
      request.allowHeld = true
      request.by = "ann"
      let reply = await AgentControl(agent: stage.agent).handle(request)
      #expect(reply.exitCode == 6, "\(reply)")
      #expect(reply.output.contains("0 changes made"), "\(reply)")
      // Meanwhile somebody makes by hand what the file declares.
      stage.service.state.withLock {
        $0.live[newcomer] = ObservedResource(id: newcomer, fields: [:])
        $0.outage = nil
      }
      try await stage.expect { stage in
        await stage.record("chess")?.conditions.contains { $0.reason == "ChangesHeld" } == true
      }
      _ = await stage.agent.reconcile(clubs: ["chess"])
      #expect(!stage.service.state.withLock { $0.applied.contains("\(newcomer)#adopt") })
      // Who decided it is known all the same.
      let history = try stage.inventory.history(club: "chess", limit: 100, before: nil)
      let decided = history.filter { $0.action == .approve }
      #expect(decided.map(\.change) == ["chess#approve"], "\(history)")
      #expect(decided.map(\.author) == ["ann"], "\(history)")
    }
  }

  @Test func `what was named stays let through until it could be made, and nothing besides`()
    async throws
  {
    try await withHeldRemovals { stage, control in
      stage.service.state.withLock { $0.failures["dan@c.clubs.example"] = "busy" }
      let reply = await control.handle(approval())
      #expect(reply.exitCode == 5, "\(reply)")
      // All else was let through for one run, and could not be made in it either.
      var request = ControlRequest(.apply)
      request.clubs = ["c"]
      request.allowHeld = true
      let all = await control.handle(request)
      #expect(all.exitCode == 5, "\(all)")
      #expect(isThere(stage))
      stage.service.state.withLock {
        $0.failures = [:]
        $0.applied = []
      }
      _ = await stage.agent.reconcile(clubs: ["c"])
      #expect(!isThere(stage))
      #expect(stage.service.state.withLock { $0.applied } == [Self.removal])
    }
  }

  @Test func `a removal that was let through is told as no drift`() async throws {
    try await Stage.run { stage in
      let policy: @Sendable (inout Policy) -> Void = { $0.prune = .confirm }
      try await stage.push(clubs: ["chess"], changed: ["chess"], policy: policy)
      try await stage.expect { await $0.isSynced(["chess"]) }
      try await stage.push(clubs: ["chess"], policy: policy)
      try await stage.expect { stage in
        await stage.record("chess")?.conditions.contains { $0.reason == "RemovalsHeld" } == true
      }
      _ = await stage.agent.reconcile(clubs: ["chess"])
      var request = ControlRequest(.apply)
      request.clubs = ["chess"]
      request.allowHeld = true
      let reply = await AgentControl(agent: stage.agent).handle(request)
      #expect(reply.exitCode == 0, "\(reply)")
      let conditions = await stage.record("chess")?.conditions.map(\.reason) ?? []
      #expect(conditions.contains("NoDrift"), "\(conditions)")
      let history = try stage.inventory.history(club: "chess", limit: 100, before: nil)
      #expect(!history.contains { $0.message.contains("changed live") }, "\(history)")
    }
  }
}
