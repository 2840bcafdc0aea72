import Inventory
import Model
import Operations
import Reconciler
import Reporting
import Spec
import Synchronization
import TestSupport
import Testing

/// What `explain` says of things that the files and the inventory alone do not tell.
struct ExplainTests {
  private static let host = "chess.clubs.example"
  private static let dan = "dan@\(host)"

  /// A club that is as declared, and then what `body` does.
  private func withChess(
    change: @escaping @Sendable (inout Club) -> Void = { _ in },
    _ body: (Stage) async throws -> Void
  ) async throws {
    try await Stage.run { stage in
      try await stage.push(clubs: ["chess"], change: change)
      try await stage.expect { await $0.isSynced(["chess"]) }
      try await body(stage)
    }
  }

  private func answer(
    _ object: String, _ stage: Stage, inventory: Inventory? = nil
  ) async throws -> Explainer.Answer {
    let engine = Engine(services: [stage.service], inventory: inventory ?? stage.inventory)
    return try await Explainer(
      engine: engine, fleet: try await stage.agent.current(), now: 1_800_000_000
    ).explain(object) { _, _ in nil }
  }

  private func text(
    _ object: String, _ stage: Stage, inventory: Inventory? = nil
  ) async throws -> String {
    try await answer(object, stage, inventory: inventory).found.map { ExplainReport.text($0) }
      .joined(separator: "\n")
  }

  @Test func `what carries our mark is ours when the inventory is lost`() async throws {
    try await withChess { stage in
      let lost = try Inventory.empty()
      let rose = try await text("rose@\(Self.host)", stage, inventory: lost)
      #expect(rose.contains("ours      by the mark that it carries"), "\(rose)")
      #expect(rose.contains("state     as declared"), "\(rose)")
      // And when no file asks for it any more, and a guard holds its removal.
      try await stage.push(clubs: ["chess"], change: { $0.members.removeLast() })
      _ = await stage.agent.reconcile(clubs: ["chess"])
      stage.service.state.withLock { state in
        let id = ResourceID(
          club: "chess", service: "prosody", kind: Kind("account", rank: 10), name: Self.dan)
        state.live[id] = ObservedResource(id: id, fields: [:], mark: "chess")
      }
      let dan = try await text(Self.dan, stage, inventory: lost)
      #expect(dan.contains("declared  in no file"), "\(dan)")
      #expect(dan.contains("ours      by the mark that it carries"), "\(dan)")
      #expect(dan.contains("state     deletion held (prune)"), "\(dan)")
    }
  }

  @Test func `who left and never had an account is not one who is yet to come`() async throws {
    let change: @Sendable (inout Club) -> Void = { club in
      var member = Member.fixture("violet")
      member.state.value = .left
      club.members.append(member)
    }
    try await withChess(change: change) { stage in
      let violet = try await text("violet@\(Self.host)", stage)
      #expect(violet.contains("state     not made: who has left and has no account gets none"))
      #expect(violet.contains("ours      no: there is nothing"), "\(violet)")
    }
  }

  @Test func `a change's name means what it changes, also when that is gone`() async throws {
    try await withChess { stage in
      let full = "chess/prosody/account/\(Self.dan)"
      let named = try await text(full, stage)
      #expect(named.contains("state     as declared"), "\(named)")
      #expect(try await text("\(full)#create", stage) == named)
      #expect(try await text("\(full)#update", stage) == named)
      #expect(try await answer("\(full)#nothing", stage).found.isEmpty)
      #expect(try await answer("chess/other/account/\(Self.dan)", stage).found.isEmpty)
      try await stage.push(clubs: ["chess"], change: { $0.members.removeLast() })
      _ = await stage.agent.reconcile(clubs: ["chess"])
      #expect(try stage.inventory.owned(of: "chess").allSatisfy { $0.id.name != Self.dan })
      for name in [Self.dan, full, "\(full)#delete"] {
        let gone = try await text(name, stage)
        #expect(gone.contains("state     neither declared nor live"), "\(name): \(gone)")
        #expect(gone.contains("#create"), "\(gone)")
      }
    }
  }

  @Test func `names are read as the files' are`() async throws {
    let change: @Sendable (inout Club) -> Void = { club in
      club.domain = .at(6, try! DomainName(parsing: "München.example"))
    }
    try await withChess(change: change) { stage in
      let named = try await text("dan@münchen.example", stage)
      #expect(named.contains("state     as declared"), "\(named)")
      for other in [
        "DAN@München.Example", "dan@xn--mnchen-3ya.example", "dan@mu\u{308}nchen.example",
        "chess/prosody/account/Dan@XN--mnchen-3ya.example#update",
      ] {
        #expect(try await text(other, stage) == named, "\(other)")
      }
      let host = try await text("XN--mnchen-3ya.example.", stage)
      #expect(host.hasPrefix("vhost münchen.example of chess"), "\(host)")
    }
  }

  @Test func `what is not ours is told apart, and an outage is no answer of a server`()
    async throws
  {
    try await withChess { stage in
      let stranger = ResourceID(
        club: "chess", service: "prosody", kind: Kind("account", rank: 10),
        name: "stranger@\(Self.host)")
      stage.service.state.withLock { state in
        state.live[stranger] = ObservedResource(id: stranger, fields: [:])
        state.unmanaged = [Unmanaged(service: "prosody", kind: "vhost", name: "stray.example")]
      }
      for name in [stranger.name, "stray.example"] {
        let found = try await text(name, stage)
        #expect(found.contains("state     live and not ours, left alone"), "\(found)")
      }
      #expect(try await answer("nobody@\(Self.host)", stage).unread == [])
      stage.service.state.withLock { $0.outage = "timed out" }
      let rose = try await text("rose@\(Self.host)", stage)
      #expect(rose.contains("declared  clubs/chess.yaml"), "\(rose)")
      #expect(rose.contains("ours      applied as it is since"), "\(rose)")
      #expect(rose.contains("state     unknown: timed out"), "\(rose)")
      let lost = try await text("rose@\(Self.host)", stage, inventory: try Inventory.empty())
      #expect(lost.contains("its mark cannot be read now"), "\(lost)")
      let nobody = try await answer("nobody@\(Self.host)", stage)
      #expect(nobody.found.isEmpty && nobody.unread == ["prosody"])
    }
  }
}
