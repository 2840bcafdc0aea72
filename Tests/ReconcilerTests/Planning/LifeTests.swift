import Model
import Planning
import Spec
import Testing

struct LifeTests {
  private let left = World.resource(
    World.account, "violet@chess.example", ["state": .text("left")],
    presence: .expiring(after: .seconds(30 * 86_400)))

  @Test func `who left is deleted when the grace period is over, and not made again`() {
    var world = World()
    world.desired = [
      World.resource(World.account, "violet@chess.example", ["state": .text("active")])
    ]
    world.converge()
    world.desired = [left]
    #expect(world.plan().changes.map(\.action) == [.update])
    world.converge()
    world.now += 30 * 86_400 - 1
    #expect(world.plan().changes.isEmpty)
    world.now += 1
    let plan = world.plan()
    #expect(plan.changes.map(\.action) == [.delete])
    #expect(plan.changes[0].cause == .time)
    #expect(plan.changes[0].reason == "the grace period of 30 days is over")
    world.converge()
    #expect(world.plan().changes.isEmpty)
  }

  @Test func `who left before ever having an account gets none`() {
    var world = World()
    world.desired = [left]
    #expect(world.plan().changes.isEmpty)
  }

  @Test func `erasure does not wait for a prune to be confirmed`() {
    var world = World()
    world.prune = .confirm
    world.desired = [World.resource(World.account, "violet@chess.example")]
    world.converge()
    world.desired = [
      World.resource(World.account, "violet@chess.example", presence: .absent(why: "erased"))
    ]
    #expect(world.plan().changes.map(\.action) == [.delete])
    #expect(world.plan().changes[0].held == nil)
  }

  @Test func `drift is told from a new revision`() {
    var world = World()
    world.desired = [World.resource(World.room, "pawns", ["topic": .text("a")])]
    world.converge()
    let id = World.id(World.room, "pawns")
    world.live[id]?.fields["topic"] = .text("meddled")
    #expect(world.plan().changes.map(\.cause) == [.drift])
    world.live[id] = nil
    #expect(world.plan().changes.map(\.cause) == [.drift])
    world.converge()
    world.desired = [World.resource(World.room, "pawns", ["topic": .text("b")])]
    #expect(world.plan().changes.map(\.cause) == [.revision])
  }

  @Test func `a field that people may change is set once and then left alone`() {
    var world = World()
    world.desired = [
      World.resource(
        World.room, "pawns", ["topic": .text("a"), "name": .text("P")], ignored: ["topic"])
    ]
    #expect(world.plan().changes[0].desired?.fields["topic"] == .text("a"))
    world.converge()
    let id = World.id(World.room, "pawns")
    world.live[id]?.fields["topic"] = .text("ours")
    #expect(world.plan().changes.isEmpty)
    world.live[id]?.fields["name"] = .text("Q")
    let change = world.plan().changes[0]
    #expect(change.fields.map(\.path) == ["name"])
    #expect(change.desired?.fields["topic"] == .text("ours"))
  }

  @Test func `what was intended before a crash is ours`() {
    var world = World()
    let rose = World.resource(World.account, "rose@chess.example", ["role": .text("owner")])
    world.desired = [rose]
    world.record(rose)
    world.owned[rose.id]?.state = .intended
    world.live[rose.id] = ObservedResource(id: rose.id, fields: rose.fields)
    #expect(world.plan().changes.isEmpty)
    #expect(world.plan().settled == [rose])
  }

  @Test func `what was only intended and carries no mark is a stranger's until it is adopted`() {
    var world = World()
    let rose = World.resource(World.account, "rose@chess.example", ["role": .text("owner")])
    world.desired = [rose]
    world.record(rose)
    world.owned[rose.id]?.state = .intended
    world.owned[rose.id]?.wasApplied = false
    world.live[rose.id] = ObservedResource(id: rose.id, fields: ["role": .text("theirs")])
    #expect(world.plan().changes.map(\.action) == [.adopt])
    #expect(world.plan().changes[0].held?.by == .adopt)
    world.desired = []
    #expect(world.plan().changes.map(\.action) == [.forget])
    #expect(world.plan().unmanaged.map(\.name) == ["rose@chess.example"])
    world.desired = [rose]
    world.live[rose.id]?.mark = "chess"
    #expect(world.plan().changes.map(\.action) == [.update])
  }

  @Test func `what a lost inventory does not know is not deleted, even by prune: enabled`() {
    var world = World()
    world.desired = [
      World.resource(World.vhost, "chess.example"),
      World.resource(World.account, "rose@chess.example"),
    ]
    world.converge()
    world.owned = [:]
    world.desired.removeLast()
    #expect(world.plan().changes.map(\.action) == [.delete])
    #expect(world.plan().changes[0].held?.by == .prune)
    world.letThrough = .all
    #expect(world.plan().changes[0].held == nil)
  }

  @Test func `a lost inventory is rebuilt from the marks in the service`() {
    var world = World()
    let rose = World.resource(World.account, "rose@chess.example")
    world.desired = [rose]
    world.converge()
    world.owned = [:]
    #expect(world.plan().changes.isEmpty)
    #expect(world.plan().settled == [rose])
  }

  @Test func `what cannot be read is left alone and said`() {
    var world = World()
    let rose = World.resource(World.account, "rose@chess.example", ["role": .text("owner")])
    world.desired = [rose]
    world.converge()
    world.live[rose.id]?.problem = "its file is corrupt"
    world.live[rose.id]?.fields = [:]
    let plan = world.plan()
    #expect(plan.changes.isEmpty)
    #expect(
      plan.unknown.map(\.reason) == ["account rose@chess.example: its file is corrupt; left alone"])
  }
}
