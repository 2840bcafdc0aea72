import Inventory
import Model

/// Who reads: only who brings the API token may see what could name a member.
enum Audience: Equatable {
  case everyone
  case operators
}

extension ClubRecord {
  /// The club's status as this audience may see it: for everyone a condition's message, which may
  /// name an account or quote a file, is replaced by its reason.
  func status(for audience: Audience) -> ClubStatus {
    var status = status
    if audience == .everyone {
      for index in status.conditions.indices {
        status.conditions[index].message = status.conditions[index].reason
      }
    }
    return status
  }

  func condition(_ kind: Condition.Kind) -> Condition? { conditions.first { $0.type == kind } }
}
