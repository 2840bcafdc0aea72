import Inventory
import Model
import Operations
import Reconciler
import Testing

/// `allotment pause`, as the agent takes it.
struct PauseTests {
  private func pause(until: Int64?, _ reason: String) -> ControlRequest {
    var request = ControlRequest(.pause)
    request.clubs = ["chess"]
    request.until = until
    request.reason = reason
    request.by = "ann"
    return request
  }

  /// The stage's time stands at 1,800,000,000.
  @Test(arguments: [0, 1_577_836_800, 1_800_000_000] as [Int64])
  func `a pause that would be over already is none, and the one before it goes on`(
    until: Int64
  ) async throws {
    try await Stage.run { stage in
      try await stage.push(clubs: ["chess"])
      try await stage.expect { await $0.isSynced(["chess"]) }
      let control = AgentControl(agent: stage.agent)
      let first = await control.handle(pause(until: 1_800_003_600, "moving house"))
      #expect(first.exitCode == 0, "\(first)")
      let reply = await control.handle(pause(until: until, "a slip of the pen"))
      #expect(reply.exitCode == 64, "\(reply)")
      #expect(reply.output == "", "\(reply)")
      #expect(reply.problems.contains("is over already"), "\(reply)")
      #expect(
        await stage.record("chess")?.pause
          == Pause(until: 1_800_003_600, reason: "moving house", by: "ann"))
      let history = try stage.inventory.history(club: "chess", limit: 100, before: nil)
      #expect(history.count { $0.action == .pause } == 1, "\(history)")
    }
  }
}
