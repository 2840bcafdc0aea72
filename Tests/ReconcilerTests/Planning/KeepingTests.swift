import Model
import Planning
import Spec
import Testing

/// Whose removal is held stays in rooms meanwhile, and that is nobody's doing afterwards.
struct KeepingTests {
  private static let account = Kind("account", rank: 10, keepsNameReserved: true)
  private static let dan = World.id(account, "dan@chess.example")
  private static let shed = World.id(World.room, "shed")

  private func shed(_ names: String..., topic: String = "Tea") -> Resource {
    World.resource(
      World.room, "shed",
      [
        "affiliations": .map(Dictionary(names.map { ("\($0)@chess.example", "member") }) { $1 }),
        "topic": .text(topic),
      ])
  }

  private func person(_ name: String) -> Resource {
    World.resource(Self.account, "\(name)@chess.example", ["role": .text("member")])
  }

  /// Rose and Dan in their room, converged; then Dan is not in the files any more, and waits.
  private func leaving() -> World {
    var world = World()
    let host = World.resource(World.vhost, "chess.example")
    world.desired = [host, person("rose"), person("dan"), shed("rose", "dan")]
    world.converge()
    world.converge()
    world.prune = .confirm
    world.desired = [host, person("rose"), shed("rose")]
    world.converge()
    world.converge()
    return world
  }

  @Test func `a removal that was held and is let through is no drift`() {
    var world = leaving()
    #expect(world.plan().changes.map(\.held?.by) == [.prune])
    world.letThrough = .all
    let plan = world.plan()
    #expect(plan.changes.map(\.resource) == [Self.shed, Self.dan])
    #expect(plan.changes.map(\.cause) == [.revision, .revision])
    #expect(plan.changes.allSatisfy { $0.held == nil })
    world.apply(plan)
    #expect(world.plan().changes.isEmpty)
  }

  @Test func `nobody is thrown out of a room who cannot be removed yet`() {
    var world = leaving()
    world.prune = .enabled
    // Nothing is removed while another service does not answer.
    world.silent = ["caddy"]
    #expect(world.plan().changes.isEmpty)
    world.silent = []
    world.live[Self.dan]?.problem = "its file cannot be read"
    #expect(world.plan().changes.isEmpty)
    world.live[Self.dan]?.problem = nil
    #expect(world.plan().changes.map(\.resource) == [Self.shed, Self.dan])
  }

  @Test func `neither is it when something else of the room was changed meanwhile`() {
    var world = leaving()
    world.desired[2] = shed("rose", topic: "Cake")
    let plan = world.plan()
    #expect(plan.changes.first?.fields.map(\.path) == ["topic"])
    world.apply(plan)
    world.converge()
    #expect(world.live[Self.shed]?.fields["topic"] == .text("Cake"))
    world.letThrough = .all
    #expect(world.plan().changes.map(\.cause) == [.revision, .revision])
  }

  @Test func `what is changed live while a removal is held is drift`() {
    var world = leaving()
    world.live[Self.shed]?.fields["topic"] = .text("Beer")
    let change = world.plan().changes.first { $0.resource == Self.shed }
    #expect(change?.cause == .drift)
    #expect(change?.fields.map(\.path) == ["topic"])
    #expect(
      change?.desired?.fields["affiliations"]
        == .map(["rose@chess.example": "member", "dan@chess.example": "member"]))
    world.converge()
    world.converge()
    world.letThrough = .all
    #expect(world.plan().changes.map(\.cause) == [.revision, .revision])
  }

  @Test func `who is taken out by hand meanwhile is not put back, and nobody calls it drift`() {
    var world = leaving()
    world.live[Self.shed]?.fields["affiliations"] = .map(["rose@chess.example": "member"])
    #expect(world.plan().changes.map(\.resource) == [Self.dan])
    world.converge()
    world.letThrough = .all
    let plan = world.plan()
    #expect(plan.changes.map(\.resource) == [Self.dan])
    world.apply(plan)
    #expect(world.plan().changes.isEmpty)
  }

  @Test func `a field that people may change live is drift neither before nor after`() {
    var world = leaving()
    var room = shed("rose")
    room.ignored = ["affiliations"]
    world.desired[2] = room
    world.converge()
    world.letThrough = .all
    #expect(world.plan().changes.map(\.resource) == [Self.dan])
  }

  @Test func `an account that may take its new name at last is no drift in its rooms`() {
    var world = World()
    let host = World.resource(World.vhost, "chess.example")
    world.desired = [host, person("rose"), shed("rose")]
    world.converge()
    var ada = person("ada")
    ada.move = .from("rose@chess.example")
    world.desired = [host, ada, shed("ada")]
    world.reserved = ["ada@chess.example"]
    world.converge()
    world.converge()
    #expect(world.plan().changes.map(\.held?.by) == [.reserved])
    world.letThrough = .all
    let plan = world.plan()
    #expect(plan.changes.map(\.resource.name) == ["ada@chess.example", "shed"])
    #expect(plan.changes.allSatisfy { $0.cause == .revision && $0.held == nil })
    world.apply(plan)
    #expect(world.live[Self.shed]?.fields["affiliations"] == .map(["ada@chess.example": "member"]))
    #expect(world.plan().changes.isEmpty)
  }
}
