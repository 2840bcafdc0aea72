import Foundation
import Inventory
import Model
import Operations
import Reconciler
import Spec
import Synchronization
import Testing

/// `apply FILE`: what the file shows, or nothing.
struct PlanFileTests {
  /// A plan of two new clubs, and who would carry it out.
  private func withPlan(
    _ body: (Stage, _ saved: String, any ControlHandler) async throws -> Void
  ) async throws {
    try await Stage.run(enforce: false) { stage in
      try await stage.push(clubs: ["chess", "go"], changed: ["chess"])
      try await stage.expect { await $0.record("go")?.sync == .outOfSync }
      var request = ControlRequest(.plan)
      request.saves = true
      let control = LocalControl(
        agent: Agent(
          engine: stage.agent.engine, source: SimulatedSource(),
          settings: Agent.Settings(
            interval: .seconds(60), sweep: .seconds(60), watchdog: .seconds(60), enforce: true),
          logger: quietLogger, wall: { 1_800_000_000 }),
        fleet: try await stage.agent.current(), now: { 1_800_000_000 })
      let planned = await control.handle(request)
      #expect(planned.exitCode == 2, "\(planned)")
      try await body(stage, try #require(planned.saved), control)
    }
  }

  private func applying(_ text: String) throws -> ControlRequest {
    var request = ControlRequest(.apply)
    request.plan = try SavedPlan(json: Array(text.utf8))
    return request
  }

  private func isMade(_ stage: Stage) -> Bool {
    stage.service.state.withLock { !$0.applied.isEmpty }
  }

  @Test func `a service that does not answer is said, and is not called a change`() async throws {
    try await withPlan { stage, saved, control in
      stage.service.state.withLock { $0.outage = "connection refused" }
      let reply = await control.handle(try applying(saved))
      #expect(reply.exitCode == 6, "\(reply)")
      #expect(reply.problems.contains("chess: prosody: connection refused"), "\(reply)")
      #expect(reply.problems.contains("nothing was changed"), "\(reply)")
      #expect(!reply.problems.contains("has changed"), "\(reply)")
      #expect(!isMade(stage))
      // The plan fits as soon as the service is back.
      stage.service.state.withLock { $0.outage = nil }
      let again = await control.handle(try applying(saved))
      #expect(again.exitCode == 0, "\(again)")
      #expect(isMade(stage))
    }
  }

  @Test func `a running agent says so, too`() async throws {
    try await Stage.run { stage in
      try await stage.push(clubs: ["chess"])
      try await stage.expect { await $0.isSynced(["chess"]) }
      let control = AgentControl(agent: stage.agent)
      var request = ControlRequest(.plan)
      request.saves = true
      let saved = try #require(await control.handle(request).saved)
      stage.service.state.withLock { $0.outage = "connection refused" }
      let reply = await control.handle(try applying(saved))
      #expect(reply.exitCode == 6, "\(reply)")
      #expect(reply.problems.contains("chess: prosody: connection refused"), "\(reply)")
      #expect(!reply.problems.contains("has changed"), "\(reply)")
    }
  }

  @Test func `a service that was down when the plan was made may be down`() async throws {
    try await withPlan { stage, _, control in
      stage.service.state.withLock { $0.outage = "connection refused" }
      var request = ControlRequest(.plan)
      request.saves = true
      let saved = try #require(await control.handle(request).saved)
      stage.service.state.withLock { $0.outage = "timed out" }
      let reply = await control.handle(try applying(saved))
      #expect(reply.exitCode == 6, "\(reply)")
      #expect(reply.output.contains("0 changes made"), "\(reply)")
    }
  }
}
