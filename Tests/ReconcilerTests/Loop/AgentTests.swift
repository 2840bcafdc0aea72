import Inventory
import Logging
import Model
import Reconciler
import Spec
import Synchronization
import TestSupport
import Testing

/// The agent on a simulated service, in real time but with short intervals.
struct AgentTests {
  @Test func `a new revision is converged, and a later one touches only what it changed`()
    async throws
  {
    try await Stage.run { stage in
      try await stage.push(clubs: ["chess", "go", "bridge"])
      try await stage.expect { await $0.isSynced(["chess", "go", "bridge"]) }
      stage.service.state.withLock { $0.observed = [] }
      try await stage.push(clubs: ["chess", "go", "bridge"], changed: ["go"])
      try await stage.expect { await $0.record("go")?.lastAppliedRevision == $0.revision }
      #expect(Set(stage.service.state.withLock { $0.observed }) == ["go"])
    }
  }

  @Test func `drift is found by the sweep and healed`() async throws {
    try await Stage.run { stage in
      try await stage.push(clubs: ["chess"])
      try await stage.expect { await $0.isSynced(["chess"]) }
      let rose = ResourceID(
        club: "chess", service: "prosody", kind: Kind("account", rank: 10),
        name: "rose@chess.clubs.example")
      stage.service.state.withLock { $0.live[rose] = nil }
      await stage.agent.sweepNow()
      try await stage.expect { stage in
        stage.service.state.withLock { $0.live[rose] != nil }
      }
      try await stage.expect { stage in
        await stage.record("chess")?.conditions.contains { $0.reason == "DriftHealed" } == true
      }
    }
  }

  @Test
  func `a service that is down makes its clubs Unknown, and they go on at once when it is back`()
    async throws
  {
    try await Stage.run { stage in
      stage.service.state.withLock { $0.outage = "connection refused" }
      try await stage.push(clubs: ["chess", "go"])
      try await stage.expect { stage in
        let records = await [stage.record("chess"), stage.record("go")]
        return records.allSatisfy { $0?.sync == .unknown }
      }
      #expect(stage.service.state.withLock { $0.applied } == [])
      stage.service.state.withLock { $0.outage = nil }
      try await stage.expect { await $0.isSynced(["chess", "go"]) }
    }
  }

  @Test func `nothing is deleted while a service shows nothing because it is down`() async throws {
    try await Stage.run { stage in
      try await stage.push(clubs: ["chess", "go"])
      try await stage.expect { await $0.isSynced(["chess", "go"]) }
      stage.service.state.withLock {
        $0.outage = "timed out"
        $0.applied = []
      }
      await stage.agent.sweepNow()
      try await stage.expect { await $0.record("go")?.sync == .unknown }
      stage.service.state.withLock { $0.outage = nil }
      try await stage.expect { await $0.isSynced(["chess", "go"]) }
      #expect(stage.service.state.withLock { $0.applied } == [])
    }
  }

  @Test func `a removal that was taken back while the service was down is not made`()
    async throws
  {
    try await Stage.run(interval: .seconds(3_600)) { stage in
      try await stage.push(clubs: ["chess"], changed: ["chess"])
      try await stage.expect { await $0.isSynced(["chess"]) }
      stage.service.state.withLock {
        $0.outage = "connection refused"
        $0.applied = []
      }
      try await stage.push(clubs: ["chess"])
      try await stage.expect { await $0.record("chess")?.sync == .unknown }
      let reverted = await stage.commit(clubs: ["chess"], changed: ["chess"])
      stage.service.state.withLock { $0.outage = nil }
      try await stage.expect { await $0.revision == reverted }
      try await stage.expect { await $0.isSynced(["chess"]) }
      #expect(stage.service.state.withLock { $0.applied } == [])
    }
  }

  @Test func `one club's failure is one club's failure`() async throws {
    try await Stage.run { stage in
      stage.service.state.withLock { $0.refused = ["go.clubs.example"] }
      try await stage.push(clubs: ["bridge", "chess", "go"])
      try await stage.expect { await $0.isSynced(["bridge", "chess"]) }
      try await stage.expect { await $0.record("go")?.health == .degraded }
      // Its accounts were not tried in a vhost that is not there.
      #expect(
        stage.service.state.withLock { state in
          !state.applied.contains { $0.hasPrefix("go/") }
        })
    }
  }

  @Test func `a broken file keeps the last good state, and its drift is healed`() async throws {
    try await Stage.run { stage in
      try await stage.push(clubs: ["chess", "go"])
      try await stage.expect { await $0.isSynced(["chess", "go"]) }
      try await stage.push(clubs: ["chess", "go"], broken: ["go"])
      try await stage.expect { stage in
        await stage.record("go")?.conditions.contains { $0.reason == "InvalidSpec" } == true
      }
      let before = stage.service.state.withLock { $0.live }
      stage.service.state.withLock { state in
        for id in state.live.keys where id.club == "go" && id.kind.name == "account" {
          state.live[id] = nil
        }
      }
      await stage.agent.sweepNow()
      try await stage.expect { stage in stage.service.state.withLock { $0.live } == before }
    }
  }

  @Test func `half of the clubs are not removed, and one that leaves alone is`() async throws {
    try await Stage.run { stage in
      let clubs = ["a", "b", "c", "d"]
      try await stage.push(clubs: clubs)
      try await stage.expect { await $0.isSynced(clubs) }
      try await stage.push(clubs: ["a", "b"])
      try await stage.expect { stage in
        await stage.record("d")?.conditions.contains { $0.reason == "RemovalsHeld" } == true
      }
      #expect(stage.service.state.withLock { Set($0.live.keys.map(\.club)) } == Set(clubs))
      // All come back, and one leaves alone.
      try await stage.push(clubs: clubs)
      try await stage.expect { await $0.isSynced(clubs) }
      try await stage.push(clubs: ["a", "b", "c"])
      try await stage.expect { stage in
        stage.service.state.withLock { Set($0.live.keys.map(\.club)) } == ["a", "b", "c"]
      }
      try await stage.expect { await $0.record("d") == nil }
      let reserved = try stage.inventory.reserved().map(\.name)
      #expect(reserved.contains("d.clubs.example"))
      #expect(reserved.contains("rose@d.clubs.example"))
      #expect(reserved.contains("d"))
    }
  }

  @Test func `a club that takes the id of one that left waits for a person, wherever it lives`()
    async throws
  {
    try await Stage.run { stage in
      let clubs = ["a", "b", "c"]
      try await stage.push(clubs: clubs + ["d"])
      try await stage.expect { await $0.isSynced(clubs + ["d"]) }
      try await stage.push(clubs: clubs)
      try await stage.expect { await $0.record("d") == nil }
      let elsewhere: @Sendable (inout Club) -> Void = { club in
        guard club.id.value == "d" else { return }
        club.domain = .at(6, try! DomainName(parsing: "new.example"))
      }
      try await stage.push(clubs: clubs + ["d"], change: elsewhere)
      let results = await stage.agent.reconcile(clubs: ["d"])
      let changes = results.flatMap(\.planned.changes)
      #expect(changes.count == 4)
      for change in changes {
        #expect(change.action == .create && change.held?.by == .reserved)
        #expect(change.held?.message == "the id `d` was used by a club that left")
      }
      try await stage.agent.approve(
        clubs: ["d"], changes: nil, by: "ada", at: try await stage.agent.current().revision)
      _ = await stage.agent.reconcile(clubs: ["d"])
      #expect(await stage.isSynced(["d"]))
      #expect(try !stage.inventory.reserved().map(\.name).contains("d"))
      // It is no newcomer any more, nor is it when it has another id.
      try await stage.push(
        clubs: clubs + ["d"], changed: ["d"], change: elsewhere)
      try await stage.expect { await $0.isSynced(["d"]) }
      try stage.inventory.reserve([
        ReservedName(name: "e", club: "e", kind: "club", since: 1_790_000_000)
      ])
      try await stage.push(
        clubs: clubs + ["e"],
        change: { club in
          guard club.id.value == "e" else { return }
          club.domain = .at(6, try! DomainName(parsing: "new.example"))
          club.movedFrom = .at(7, "d")
        })
      let moved = await stage.agent.reconcile(clubs: ["e"])
      #expect(moved.flatMap(\.planned.changes).allSatisfy { $0.held == nil })
    }
  }

  @Test func `letting one club's changes through lets no other's through`() async throws {
    try await Stage.run { stage in
      let clubs = ["a", "b", "c", "d"]
      try await stage.push(clubs: clubs)
      try await stage.expect { await $0.isSynced(clubs) }
      try await stage.push(clubs: ["a", "b"])
      try await stage.agent.approve(
        clubs: ["c"], changes: nil, by: "ada", at: try await stage.agent.current().revision)
      _ = await stage.agent.reconcile(clubs: ["c", "d"])
      let left = stage.service.state.withLock { Set($0.live.keys.map(\.club)) }
      #expect(left == ["a", "b", "d"])
      // One of three would go by itself: what was held stays held.
      _ = await stage.agent.reconcile(clubs: ["d"])
      #expect(stage.service.state.withLock { Set($0.live.keys.map(\.club)) } == left)
    }
  }

  @Test func `what lets a plan through that was seen lets no other plan through`() async throws {
    try await Stage.run { stage in
      let clubs = ["a", "b", "c", "d"]
      try await stage.push(clubs: clubs)
      try await stage.expect { await $0.isSynced(clubs) }
      try await stage.push(clubs: ["a", "b"])
      // Nothing of the push is under way any more.
      try await stage.expect { stage in
        await stage.record("c")?.conditions.contains { $0.reason == "RemovalsHeld" } == true
      }
      let removed: @Sendable () -> Bool = {
        stage.service.state.withLock { state in !state.live.keys.contains { $0.club == "c" } }
      }
      let seen = try await stage.planOfRemoval("c")
      stage.service.state.withLock { state in
        for id in state.live.keys where id.club == "c" && id.name.hasPrefix("rose@") {
          state.live[id] = nil
        }
      }
      try await stage.agent.approve(
        clubs: ["c"], changes: nil, by: "ada", expecting: ["c": seen],
        at: try await stage.agent.current().revision)
      let results = await stage.agent.reconcile(clubs: ["c"])
      #expect(results.map(\.isStale) == [true])
      // The approval went with the plan that it was for.
      let later = await stage.agent.reconcile(clubs: ["c"])
      #expect(later.map(\.isStale) == [false])
      #expect(!removed())
      let present = try await stage.planOfRemoval("c")
      try await stage.agent.approve(
        clubs: ["c"], changes: nil, by: "ada", expecting: ["c": present],
        at: try await stage.agent.current().revision)
      _ = await stage.agent.reconcile(clubs: ["c"])
      #expect(removed())
    }
  }

  @Test func `a club is not gone while a broken file may be its own under a new name`() async throws
  {
    try await Stage.run { stage in
      let clubs = ["a", "b", "c", "d", "e"]
      try await stage.push(clubs: clubs)
      try await stage.expect { await $0.isSynced(clubs) }
      try await stage.push(clubs: ["a", "b", "c", "d", "new"], broken: ["new"])
      _ = await stage.agent.reconcile(clubs: ["e"])
      #expect(stage.service.state.withLock { Set($0.live.keys.map(\.club)) } == Set(clubs))
    }
  }

  @Test func `a broken provider file changes nothing, and every club says so`() async throws {
    try await Stage.run { stage in
      try await stage.push(clubs: ["a", "b"])
      try await stage.expect { await $0.isSynced(["a", "b"]) }
      stage.service.state.withLock { $0.applied = [] }
      try await stage.push(clubs: ["b"], hasProvider: false)
      try await stage.expect { stage in
        let records = await [stage.record("a"), stage.record("b")]
        return records.allSatisfy { record in
          record?.conditions.contains { $0.reason == "InvalidSpec" } == true
        }
      }
      #expect(stage.service.state.withLock { $0.applied } == [])
    }
  }

  @Test func `a paused club is left alone until it is resumed`() async throws {
    try await Stage.run { stage in
      try await stage.push(clubs: ["chess"])
      try await stage.expect { await $0.isSynced(["chess"]) }
      #expect(try await stage.agent.pause("chess", until: nil, reason: "moving", by: "ann"))
      stage.service.state.withLock { $0.live = [:] }
      let results = await stage.agent.reconcile(clubs: ["chess"])
      #expect(results.map(\.pause) == [Pause(until: nil, reason: "moving", by: "ann")])
      #expect(results.allSatisfy { $0.planned.changes.isEmpty && $0.outcomes.isEmpty })
      #expect(stage.service.state.withLock { $0.live.isEmpty })
      #expect(try await stage.agent.resume("chess", by: "bob"))
      let told = try stage.inventory.history(
        HistoryQuery(actions: [.pause, .resume], limit: 9))
      #expect(told.map(\.change) == ["chess#resume", "chess#pause"])
      #expect(told.map(\.author) == ["bob", "ann"])
      #expect(told.map(\.message) == ["was paused by ann: moving", "moving"])
      try await stage.expect { stage in stage.service.state.withLock { !$0.live.isEmpty } }
    }
  }

  @Test func `with enforce false drift is reported and nothing is changed`() async throws {
    try await Stage.run(enforce: false) { stage in
      try await stage.push(clubs: ["chess"])
      try await stage.expect { await $0.record("chess")?.sync == .outOfSync }
      #expect(await stage.record("chess")?.health == .missing)
      #expect(stage.service.state.withLock { $0.applied } == [])
    }
  }
}
