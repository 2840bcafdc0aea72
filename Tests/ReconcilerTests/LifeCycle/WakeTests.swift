import Inventory
import Model
import Reconciler
import Spec
import Synchronization
import TestSupport
import Testing

@testable import allotment_simulate

/// The agent looks at a club when its hour comes, and not only at the next sweep.
///
/// Time begins at 2027-01-15T08:00:00Z, and midnight is 57,600 seconds later.
struct WakeTests {
  private static let midnight = 57_600
  private static let january = Lifecycle.seasonal(
    opens: DayOfYear(month: 1, day: 1), closes: DayOfYear(month: 1, day: 15))

  private func state(_ stage: Stage) -> Value? {
    stage.service.state.withLock { state in
      state.live.values.first { $0.id.name == "rose@chess.clubs.example" }?.fields["state"]
    }
  }

  /// Without any sweep, and without a look at the repository that nobody asks for.
  private func run(_ body: (Stage) async throws -> Void) async throws {
    try await Stage.run(
      interval: .seconds(1_000_000_000), sweep: .seconds(1_000_000_000), clock: SimulatedClock(),
      body)
  }

  @Test func `a season ends at midnight`() async throws {
    try await run { stage in
      try await stage.push(clubs: ["chess"], change: { $0.lifecycle = .at(9, Self.january) })
      try await stage.expect { await $0.isSynced(["chess"]) }
      stage.goOn(to: Self.midnight - 1)
      #expect(state(stage) == .text("active"))
      try await stage.expect(at: Self.midnight) { state($0) == .text("suspended") }
      try await stage.expect { await $0.record("chess")?.health == .suspended }
    }
  }

  @Test func `the data of who left goes when the grace period ends`() async throws {
    try await run { stage in
      try await stage.push(clubs: ["chess"], changed: ["chess"])
      try await stage.expect { await $0.isSynced(["chess"]) }
      try await stage.push(
        clubs: ["chess"], policy: { $0.keepLeft = .seconds(86_400) },
        change: { $0.members.append(.fixture("newcomer", state: .left)) })
      try await stage.expect { await $0.record("chess")?.lastAppliedRevision == $0.revision }
      let isThere: (Stage) -> Bool = { stage in
        stage.service.state.withLock { state in
          state.live.keys.contains { $0.name == "newcomer@chess.clubs.example" }
        }
      }
      #expect(isThere(stage))
      try await stage.expect(at: 86_400) { !isThere($0) }
    }
  }

  @Test func `what a freeze held is made when it ends`() async throws {
    try await run { stage in
      try await stage.push(
        clubs: ["chess"],
        policy: { $0.freeze = .init(until: CalendarDate(year: 2027, month: 1, day: 17)) })
      try await stage.expect { stage in
        await stage.record("chess")?.conditions.contains { $0.reason == "ChangesHeld" } == true
      }
      #expect(stage.service.state.withLock { $0.live.isEmpty })
      stage.goOn(to: Self.midnight + 86_400 - 1)
      #expect(stage.service.state.withLock { $0.live.isEmpty })
      try await stage.expect(at: Self.midnight + 86_400) { await $0.isSynced(["chess"]) }
      #expect(state(stage) == .text("active"))
    }
  }

  @Test func `a pause that ends is followed by a look`() async throws {
    try await run { stage in
      try await stage.push(clubs: ["chess"])
      try await stage.expect { await $0.isSynced(["chess"]) }
      #expect(
        try await stage.agent.pause(
          "chess", until: 1_800_000_000 + 500, reason: "moving", by: "test"))
      stage.service.state.withLock { $0.live = [:] }
      stage.goOn(to: 499)
      #expect(stage.service.state.withLock { $0.live.isEmpty })
      try await stage.expect(at: 500) { stage in
        stage.service.state.withLock { !$0.live.isEmpty }
      }
    }
  }

  @Test func `a clock that jumps over the hour is noticed within a minute`() async throws {
    try await run { stage in
      try await stage.push(clubs: ["chess"], change: { $0.lifecycle = .at(9, Self.january) })
      try await stage.expect { await $0.isSynced(["chess"]) }
      stage.advance(seconds: Int64(Self.midnight))
      try await stage.expect(at: 60) { state($0) == .text("suspended") }
    }
  }

  @Test func `a club that waits after a failure is tried at once when a revision changes it`()
    async throws
  {
    // Time stands still: no wait ever ends by itself.
    try await run { stage in
      stage.service.state.withLock { $0.failures = ["chess.clubs.example": "timeout"] }
      try await stage.push(clubs: ["chess", "go"])
      try await stage.expect { await $0.record("chess")?.health == .degraded }
      try await stage.expect { await $0.isSynced(["go"]) }
      stage.service.state.withLock { $0.failures = [:] }
      try await stage.push(clubs: ["chess", "go"], changed: ["go"])
      try await stage.expect { await $0.record("go")?.lastAppliedRevision == $0.revision }
      #expect(await stage.record("chess")?.sync != .synced)
      try await stage.push(clubs: ["chess", "go"], changed: ["chess", "go"])
      try await stage.expect { await $0.isSynced(["chess"]) }
      #expect(stage.clock?.now.offset == .zero)
    }
  }
}
