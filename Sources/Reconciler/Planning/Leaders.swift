import Model
import Spec

/// Somebody always looks after the club.
extension Pass {
  /// Who is the last one that is live and active with a role that leads is neither removed nor
  /// demoted, whatever the files say and whoever lets it through: an account that is only about to
  /// be made, or cannot be read, leads nobody. Where the same plan makes another one it goes first.
  mutating func keepLeader() {
    if isLeaving { return }
    let leaders = Set(observed.values.filter { isOurs($0.id) && leads($0) }.map(\.id))
    guard !leaders.isEmpty else { return }
    let open = changes.indices.filter { changes[$0].held == nil }
    let ending = open.filter {
      leaders.contains(changes[$0].before) && !staysLeader(changes[$0])
    }
    guard ending.count == leaders.count else { return }
    let coming = Set(
      open.filter { !leaders.contains(changes[$0].before) && makesLeader(changes[$0]) }
        .map { changes[$0].resource })
    for index in ending {
      if coming.isEmpty {
        changes[index].held = Hold(
          by: .lastAdmin,
          message: "\(changes[index].resource.name) is the last active owner or admin who has an "
            + "account: nobody else could look after the club")
      } else {
        changes[index].needs = coming
      }
    }
  }

  private func leads(_ live: ObservedResource) -> Bool {
    live.problem == nil
      && leads(live.id.kind, live.fields, alone: declaration(of: live.id)?.isSuspendedAlone)
  }

  private func staysLeader(_ change: Change) -> Bool {
    change.action != .delete && makesLeader(change)
  }

  private func makesLeader(_ change: Change) -> Bool {
    guard let desired = change.desired else { return false }
    return leads(desired.id.kind, desired.fields, alone: desired.isSuspendedAlone)
  }

  /// In a club that is closed all who are active are suspended with it. Only the file tells them
  /// from those who are suspended by themselves; whom it does not name may have been active.
  private func leads(_ kind: Kind, _ fields: Fields, alone: Bool?) -> Bool {
    guard case .text(let role)? = fields["role"], kind.leadingRoles.contains(role),
      case .text(let state)? = fields["state"]
    else { return false }
    return state == "active"
      || (state == "suspended" && input.standing != .open && alone != true)
  }
}

extension Change {
  /// What the thing is called until then.
  fileprivate var before: ResourceID { movesFrom ?? resource }
}
