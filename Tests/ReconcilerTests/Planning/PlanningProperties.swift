import Model
import Planning
import Spec
import TestSupport
import Testing

/// Properties of the planner over random worlds. A failure names the seed.
struct PlanningProperties {
  static let seeds = SplitMix64.seeds(2_000)

  private func worlds(_ body: (World, UInt64) -> Void) {
    for seed in PlanningProperties.seeds {
      var random = SplitMix64(seed: seed)
      body(World.random(using: &random), seed)
    }
  }

  @Test func `what is applied is in sync at the next look`() {
    worlds { world, seed in
      var world = world
      world.letThrough = .all
      world.converge()
      // Twice: a thing that expires is first recorded in its state.
      world.converge()
      let plan = world.plan()
      // A host with strangers in it stays, whatever is let through.
      let open = plan.changes.filter { $0.held?.by != .foreign }
      #expect(open.isEmpty, "seed \(seed): \(open.map(\.id))")
      #expect(plan.settled.isEmpty, "seed \(seed)")
    }
  }

  @Test func `what is neither owned nor marked as the club's is never deleted or changed`() {
    worlds { world, seed in
      for change in world.plan().changes where change.held == nil {
        let isOurs =
          world.owned[change.resource] != nil || world.live[change.resource]?.mark == "chess"
        switch change.action {
        case .delete, .update: #expect(isOurs, "seed \(seed): \(change.id)")
        case .create: #expect(world.live[change.resource] == nil, "seed \(seed): \(change.id)")
        case .adopt:
          #expect(!isOurs && world.policy.adopt == .auto, "seed \(seed): \(change.id)")
        case .forget:
          // Not there, or taken over by another club.
          let mark = world.live[change.resource]?.mark
          let isThere = world.live[change.resource] != nil
          #expect(!isThere || mark == "other", "seed \(seed): \(change.id)")
        }
      }
    }
  }

  @Test func `nothing is planned for a service that could not be read`() {
    worlds { world, seed in
      var world = world
      world.unavailable = "connection refused"
      let plan = world.plan()
      #expect(plan.changes.isEmpty, "seed \(seed): \(plan.changes.map(\.id))")
      #expect(plan.sync == .unknown, "seed \(seed)")
    }
  }

  @Test func `the order is stable, and parents come before their children`() {
    worlds { world, seed in
      let plan = world.plan()
      var shuffled = world
      var random = SplitMix64(seed: seed &+ 1)
      shuffled.desired.shuffle(using: &random)
      #expect(shuffled.plan() == plan, "seed \(seed)")
      let made = plan.changes.filter { $0.desired != nil }.map(\.resource.kind.rank)
      #expect(made == made.sorted(), "seed \(seed)")
      let deleted = plan.changes.filter { $0.action == .delete }.map(\.resource.kind.rank)
      #expect(deleted == deleted.sorted(by: >), "seed \(seed)")
    }
  }

  @Test func `faults in any order do no lasting harm`() {
    worlds { world, seed in
      var world = world
      var random = SplitMix64(seed: seed)
      world.letThrough = .all
      for _ in 0..<5 {
        // Part of a plan is made, part of it recorded, and somebody meddles.
        var plan = world.plan()
        plan.changes.removeAll { _ in Bool.random(using: &random) }
        let before = world.owned
        world.apply(plan)
        if Bool.random(using: &random) { world.owned = before }
        if let victim = world.live.keys.sorted().randomElement(using: &random) {
          world.live[victim]?.fields["topic"] = .text("meddled")
        }
      }
      world.converge()
      world.converge()
      let open = world.plan().changes.filter { $0.held?.by != .foreign }
      #expect(open.isEmpty, "seed \(seed): \(open.map(\.id))")
    }
  }
}
