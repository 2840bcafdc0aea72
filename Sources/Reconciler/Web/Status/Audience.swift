import Inventory
import Model
import Reporting

/// Who reads: only who brings the API token may see what could name a member.
enum Audience: Equatable {
  case everyone
  case operators
}

extension ClubRecord {
  /// The club's status as this audience may see it.
  ///
  /// For everyone a condition's message, which may name an account or quote a file, is replaced by
  /// its reason, and a pause is shown without what somebody wrote about it.
  func entry(for audience: Audience, now: Int64) -> StatusReport.Entry {
    var status = status
    if audience == .everyone {
      for index in status.conditions.indices {
        status.conditions[index].message = status.conditions[index].reason
      }
    }
    let pause = isPaused(at: now) ? pause : nil
    return StatusReport.Entry(
      status, lastReconciledAt: lastReconciledAt,
      pause: pause.map {
        StatusReport.Entry.Pause(
          until: $0.until, reason: audience == .operators ? $0.reason : "Paused")
      })
  }

  func condition(_ kind: Condition.Kind) -> Condition? { conditions.first { $0.type == kind } }
}
