import Inventory
import Model
import ServiceContract

/// The state of one club's execution.
struct Run {
  let plan: ClubPlan
  let pass: PassContext
  var results: [ChangeOutcome] = []

  init(plan: ClubPlan, pass: PassContext) {
    self.plan = plan
    self.pass = pass
  }

  /// The changes that are due, in the plan's order, cut where the service or the sort of work
  /// changes and at ``Executor/batchSize``.
  func batches() -> [[Change]] {
    var batches: [[Change]] = []
    for change in plan.changes where change.held == nil {
      if let first = batches.last?.first, batches[batches.count - 1].count < Executor.batchSize,
        first.resource.service == change.resource.service,
        first.action.phase == change.action.phase, first.needs == change.needs,
        // A host is purged only after it is known that all in it is gone.
        change.action != .delete || change.resource.kind.rank > 0
      {
        batches[batches.count - 1].append(change)
      } else {
        batches.append([change])
      }
    }
    return batches
  }

  /// After a host could not be made, nothing in it is tried; after any failure, nothing is deleted.
  func mustSkip(_ batch: [Change]) -> Bool {
    if batch[0].action == .forget { return false }
    if !batch[0].needs.isEmpty, !results.contains(where: isMade(for: batch[0])) { return true }
    let service = batch[0].resource.service
    return results.contains { result in
      guard case .failed(let failure) = result.outcome else { return false }
      if batch[0].action == .delete { return true }
      guard result.change.resource.service == service else { return false }
      return result.change.resource.kind.rank == 0 || failure.isOutage
    }
  }

  private func isMade(for change: Change) -> (ChangeOutcome) -> Bool {
    { change.needs.contains($0.change.resource) && $0.outcome == .applied }
  }

  func owned(_ resource: Resource, state: Owned.State) -> Owned {
    Owned(
      id: resource.id, state: state, fingerprint: resource.fingerprint,
      appliedAt: pass.latest, revision: pass.revision, origin: resource.origin,
      protection: resource.protection)
  }

  /// Nil for what was not tried.
  func historyEntry(_ result: ChangeOutcome) -> HistoryEntry? {
    let outcome: (HistoryEntry.Result, String)
    switch result.outcome {
    case .applied: outcome = (.applied, result.change.reason)
    case .failed(let failure): outcome = (.failed, failure.message)
    case .skipped: return nil
    }
    return HistoryEntry(
      time: pass.now, club: plan.id, revision: pass.revision, change: result.change.id,
      action: HistoryAction(result.change.action), result: outcome.0,
      message: outcome.1 + approval(of: result.change), author: pass.author, cycle: pass.cycle)
  }

  private func approval(of change: Change) -> String {
    guard let hold = change.letThrough else { return "" }
    return "; let through by \(pass.approvers[plan.id] ?? "a person"): \(hold.message)"
  }
}
