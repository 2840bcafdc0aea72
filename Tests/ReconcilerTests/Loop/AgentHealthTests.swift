import Inventory
import Logging
import Model
import Reconciler
import Spec
import Synchronization
import TestSupport
import Testing

/// What the agent says of itself, and of what nobody asks for.
struct AgentHealthTests {
  @Test func `a repository that does not answer is said, and the clubs stay as they are`()
    async throws
  {
    try await Stage.run { stage in
      try await stage.push(clubs: ["chess"])
      try await stage.expect { await $0.isSynced(["chess"]) }
      await stage.source.fail("connection refused")
      await stage.agent.lookSoon()
      try await stage.expect { await $0.agent.report().sourceProblem == "connection refused" }
      #expect(await stage.record("chess")?.sync == .synced)
      await stage.source.fail(nil)
      await stage.agent.lookSoon()
      try await stage.expect { await $0.agent.report().sourceProblem == nil }
    }
  }

  @Test func `a club that was not looked at for too long makes the agent unhealthy`() async throws {
    try await Stage.run(watchdog: .milliseconds(500)) { stage in
      try await stage.push(clubs: ["chess"])
      try await stage.expect { await $0.isSynced(["chess"]) }
      stage.service.state.withLock { $0.outage = "timed out" }
      try await stage.expect {
        let report = await $0.agent.report()
        return !report.isHealthy && report.overdue == ["chess"]
      }
    }
  }

  @Test func `what a club owns is not told as nobody's, though no sweep has asked for it yet`()
    async throws
  {
    try await Stage.run { stage in
      try await stage.push(clubs: ["chess"])
      try await stage.expect { await $0.isSynced(["chess"]) }
      let owned = try stage.inventory.owned(of: "chess").map(\.id)
      let host = try #require(owned.first { $0.kind.namesHost })
      let own = Unmanaged(
        service: host.service, kind: host.kind.name, name: host.name, mark: "chess")
      let lost = Unmanaged(
        service: host.service, kind: host.kind.name, name: "lost.example", mark: "chess")
      stage.service.state.withLock { $0.unmanaged = [own, lost] }
      await stage.agent.sweepNow()
      #expect(await stage.agent.report().unmanaged == [lost])
    }
  }

  @Test func `a time of day that jumps neither cries wolf nor hides a club that nobody sees`()
    async throws
  {
    try await Stage.run(watchdog: .seconds(5)) { stage in
      try await stage.push(clubs: ["chess"])
      try await stage.expect { await $0.isSynced(["chess"]) }
      stage.service.state.withLock { $0.outage = "timed out" }
      stage.advance(seconds: 7_200)
      #expect(await stage.agent.report().isHealthy)
      stage.advance(seconds: -14_400)
      try await stage.expect { await $0.agent.report().overdue == ["chess"] }
    }
  }
}
