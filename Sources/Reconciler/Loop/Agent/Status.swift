import Execution
import Inventory
import Model
import ServiceContract
import Spec

/// What one pass over a club came to, as its status.
struct Verdict {
  /// The reason of `Drifted=False` in the pass that put everything right.
  static let driftHealed = "DriftHealed"

  var plan: ClubPlan
  var outcomes: [ChangeOutcome]
  var isSuspended: Bool

  var failures: [ServiceFailure] {
    outcomes.compactMap { result in
      if case .failed(let failure) = result.outcome { failure } else { nil }
    }
  }

  var held: [Change] { plan.changes.filter { $0.held != nil } }

  private var isDone: Bool { failures.isEmpty && !outcomes.contains { $0.outcome == .skipped } }

  /// What is still to be done, in the queue's terms.
  var result: WorkQueue.Result {
    if !plan.unknown.isEmpty || failures.contains(where: { $0.retry == .later }) { return .retry }
    if !failures.isEmpty { return .stuck }
    return isDone ? .done : .retry
  }

  var sync: SyncState {
    if plan.sync == .unknown || !plan.unknown.isEmpty { return .unknown }
    return isDone && held.isEmpty && plan.errors.isEmpty && unmade.isEmpty ? .synced : .outOfSync
  }

  /// Planned, not held, and not tried: `enforce: false`, or a pause.
  private var unmade: [Change] {
    outcomes.isEmpty ? plan.changes.filter { $0.held == nil } : []
  }

  var health: HealthState {
    if !failures.isEmpty { return .degraded }
    if isSuspended { return .suspended }
    if !plan.unknown.isEmpty { return .degraded }
    if !unmade.isEmpty, unmade.allSatisfy({ $0.action == .create }) { return .missing }
    return isDone ? .healthy : .progressing
  }

  func conditions(
    revision: Revision, before: [Condition], now: Int64
  ) -> [Condition] {
    [ready, reconciling, stalled, drifted, pruneBlocked].map { type, status, reason, message in
      let old = before.first { $0.type == type }
      return Condition(
        type: type, status: status, reason: reason, message: message, observedRevision: revision,
        lastTransitionTime: old?.status == status ? old?.lastTransitionTime ?? now : now)
    }
  }

  private typealias Aspect = (Condition.Kind, Condition.Status, String, String)

  private var ready: Aspect {
    if let error = plan.errors.first {
      return (.ready, .no, "InvalidSpec", "\(error.location): \(error.message)")
    }
    if let unknown = plan.unknown.first {
      return (.ready, .unknown, "ServiceUnavailable", "\(unknown.service): \(unknown.reason)")
    }
    if let failure = failures.first { return (.ready, .no, "ChangesFailed", failure.message) }
    if let change = held.first, let hold = change.held {
      return (.ready, .no, "ChangesHeld", "\(change.id): \(hold.message)")
    }
    if !unmade.isEmpty { return (.ready, .no, "ChangesPending", "\(unmade.count) changes") }
    return (.ready, .yes, "ReconciliationSucceeded", "live state is as declared")
  }

  private var reconciling: Aspect {
    result == .retry
      ? (.reconciling, .yes, "Retrying", "will be tried again")
      : (.reconciling, .no, "Idle", "nothing to do")
  }

  private var stalled: Aspect {
    guard result == .stuck, let failure = failures.first else {
      return (.stalled, .no, "Progressing", "nothing stands in the way")
    }
    return (.stalled, .yes, "TerminalFailure", failure.message)
  }

  private var drifted: Aspect {
    let drift = plan.changes.filter { $0.cause == .drift }
    guard let first = drift.first else { return (.drifted, .no, "NoDrift", "no drift") }
    let healed = drift.allSatisfy { change in
      outcomes.contains { $0.change == change && $0.outcome == .applied }
    }
    return healed
      ? (.drifted, .no, Verdict.driftHealed, "\(drift.count) healed, \(first.resource) the first")
      : (.drifted, .yes, "DriftFound", "\(drift.count) found, \(first.resource) the first")
  }

  private var pruneBlocked: Aspect {
    let blocked = held.filter { $0.action == .delete }
    guard let first = blocked.first, let hold = first.held else {
      return (.pruneBlocked, .no, "NothingHeld", "no removal is held")
    }
    return (
      .pruneBlocked, .yes, "RemovalsHeld", "\(blocked.count) removals are held: \(hold.message)"
    )
  }
}
