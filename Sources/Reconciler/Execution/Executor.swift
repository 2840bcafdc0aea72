public import Inventory
public import Model
public import ServiceContract
public import Spec

/// Makes the changes of a plan, and records what was acknowledged.
///
/// Before a service is called, what will be ours is written to the inventory as intended; after
/// it answered, as applied. Killed in between, the next pass finds the intention and knows that
/// what is live is ours.
public struct Executor: Sendable {
  /// Changes in one call to a service: what was acknowledged is recorded after each.
  public static let batchSize = 50

  private let services: [String: any Service]
  private let inventory: Inventory

  public init(services: [String: any Service], inventory: Inventory) {
    self.services = services
    self.inventory = inventory
  }

  /// Makes all changes of `plan` that are not held; one outcome a change that was due, in order.
  ///
  /// It stops between two batches when ``PassContext/shouldStop`` says so: the rest is `.skipped`.
  public func apply(_ plan: ClubPlan, in pass: PassContext) async throws -> [ChangeOutcome] {
    var run = Run(plan: plan, pass: pass)
    // What was acknowledged and is not written down yet.
    var acknowledged: [ChangeOutcome] = []
    try inventory.record(plan.settled.map { run.owned($0, state: .applied) })
    for batch in run.batches() {
      if pass.shouldStop() || run.mustSkip(batch) {
        run.results += batch.map { ChangeOutcome(change: $0, outcome: .skipped) }
        continue
      }
      try inventory.together {
        try record(acknowledged, run)
        // Killed after the effect, nobody inherits the name either.
        try inventory.reserve(batch.filter { $0.action == .delete }.map(\.resource), run)
        try inventory.intend(
          batch.compactMap { change in
            // What somebody else made is not ours before it was really taken over.
            change.action == .adopt
              ? nil : change.desired.map { run.owned($0, state: .intended) }
          })
      }
      let outcomes = await outcomes(of: batch, run)
      acknowledged = zip(batch, outcomes).map { ChangeOutcome(change: $0, outcome: $1) }
      run.results += acknowledged
    }
    try inventory.together { try record(acknowledged, run) }
    return run.results
  }

  private func outcomes(of batch: [Change], _ run: Run) async -> [Outcome] {
    if batch[0].action == .forget { return batch.map { _ in .applied } }
    let name = batch[0].resource.service
    guard let service = services[name] else {
      let failure = ServiceFailure(
        code: "not-configured", message: "service `\(name)` is not in agent.yaml", retry: .never)
      return batch.map { _ in .failed(failure) }
    }
    let outcomes = await service.apply(batch, of: run.plan.id, from: run.pass.content)
    precondition(outcomes.count == batch.count, "one outcome for each change")
    return outcomes
  }

  private func record(_ results: [ChangeOutcome], _ run: Run) throws {
    let applied = results.filter { $0.outcome == .applied }.map(\.change)
    try inventory.record(
      applied.compactMap { change in
        change.desired.map { run.owned($0, state: .applied) }
      })
    let removed = applied.filter { $0.action == .delete || $0.action == .forget }
    // What was taken along is not there any more under its old name, which stays reserved.
    let moved = applied.compactMap(\.movesFrom)
    try inventory.reserve(removed.map(\.resource) + moved, run)
    try inventory.strike(
      removed.map(\.resource) + moved + results.filter(\.isSomebodyElses).map(\.change.resource))
    // What is in use again, made anew or taken along to where it was before.
    try inventory.release(
      applied.filter { change in
        (change.action == .create || change.movesFrom != nil)
          && change.resource.kind.keepsNameReserved
      }.map(\.resource.name))
    if applied.contains(where: { $0.desired != nil }) {
      try inventory.release(clubID: run.plan.id)
    }
    try inventory.append(results.compactMap { run.historyEntry($0) })
  }
}

extension Inventory {
  /// With all that a club has goes its id.
  fileprivate func reserve(_ removed: [ResourceID], _ run: Run) throws {
    try reserve(
      removed.filter(\.kind.keepsNameReserved).map {
        ReservedName(
          name: $0.name, club: run.plan.id, kind: $0.kind.name, since: run.pass.latest)
      })
    guard run.plan.isLeaving, !removed.isEmpty else { return }
    let id = run.plan.id
    try reserve([
      ReservedName(name: id, club: id, kind: ReservedName.clubKind, since: run.pass.latest)
    ])
  }
}

/// What became of one change of a plan.
public struct ChangeOutcome: Sendable, Equatable {
  public var change: Change
  public var outcome: Outcome

  public init(change: Change, outcome: Outcome) {
    self.change = change
    self.outcome = outcome
  }
}

extension ChangeOutcome {
  /// The service itself says that it is not ours: whatever we meant or did before makes it not.
  fileprivate var isSomebodyElses: Bool {
    guard case .failed(let failure) = outcome else { return false }
    return failure.code == "not-ours"
  }
}

/// What all changes of one pass have in common.
public struct PassContext: Sendable {
  public var revision: Revision
  /// Where the sites' files are read from.
  public var content: (any RepositoryContent)?
  /// Seconds since 1970.
  public var now: Int64
  /// The latest time that was ever believed, in seconds since 1970: what is applied is dated with
  /// it while the clock is behind, so that no grace period is over as soon as it is right again.
  public var latest: Int64
  /// Names the pass in logs and history.
  public var cycle: String
  /// Who asked for it: the author of the commit.
  public var author: String?
  /// By club: who let held changes through.
  public var approvers: [String: String]
  public var shouldStop: @Sendable () -> Bool

  public init(
    revision: Revision, content: (any RepositoryContent)?, now: Int64, cycle: String,
    author: String? = nil, approvers: [String: String] = [:],
    shouldStop: @escaping @Sendable () -> Bool = { Task.isCancelled }
  ) {
    self.revision = revision
    self.content = content
    self.now = now
    latest = now
    self.cycle = cycle
    self.author = author
    self.approvers = approvers
    self.shouldStop = shouldStop
  }
}
