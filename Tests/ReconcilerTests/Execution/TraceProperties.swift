import Execution
import Inventory
import Model
import Planning
import ServiceContract
import Spec
import Synchronization
import TestSupport
import Testing

/// A plan is what happens: what an apply does to a service is what the plan shows, over random
/// worlds. A failure names the seed.
struct TraceProperties {
  static let seeds = SplitMix64.seeds(500)

  @Test func `an apply does what its plan shows, all of it, in its order and nothing else`()
    async throws
  {
    for seed in TraceProperties.seeds {
      let (plan, service, outcomes, inventory) = try await apply(seed, failing: false)
      let due = plan.changes.filter { $0.held == nil }
      #expect(service.trace == due.filter { $0.action != .forget }, "seed \(seed)")
      #expect(outcomes == due.map { ChangeOutcome(change: $0, outcome: .applied) }, "seed \(seed)")
      let made = try inventory.history(club: "chess", limit: 1_000, before: nil).map(\.change)
      #expect(Set(made) == Set(due.map(\.id)), "seed \(seed)")
    }
  }

  @Test func `what fails on the way leaves a part of the plan, in its order and nothing else`()
    async throws
  {
    var failed = 0
    for seed in TraceProperties.seeds {
      let (plan, service, outcomes, _) = try await apply(seed, failing: true)
      let due = plan.changes.filter { $0.held == nil }
      #expect(outcomes.map(\.change) == due, "seed \(seed)")
      let tried = outcomes.filter { $0.outcome != .skipped && $0.change.action != .forget }
      #expect(service.trace.filter { service.tried.contains($0.id) } == tried.map(\.change))
      // What was not tried is not among what the service was asked to do.
      let asked = Set(service.trace.map(\.id))
      #expect(asked.isSubset(of: due.map(\.id)), "seed \(seed)")
      failed += outcomes.count { $0.outcome != .applied }
    }
    #expect(failed > 100, "the faults are few: \(failed)")
  }

  private func apply(_ seed: UInt64, failing: Bool) async throws -> (
    plan: ClubPlan, service: TracedService, outcomes: [ChangeOutcome], inventory: Inventory
  ) {
    var random = SplitMix64(seed: seed)
    var world = World.random(using: &random)
    if Bool.random(using: &random) { world.letThrough = .all }
    let plan = world.plan()
    let service = TracedService(
      failing: failing
        ? Set(plan.changes.map(\.id).filter { _ in Int.random(in: 0...4, using: &random) == 0 })
        : [])
    let inventory = try Inventory(inMemory: nil)
    let outcomes = try await Executor(services: ["prosody": service], inventory: inventory).apply(
      plan,
      in: PassContext(
        revision: World.revision, content: nil, now: world.now, cycle: "1",
        shouldStop: { false }))
    return (plan, service, outcomes, inventory)
  }
}

/// Writes down what it is asked to do.
private final class TracedService: Service {
  let name = "prosody"
  private let failing: Set<String>
  private let state = Mutex((asked: [Change](), tried: Set<String>()))

  init(failing: Set<String>) { self.failing = failing }

  var trace: [Change] { state.withLock { $0.asked } }
  /// Ids of the changes that were not skipped.
  var tried: Set<String> { state.withLock { $0.tried } }

  func apply(
    _ changes: [Change], of club: String, from content: (any RepositoryContent)?
  ) async -> [Outcome] {
    state.withLock { state in
      state.asked += changes
      var hostFailed = false
      return changes.map { change in
        if hostFailed { return .skipped }
        state.tried.insert(change.id)
        guard failing.contains(change.id) else { return .applied }
        hostFailed = change.resource.kind.namesHost
        return .failed(ServiceFailure(code: "refused", message: "refused", retry: .never))
      }
    }
  }

  func desired(for club: DeclaredClub) -> [Resource] { [] }
  func notManaged(for club: DeclaredClub) -> [NotManaged] { [] }
  func sweep(_ scopes: [Scope], cold: Bool) async throws(ServiceFailure) -> Sweep {
    Sweep(digests: [:])
  }
  func observe(_ scopes: [Scope]) async -> [String: Observation] { [:] }
  func diagnose() async -> [Finding] { [] }
}
