import Execution
import Inventory
import Logging
import Model
import Planning
import Reconciler
import ServiceContract
import Spec
import Synchronization
import TestSupport
import Testing

/// Somebody who is live and active always looks after a club.
struct LeaderTests {
  private static let account = Kind(
    "account", rank: 10, keepsNameReserved: true, leadingRoles: ["owner", "admin"])

  private static func person(
    _ id: String, _ role: String = "owner", _ state: String = "active",
    presence: Resource.Presence = .present
  ) -> Resource {
    World.resource(
      account, "\(id)@chess.example", ["role": .text(role), "state": .text(state)],
      presence: presence)
  }

  /// Rose and three members, converged.
  private func club() -> World {
    var world = World()
    world.desired =
      [World.resource(World.vhost, "chess.example"), Self.person("rose")]
      + ["a", "b", "c"].map { Self.person($0, "member") }
    world.converge()
    return world
  }

  private func replacing(_ rose: Resource?, in world: World) -> World {
    var world = world
    world.desired.removeAll { $0.id.name.hasPrefix("rose@") }
    if let rose { world.desired.append(rose) }
    return world
  }

  private func hold(_ world: World) -> Hold? {
    world.plan().changes.first { $0.resource.name.hasPrefix("rose@") }?.held
  }

  @Test(arguments: [
    nil, Self.person("rose", "member"), Self.person("rose", "owner", "suspended"),
    Self.person("rose", "owner", "left", presence: .expiring(after: .seconds(60))),
    Self.person("rose", presence: .absent(why: "erased")),
  ])
  func `the last one is neither removed nor demoted, whoever lets it through`(rose: Resource?) {
    var world = replacing(rose, in: club())
    #expect(hold(world)?.by == .lastAdmin)
    #expect(hold(world)?.message.contains("rose@chess.example is the last active owner") == true)
    world.letThrough = .all
    #expect(hold(world)?.by == .lastAdmin)
  }

  @Test func `another one who is live and active is enough`() {
    var world = club()
    world.desired.append(Self.person("dan", "admin"))
    world.converge()
    world = replacing(nil, in: world)
    #expect(world.plan().changes.map(\.action) == [.delete])
    #expect(hold(world) == nil)
  }

  @Test func `one whose account is only to be made goes first, and without it nothing is done`() {
    var world = replacing(Self.person("rose", "member"), in: club())
    world.desired.append(Self.person("zoe"))
    let changes = world.plan().changes
    #expect(changes.map(\.action) == [.create, .update])
    #expect(changes.map(\.resource.name) == ["zoe@chess.example", "rose@chess.example"])
    #expect(changes[1].needs == [changes[0].resource])
    #expect(changes[1].held == nil)
  }

  @Test func `one who cannot be made yet does not count`() {
    var world = replacing(nil, in: club())
    world.desired.append(Self.person("zoe"))
    world.reserved = ["zoe@chess.example"]
    #expect(hold(world)?.by == .lastAdmin)
    world.reserved = []
    world.policy.freeze = Policy.Freeze(until: CalendarDate(year: 2030, month: 1, day: 1))
    #expect(hold(world)?.by == .freeze)
    world.letThrough = .init(changes: ["chess/prosody/account/rose@chess.example#delete"])
    #expect(hold(world)?.by == .lastAdmin)
  }

  @Test func `one whose account cannot be read does not count`() {
    var world = club()
    let dan = Self.person("dan", "admin")
    world.desired.append(dan)
    world.converge()
    world.live[dan.id]?.problem = "its file is corrupt"
    world = replacing(Self.person("rose", "member"), in: world)
    #expect(hold(world)?.by == .lastAdmin)
  }

  @Test func `a club that leaves leaves with everybody`() {
    var world = club()
    world.isGone = true
    world.fleet = Removals(removed: 1, owned: 10)
    #expect(world.plan().changes.allSatisfy { $0.held == nil })
    world.isGone = false
    world.standing = .over
    for index in world.desired.indices { world.desired[index].presence = .over(why: "over") }
    #expect(world.plan().changes.count == 5)
    #expect(world.plan().changes.allSatisfy { $0.held == nil })
  }

  @Test func `a club that closes suspends everybody, and keeps its last one all the same`() {
    var world = club()
    close(&world)
    #expect(world.plan().changes.allSatisfy { $0.action == .update && $0.held == nil })
    world.converge()
    #expect(hold(replacing(nil, in: world))?.by == .lastAdmin)
  }

  private func close(_ world: inout World) {
    world.standing = .closed
    world.desired = world.desired.map { resource in
      guard resource.id.kind.name == "account" else { return resource }
      var closed = World.resource(
        Self.account, resource.id.name,
        resource.fields.merging(["state": .text("suspended")]) { $1 })
      closed.isSuspendedAlone = resource.isSuspendedAlone
      return closed
    }
  }

  /// Rose, and Lee who is suspended by himself; then the club closes.
  private func closedClub() -> World {
    var world = club()
    world.desired.append(Self.person("lee", "owner", "suspended"))
    world.desired[world.desired.endIndex - 1].isSuspendedAlone = true
    close(&world)
    world.converge()
    return world
  }

  @Test func `who is suspended alone looks after no closed club`() {
    var world = replacing(nil, in: closedClub())
    #expect(hold(world)?.by == .lastAdmin)
    // One who comes counts when made, and not while held.
    world.desired.append(Self.person("zoe", "owner", "suspended"))
    #expect(world.plan().changes.map(\.action) == [.create, .delete])
    #expect(world.plan().changes.allSatisfy { $0.held == nil })
    world.reserved = ["zoe@chess.example"]
    #expect(hold(world)?.by == .lastAdmin)
    world.reserved = []
    world.desired[world.desired.endIndex - 1].isSuspendedAlone = true
    #expect(hold(world)?.by == .lastAdmin)
  }

  @Test func `who is suspended alone may go while another one stays in a closed club`() {
    var world = closedClub()
    world.desired.removeAll { $0.id.name.hasPrefix("lee@") }
    #expect(world.plan().changes.map(\.action) == [.delete])
    #expect(world.plan().changes.allSatisfy { $0.held == nil })
  }

  @Test func `at random, whatever is let through, a club that had a leader has one afterwards`() {
    var held = 0
    for seed in SplitMix64.seeds(2_000) {
      var random = SplitMix64(seed: seed)
      func people() -> [Resource] {
        (0..<5).compactMap { number in
          guard Bool.random(using: &random) else { return nil }
          return Self.person(
            "m\(number)", ["owner", "member"].randomElement(using: &random)!,
            ["active", "suspended"].randomElement(using: &random)!)
        }
      }
      var world = World()
      let host = World.resource(World.vhost, "chess.example")
      world.desired = [host] + people()
      world.converge()
      let hadOne = world.live.values.contains(where: isLeader)
      world.desired = [host] + people()
      world.letThrough = .all
      for id in world.desired.map(\.id.name) where Bool.random(using: &random) {
        world.reserved.insert(id)
      }
      let plan = world.plan()
      held += plan.changes.contains { $0.held?.by == .lastAdmin } ? 1 : 0
      world.apply(plan)
      #expect(
        !hadOne || world.live.values.contains(where: isLeader), "seed \(seed): \(plan.changes)")
    }
    #expect(held > 100)
  }

  private func isLeader(_ live: ObservedResource) -> Bool {
    live.fields["role"] == .text("owner") && live.fields["state"] == .text("active")
  }

  @Test func `the executor demotes nobody when the one who comes could not be made`() async throws {
    let service = SimulatedService()
    let executor = Executor(
      services: ["prosody": service], inventory: try Inventory(inMemory: nil))
    var world = replacing(Self.person("rose", "member"), in: club())
    world.desired.append(Self.person("zoe"))
    service.state.withLock { $0.refused = ["zoe@chess.example"] }
    let pass = PassContext(revision: World.revision, content: nil, now: world.now, cycle: "1")
    let outcomes = try await executor.apply(world.plan(), in: pass)
    #expect(outcomes.map(\.change.resource.name) == ["zoe@chess.example", "rose@chess.example"])
    #expect(outcomes.last?.outcome == .skipped)
    service.state.withLock { $0.refused = [] }
    let later = try await executor.apply(world.plan(), in: pass)
    #expect(later.map(\.outcome) == [.applied, .applied])
  }
}
