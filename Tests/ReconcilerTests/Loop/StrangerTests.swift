import Model
import Reconciler
import Spec
import Synchronization
import TestSupport
import Testing

/// A club may be one that is here already, under an id that its file does not say.
struct StrangerTests {
  private func live(_ stage: Stage, _ account: String) -> Bool {
    stage.service.state.withLock { state in
      state.live.keys.contains { $0.kind.name == "account" && $0.name == account }
    }
  }

  @Test
  func `a club with an id in between that nobody saw is not made anew, and the old one stays`()
    async throws
  {
    try await Stage.run { stage in
      try await stage.push(clubs: ["chess", "go", "bridge", "whist"])
      try await stage.expect { await $0.isSynced(["chess", "go", "bridge", "whist"]) }
      stage.service.state.withLock { $0.applied = [] }
      try await stage.push(
        clubs: ["rooks", "go", "bridge", "whist"],
        change: { club in
          if club.id.value == "rooks" { club.movedFrom = Located("knights", at: .start) }
        })
      let results = await stage.agent.reconcile(clubs: ["chess", "rooks"])
      let changes = results.flatMap(\.planned.changes)
      #expect(Set(changes.map(\.action)) == [.create, .delete])
      #expect(changes.allSatisfy { $0.held?.by == .doubt })
      #expect(changes.allSatisfy { $0.held?.message.contains("was `knights` before") == true })
      // Letting the new one through is the end of the old one, and says so.
      #expect(changes.allSatisfy { $0.held?.message.contains("what has no file goes") == true })
      #expect(stage.service.state.withLock { $0.applied } == [])
      // Whoever says that it is another one lets the old one go, too.
      let revision = try await stage.agent.current().revision
      try await stage.agent.approve(clubs: ["rooks"], changes: nil, by: "ada", at: revision)
      _ = await stage.agent.reconcile(clubs: ["rooks"])
      _ = await stage.agent.reconcile(clubs: ["chess"])
      #expect(await stage.isSynced(["rooks"]))
      #expect(live(stage, "dan@rooks.clubs.example"))
      #expect(!live(stage, "dan@chess.clubs.example"))
    }
  }
}
