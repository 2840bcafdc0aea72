import Model
import Planning
import Spec
import Testing

/// What somebody changed live is told apart from what the files say anew.
struct DriftTests {
  private func room(_ affiliations: [String: String], topic: String = "") -> Resource {
    World.resource(
      World.room, "hall@conference.chess.example",
      ["affiliations": .map(affiliations), "topic": .text(topic)])
  }

  /// Ann and Bob in a room, converged.
  private func world() -> World {
    var world = World()
    world.desired = [
      World.resource(World.vhost, "chess.example"),
      World.resource(World.account, "ann@chess.example", ["role": .text("owner")]),
      World.resource(World.account, "bob@chess.example", ["role": .text("member")]),
      room(["ann@chess.example": "owner", "bob@chess.example": "member"]),
    ]
    world.converge()
    return world
  }

  private func cause(_ world: World, _ kind: Kind = World.room) -> Change.Cause? {
    world.plan().changes.first { $0.resource.kind == kind }?.cause
  }

  @Test func `a new declaration alone is no drift`() {
    var world = world()
    world.desired[3] = room(["ann@chess.example": "owner"], topic: "Openings")
    #expect(cause(world) == .revision)
    // A field that was not declared before.
    world.desired[1].fields["name"] = .text("Ann")
    #expect(cause(world, World.account) == .revision)
  }

  @Test func `what was changed live is drift, also when the declaration changed as well`() {
    var world = world()
    let hall = world.desired[3].id
    world.live[hall]?.fields["affiliations"] = .map(
      [
        "ann@chess.example": "owner", "bob@chess.example": "member",
        "mallory@evil.example": "owner",
      ])
    #expect(cause(world) == .drift)
    world.desired[3] = room(
      ["ann@chess.example": "owner", "bob@chess.example": "member", "xin@chess.example": "member"])
    let change = world.plan().changes.first { $0.resource == hall }
    #expect(change?.cause == .drift)
    #expect(change?.reason.contains("the declaration changed as well") == true)
    // What is gone as a whole, too.
    world.live[hall] = nil
    #expect(cause(world) == .drift)
  }

  @Test func `somebody whose removal was held and is let through is no drift`() {
    var world = world()
    world.desired.remove(at: 2)
    world.desired[2] = room(["ann@chess.example": "owner"])
    world.prune = .confirm
    for _ in 1...2 {
      let plan = world.plan()
      #expect(plan.changes.map(\.action) == [.delete])
      #expect(plan.changes[0].held?.by == .prune)
      world.apply(plan)
    }
    world.letThrough = .all
    let plan = world.plan()
    #expect(plan.changes.map(\.action) == [.update, .delete])
    #expect(plan.changes[0].cause == .revision)
    world.apply(plan)
    #expect(world.plan().changes.isEmpty)
  }
}
