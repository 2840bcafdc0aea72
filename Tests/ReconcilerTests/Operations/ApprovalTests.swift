import ChatContract
import Inventory
import Model
import Operations
import Reconciler
import Spec
import Synchronization
import TestSupport
import Testing

/// `approve CHANGE-ID`: what was seen under that id, and nothing else.
struct ApprovalTests {
  private static let change = "chess/prosody/account/dan@chess.clubs.example#update"
  private static let dan = ResourceID(
    club: "chess", service: "prosody", kind: ChatKind.account, name: "dan@chess.clubs.example")

  /// A commit by which Dan has this role, under a freeze.
  private func push(_ role: Member.Role, on stage: Stage) async throws {
    try await stage.push(
      clubs: ["chess"], changed: ["chess"],
      policy: { $0.freeze = Policy.Freeze(until: CalendarDate(year: 2027, month: 2, day: 1)) },
      change: { $0.members[1] = .fixture("dan", role: role) })
    _ = await stage.agent.reconcile(clubs: ["chess"])
    let revision = await stage.revision
    try await stage.expect { stage in
      guard let record = await stage.record("chess") else { return false }
      return record.lastAttemptedRevision == revision
        && record.conditions.contains { $0.reason == "ChangesHeld" }
    }
  }

  /// Dan is to be a moderator, and waits.
  private func withHeldRole(_ body: (Stage, AgentControl) async throws -> Void) async throws {
    try await Stage.run { stage in
      try await stage.push(clubs: ["chess"], changed: ["chess"])
      try await stage.expect { await $0.isSynced(["chess"]) }
      try await push(.moderator, on: stage)
      try await body(stage, AgentControl(agent: stage.agent))
    }
  }

  private func approve(
    _ control: AgentControl, at revision: String? = nil
  ) async -> ControlReply {
    var request = ControlRequest(.approve)
    request.changes = [Self.change]
    request.revision = revision
    request.by = "ann"
    return await control.handle(request)
  }

  private func plan(_ control: AgentControl) async {
    let shown = await control.handle(ControlRequest(.plan))
    #expect(shown.output.contains("dan@chess.clubs.example"), "\(shown)")
  }

  private func role(_ stage: Stage) -> Value? {
    stage.service.state.withLock { $0.live[Self.dan]?.fields["role"] }
  }

  @Test(arguments: [true, false])
  func `a change that is another one by now is not let through by its id`(isShown: Bool)
    async throws
  {
    try await withHeldRole { stage, control in
      if isShown { await plan(control) }
      try await push(.owner, on: stage)
      let reply = await approve(control)
      #expect(reply.exitCode == 7, "\(reply)")
      #expect(reply.problems.contains("look at the plan again"), "\(reply)")
      _ = await stage.agent.reconcile(clubs: ["chess"])
      #expect(role(stage) == .text("member"))
      let history = try stage.inventory.history(club: "chess", limit: 100, before: nil)
      #expect(!history.contains { $0.action == .approve }, "\(history)")
      // Whoever has looked at it says yes to what is there.
      await plan(control)
      let again = await approve(control)
      #expect(again.exitCode == 0, "\(again)")
      #expect(role(stage) == .text("owner"))
    }
  }

  @Test func `a commit that leaves the change as it was asks nobody again`() async throws {
    try await withHeldRole { stage, control in
      try await push(.moderator, on: stage)
      let reply = await approve(control)
      #expect(reply.exitCode == 0, "\(reply)")
      #expect(role(stage) == .text("moderator"))
    }
  }

  @Test func `what is changed live under a held change makes another one of it`() async throws {
    try await withHeldRole { stage, control in
      stage.service.state.withLock { $0.live[Self.dan]?.fields["role"] = .text("limited") }
      let reply = await approve(control)
      #expect(reply.exitCode == 7, "\(reply)")
      #expect(role(stage) == .text("limited"))
    }
  }

  @Test func `with a revision it is let through there and nowhere else`() async throws {
    try await withHeldRole { stage, control in
      let seen = try #require(await stage.revision).description
      try await push(.owner, on: stage)
      let old = await approve(control, at: seen)
      #expect(old.exitCode == 7, "\(old)")
      #expect(old.problems.contains("the plan was for \(seen)"), "\(old)")
      let nonsense = await approve(control, at: "friday")
      #expect(nonsense.exitCode == 64, "\(nonsense)")
      #expect(role(stage) == .text("member"))
      let now = try #require(await stage.revision).description
      let reply = await approve(control, at: now)
      #expect(reply.exitCode == 0, "\(reply)")
      #expect(role(stage) == .text("owner"))
    }
  }

  @Test func `a change that is held anew is known as what it is then`() async throws {
    try await withHeldRole { stage, control in
      try await stage.push(clubs: ["chess"], changed: ["chess"])
      _ = await stage.agent.reconcile(clubs: ["chess"])
      #expect(await stage.isSynced(["chess"]))
      try await push(.owner, on: stage)
      let reply = await approve(control)
      #expect(reply.exitCode == 0, "\(reply)")
      #expect(role(stage) == .text("owner"))
    }
  }
}
