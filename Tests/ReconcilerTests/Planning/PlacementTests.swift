import Model
import Planning
import Spec
import Testing

/// A club whose chat is placed on another server.
struct PlacementTests {
  private static func on(_ service: String, _ kind: Kind, _ name: String) -> Resource {
    var resource = World.resource(kind, name)
    resource.id.service = service
    return resource
  }

  /// - Parameter outage: what the old server says instead of an answer.
  private func input(declared service: String, outage: String? = nil) -> ClubInput {
    var world = World()
    world.desired = [
      World.resource(World.vhost, "chess.example"),
      World.resource(World.account, "rose@chess.example"),
    ]
    world.converge()
    var input = world.input
    let names: [(Kind, String)] = [
      (World.vhost, "chess.example"), (World.account, "rose@chess.example"),
    ]
    input.declaration = .declared(names.map { Self.on(service, $0.0, $0.1) })
    if let outage { input.observations["prosody"] = .unavailable(reason: outage) }
    input.observations["ejabberd"] = .complete([])
    return input
  }

  private func plan(_ input: ClubInput, _ letThrough: PlanningContext.LetThrough) -> ClubPlan {
    reconcile(
      input, in: PlanningContext(policy: Policy(), now: 1_800_000_000, letThrough: letThrough))
  }

  @Test(arguments: [PlanningContext.LetThrough.nothing, .all])
  func
    `a club that is placed elsewhere is neither made there nor removed here, whatever is let through`(
      letThrough: PlanningContext.LetThrough
    )
  {
    let plan = plan(input(declared: "ejabberd"), letThrough)
    #expect(plan.changes.map(\.action) == [.create, .create, .delete, .delete])
    for change in plan.changes {
      #expect(change.held?.by == .placement, "\(change.id)")
      #expect(change.held?.message.contains("`prosody`") == true)
    }
  }

  @Test func `nor while the old server does not answer`() {
    let plan = plan(input(declared: "ejabberd", outage: "down"), .all)
    #expect(plan.changes.map(\.action) == [.create, .create])
    #expect(plan.changes.allSatisfy { $0.held?.by == .placement })
  }

  @Test func `placed back, there is nothing to do`() {
    let plan = plan(input(declared: "prosody"), .nothing)
    #expect(plan.changes.isEmpty)
  }

  @Test(arguments: [PlanningContext.LetThrough.nothing, .all])
  func `a service that has another name now loses nothing, whatever is let through`(
    letThrough: PlanningContext.LetThrough
  ) {
    var input = input(declared: "chat-1")
    guard case .complete(let live)? = input.observations["prosody"] else { return }
    // The same server answers under both names.
    input.observations["ejabberd"] = nil
    input.observations["chat-1"] = .complete(
      live.map { resource in
        var copy = resource
        copy.id.service = "chat-1"
        return copy
      })
    let plan = plan(input, letThrough)
    #expect(plan.changes.map(\.action) == [.delete, .delete])
    for change in plan.changes {
      #expect(change.held?.by == .renamed, "\(change.id)")
      #expect(
        change.held?.message.contains("inventory rename-service prosody chat-1") == true)
    }
  }
}
