import Model
import Spec

/// Guards over all removals of a pass.
extension Pass {
  mutating func applyGuards() {
    if isLeaving {
      holdLargeFleetRemoval()
    } else {
      holdWholeHosts()
      holdLargeRemovals()
    }
    holdWhatWasHeld()
    holdHostsThatKeepSomething()
  }

  /// Whatever was let through: a host is purged with all that is in it, so it stays while
  /// something in it stays, is not ours, or cannot be read.
  mutating func holdHostsThatKeepSomething() {
    for index in changes.indices
    where isOpenDelete(changes[index]) && changes[index].resource.kind.rank == 0 {
      changes[index].held = holdOfHost(changes[index].resource)
    }
  }

  private func holdOfHost(_ host: ResourceID) -> Hold? {
    let foreign = unmanaged.count { $0.service == host.service }
    if foreign > 0 {
      return Hold(by: .foreign, message: "it holds \(foreign) things that are not ours")
    }
    if let unreadable = unknown.first(where: { $0.service == host.service }) {
      return Hold(by: .foreign, message: "it holds what cannot be read: \(unreadable.reason)")
    }
    let child = changes.first {
      $0.action == .delete && $0.held != nil && $0.resource.service == host.service
        && $0.resource.kind.rank > host.kind.rank
    }
    guard let child, let hold = child.held else { return nil }
    return Hold(by: hold.by, message: "\(child.resource.kind) \(child.resource.name) in it is held")
  }

  /// A club that stays and loses a whole host has another domain or placement now: a person says
  /// when what was on the old one may go.
  private mutating func holdWholeHosts() {
    let hosts = changes.filter { isOpenDelete($0) && $0.resource.kind.rank == 0 }
    for host in hosts {
      let lost = changes.indices.filter {
        isOpenDelete(changes[$0]) && changes[$0].resource.service == host.resource.service
      }
      hold(
        lost,
        Hold(
          by: .removals,
          message: "\(host.resource.kind) \(host.resource.name) would be purged with all in it"))
    }
  }

  private mutating func holdLargeFleetRemoval() {
    let all = changes.indices.filter { isOpenDelete(changes[$0]) }
    let doubt = isGone ? context.fleetDoubt : nil
    if context.fleet.exceed(context.holdOver) {
      let many =
        "\(context.fleet.removed) of \(context.fleet.owned) clubs would be removed at once"
        + raised(context.fleet)
      hold(
        all, Hold(by: .removals, message: [many, doubt].compactMap(\.self).joined(separator: "; ")))
    } else if let doubt {
      hold(all, Hold(by: .doubt, message: doubt))
    }
  }

  private mutating func holdLargeRemovals() {
    let byKind = Dictionary(grouping: changes.indices.filter { isOpenDelete(changes[$0]) }) {
      changes[$0].resource.kind
    }
    for (kind, indices) in byKind {
      // What cannot be removed yet, since it cannot be read, goes with the rest as far as this
      // commit goes: the guard counts it.
      let removed = indices.count + unreadableRemovals.count { $0.kind == kind }
      // What is gone already, and only struck from the inventory, makes no share smaller.
      let gone = changes.count { $0.action == .forget && $0.resource.kind == kind }
      let total = max(owned.keys.count { $0.kind == kind } - gone, removed)
      let removals = Removals(removed: removed, owned: total)
      guard removals.exceed(context.holdOver) else { continue }
      hold(
        indices,
        Hold(
          by: .removals,
          message:
            "\(removals.removed) of the club's \(total) \(kind.name)s would be removed at once"
            + raised(removals)))
    }
  }

  /// Why so many are too many although the policy would let them pass.
  private func raised(_ removals: Removals) -> String {
    removals.exceed(context.policy.holdOver)
      ? "" : " (this revision raises holdOver, which counts from the next one)"
  }

  /// What a guard held stays held until somebody lets it through or it is wanted again: the guard
  /// does not wear off as the rest goes one by one.
  ///
  /// A doubt does wear off: the club goes as soon as it is certain that it has left.
  private mutating func holdWhatWasHeld() {
    hold(
      changes.indices.filter {
        isOpenDelete(changes[$0]) && input.heldBefore.contains(changes[$0].resource.description)
      },
      Hold(by: .removals, message: "it was part of a large removal that was held"))
  }

  private mutating func hold(_ indices: [Int], _ hold: Hold) {
    for index in indices { changes[index].held = hold }
  }

  private func isOpenDelete(_ change: Change) -> Bool {
    change.action == .delete && change.held == nil
  }
}
