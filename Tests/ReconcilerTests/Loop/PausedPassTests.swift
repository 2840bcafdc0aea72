import Inventory
import Model
import Operations
import Reconciler
import Reporting
import Spec
import Synchronization
import TestSupport
import Testing

/// Nothing is begun in a club after its pause was answered, and every pause can be ended.
struct PausedPassTests {
  private func applied(_ stage: Stage, to club: String) -> [String] {
    stage.service.state.withLock { $0.applied.filter { $0.hasPrefix("\(club)/") } }
  }

  private func request(_ command: ControlRequest.Command, _ club: String) -> ControlRequest {
    var request = ControlRequest(command)
    request.clubs = [club]
    request.reason = "moving house"
    request.by = "ann"
    return request
  }

  @Test func `a club that is paused while it is looked at is not changed, and others are`()
    async throws
  {
    try await Stage.run { stage in
      try await stage.push(clubs: ["chess", "go"], changed: ["chess"])
      try await stage.expect { await $0.isSynced(["chess", "go"]) }
      stage.service.state.withLock { state in
        state.applied = []
        state.willObserve = {
          let paused = try? await stage.agent.pause("chess", until: nil, reason: "wait", by: "ann")
          #expect(paused == true)
        }
      }
      // The newcomer of one is to go, and the other's comes.
      try await stage.push(clubs: ["chess", "go"], changed: ["go"])
      try await stage.expect { await $0.record("go")?.lastAppliedRevision == $0.revision }
      let results = await stage.agent.reconcile(clubs: ["chess"])
      #expect(results.map(\.pause?.reason) == ["wait"])
      #expect(applied(stage, to: "chess") == [])
      #expect(!applied(stage, to: "go").isEmpty)
      #expect(try await stage.agent.resume("chess", by: "ann"))
      try await stage.expect { !applied($0, to: "chess").isEmpty }
    }
  }

  @Test func `a step that is under way is finished before a pause is answered, and is the last`()
    async throws
  {
    try await Stage.run { stage in
      let pausing = Mutex<Task<[String], Never>?>(nil)
      stage.service.state.withLock { state in
        state.willMake = {
          let task = Task {
            _ = try? await stage.agent.pause("chess", until: nil, reason: "wait", by: "ann")
            return applied(stage, to: "chess")
          }
          pausing.withLock { $0 = task }
          let came = try? await eventually { await stage.record("chess")?.pause != nil }
          #expect(came == true)
        }
      }
      // More than go into one step.
      let members = (1...60).map { Member.fixture("m\($0)") }
      try await stage.push(clubs: ["chess"], change: { $0.members += members })
      try await stage.expect { _ in pausing.withLock { $0 != nil } }
      let made = try #require(await pausing.withLock { $0 }?.value)
      #expect(!made.isEmpty)
      let results = await stage.agent.reconcile(clubs: ["chess"])
      #expect(results.map(\.pause?.reason) == ["wait"])
      #expect(applied(stage, to: "chess") == made)
      #expect(try await stage.agent.resume("chess", by: "ann"))
      try await stage.expect { await $0.isSynced(["chess"]) }
      #expect(applied(stage, to: "chess").count > made.count)
    }
  }

  @Test func `the end of a pause that came during a pass is not missed`() async throws {
    try await Stage.run { stage in
      try await stage.push(clubs: ["chess"], changed: ["chess"])
      try await stage.expect { await $0.isSynced(["chess"]) }
      stage.service.state.withLock { state in
        state.applied = []
        state.willObserve = {
          _ = try? await stage.agent.pause(
            "chess", until: stage.agent.time + 60, reason: "wait", by: "ann")
        }
      }
      try await stage.push(clubs: ["chess"])
      try await stage.expect { await $0.record("chess")?.pause != nil }
      _ = await stage.agent.reconcile(clubs: ["chess"])
      #expect(applied(stage, to: "chess") == [])
      stage.advance(seconds: 61)
      // Wakes the loop, which asks for the time then.
      try await stage.push(clubs: ["chess", "go"])
      try await stage.expect { !applied($0, to: "chess").isEmpty }
    }
  }

  @Test func `a paused club whose file is gone can be resumed`() async throws {
    try await Stage.run { stage in
      let control = AgentControl(agent: stage.agent)
      try await stage.push(clubs: ["chess", "zzz"], broken: ["zzz"])
      let paused = await control.handle(request(.pause, "zzz"))
      #expect(paused.exitCode == 0, "\(paused)")
      try await stage.push(clubs: ["chess"])
      let resumed = await control.handle(request(.resume, "zzz"))
      #expect(resumed.exitCode == 0, "\(resumed)")
      try await stage.expect { await $0.record("zzz") == nil }
      for command in [ControlRequest.Command.pause, .resume] {
        let unknown = await control.handle(request(command, "nobody"))
        #expect(unknown.exitCode == 64, "\(unknown)")
        #expect(unknown.problems.contains("there is no club `nobody`"), "\(unknown)")
      }
    }
  }

  @Test func `plan and drift say which clubs are paused`() async throws {
    try await Stage.run { stage in
      try await stage.push(clubs: ["chess", "go"])
      try await stage.expect { await $0.isSynced(["chess", "go"]) }
      #expect(
        try await stage.agent.pause(
          "chess", until: 1_800_003_600, reason: "moving house", by: "ann"))
      try await stage.push(clubs: ["chess", "go"], changed: ["chess"])
      let control = AgentControl(agent: stage.agent)
      let sentence = "paused until 2027-01-15T09:00:00Z by ann: moving house"
      let plan = await control.handle(ControlRequest(.plan))
      #expect(plan.output.contains("chess (chess)\n  \(sentence)\n"), "\(plan)")
      // Nothing has drifted, and so there are no details.
      let drift = await control.handle(ControlRequest(.drift))
      #expect(drift.output.contains("chess (chess): \(sentence)\n"), "\(drift)")
      var request = ControlRequest(.plan)
      request.format = .json
      let json = await control.handle(request)
      #expect(json.output.contains("\"until\": \"2027-01-15T09:00:00Z\""), "\(json)")
      #expect(json.output.contains("\"paused\": null"), "\(json)")
      request.format = .markdown
      let markdown = await control.handle(request)
      #expect(markdown.output.contains("**Paused: nothing is changed there**"), "\(markdown)")
      #expect(markdown.output.contains("moving house"), "\(markdown)")
      // What everybody may read says when it ends, and neither who nor why.
      let shown = PlanReport.text(try await stage.agent.plan(clubs: nil).plan.impersonal)
      #expect(shown.contains("paused until 2027-01-15T09:00:00Z: nothing is changed"), "\(shown)")
      #expect(!shown.contains("ann") && !shown.contains("moving house"), "\(shown)")
      stage.advance(seconds: 3_600)
      let over = await control.handle(ControlRequest(.plan))
      #expect(!over.output.contains("paused"), "\(over)")
    }
  }

  @Test func `a club can be paused before a revision was read`() async throws {
    let folder = try TemporaryDirectory()
    try await Stage.run(in: folder) { stage in
      try await stage.push(clubs: ["chess"])
      try await stage.expect { await $0.isSynced(["chess"]) }
    }
    try await Stage.run(in: folder) { stage in
      let control = AgentControl(agent: stage.agent)
      try await stage.expect { await $0.record("chess") != nil }
      let paused = await control.handle(request(.pause, "chess"))
      #expect(paused.exitCode == 0, "\(paused)")
      let resumed = await control.handle(request(.resume, "chess"))
      #expect(resumed.exitCode == 0, "\(resumed)")
    }
  }
}
