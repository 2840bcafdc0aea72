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

  /// What somebody could write into a file that somebody else has seen, or will.
  enum Falsification: CaseIterable {
    case noChanges, noDeletions, otherID, otherName, otherField, otherOrder, held, noClub

    /// Object by object, as JSON has it.
    func apply(to file: inout [String: Any]) {
      var plan = file["plan"] as? [String: Any] ?? [:]
      var clubs = plan["clubs"] as? [[String: Any]] ?? []
      var changes = clubs[0]["changes"] as? [[String: Any]] ?? []
      switch self {
      case .noChanges: changes = []
      case .noDeletions:
        var summary = plan["summary"] as? [String: Any] ?? [:]
        summary["create"] = 0
        plan["summary"] = summary
      case .otherID: changes[1]["id"] = "chess/prosody/account/nobody@chess.clubs.example#create"
      case .otherName: changes[1]["name"] = "nobody@chess.clubs.example"
      case .otherField:
        var fields = changes[1]["fields"] as? [[String: Any]] ?? []
        fields[0]["after"] = "another value"
        changes[1]["fields"] = fields
      case .otherOrder: changes.swapAt(1, 2)
      case .held: changes[1]["held"] = ["by": "freeze", "message": "frozen"]
      case .noClub: break
      }
      clubs[0]["changes"] = changes
      if self == .noClub { clubs.removeFirst() }
      plan["clubs"] = clubs
      file["plan"] = plan
    }
  }

  @Test(arguments: Falsification.allCases)
  func `a file that shows something else than it would do does nothing`(what: Falsification)
    async throws
  {
    try await withPlan { stage, saved, control in
      var file = try #require(
        try JSONSerialization.jsonObject(with: Data(saved.utf8)) as? [String: Any])
      what.apply(to: &file)
      let text = String(
        decoding: try JSONSerialization.data(withJSONObject: file), as: UTF8.self)
      let reply = await control.handle(try applying(text))
      #expect(reply.exitCode == 7, "\(reply)")
      #expect(reply.problems.contains("shows"), "\(reply)")
      #expect(!isMade(stage))
    }
  }

  @Test func `a file that is only written in another way does what it shows`() async throws {
    try await withPlan { stage, saved, control in
      let file = try JSONSerialization.jsonObject(with: Data(saved.utf8))
      let text = String(
        decoding: try JSONSerialization.data(withJSONObject: file, options: .sortedKeys),
        as: UTF8.self)
      let reply = await control.handle(try applying(text))
      #expect(reply.exitCode == 0, "\(reply)")
      #expect(isMade(stage))
    }
  }

  @Test func `a file that shows nothing is no plan`() async throws {
    try await withPlan { _, saved, _ in
      var file = try #require(
        try JSONSerialization.jsonObject(with: Data(saved.utf8)) as? [String: Any])
      file["plan"] = nil
      let text = try JSONSerialization.data(withJSONObject: file)
      #expect(throws: SavedPlan.Unusable.self) { try SavedPlan(json: Array(text)) }
    }
  }
}
