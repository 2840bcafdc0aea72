import Model
import Spec

/// Things that have another name now.
extension Pass {
  /// New by old, of those that are live under the old name and ours.
  static func moves(_ desired: [ResourceID: Resource]) -> [ResourceID: ResourceID] {
    var moves: [ResourceID: ResourceID] = [:]
    for resource in desired.values {
      guard let move = resource.move else { continue }
      var old = resource.id
      old.name = move.name
      if desired[old] == nil { moves[old] = resource.id }
    }
    return moves
  }

  /// Whether this is the old name of something, and not to be removed as what left the files.
  /// Who is erased under the new name has nothing to take along.
  func isMoving(_ id: ResourceID) -> Bool {
    guard moves[id] != nil, observed[id] != nil, isOurs(id) else { return false }
    switch declaration(of: id)?.presence {
    case .absent, .over: return false
    case .present, .expiring, nil: return true
    }
  }

  /// What the files say of a thing: under its name, or under another one that it has not got yet.
  func declaration(of id: ResourceID) -> Resource? {
    if let resource = desired[id] { return resource }
    guard let new = moves[id], observed[new] == nil else { return nil }
    return desired[new]
  }

  /// Whether it keeps its old name for now.
  func staysBehind(_ old: ResourceID) -> Bool {
    guard isMoving(old), let new = moves[old], let resource = desired[new] else { return false }
    if case .cannot = resource.move { return true }
    return observed[new] != nil
      || reservedHold(new) != nil && !context.letThrough.includes(.update, of: new)
  }

  /// Whether a resource says that it had another name, which nobody here ever had: an id in between
  /// was never seen, and what is to be taken along has yet another name.
  private func isMoveOfUnknown(_ resource: Resource) -> Bool {
    guard let move = resource.move, observed[resource.id] == nil, owned[resource.id] == nil else {
      return false
    }
    var old = resource.id
    old.name = move.name
    return observed[old] == nil && owned[old] == nil && !input.reserved.contains(old.name)
  }

  /// What leaves the files may be what somebody else says to have been before.
  mutating func holdWhatMayBeMoved() {
    for resource in desired.values.filter(isMoveOfUnknown).sorted(by: { $0.id < $1.id }) {
      for index in changes.indices
      where changes[index].action == .delete && isLike(changes[index].resource, resource)
        && changes[index].held == nil
      {
        changes[index].held = doubt(about: resource)
      }
    }
  }

  /// Why a resource is not made anew while something leaves that may be the same.
  func doubtHold(_ resource: Resource) -> Hold? {
    guard isMoveOfUnknown(resource), leaving.contains(where: { isLike($0, resource) })
    else { return nil }
    return doubt(about: resource)
  }

  private func isLike(_ id: ResourceID, _ resource: Resource) -> Bool {
    id.kind == resource.id.kind && id.service == resource.id.service
  }

  private func doubt(about resource: Resource) -> Hold {
    Hold(
      by: .doubt,
      message: "\(resource.id.name) says that it was \(resource.move?.name ?? "") before, and that "
        + "was never here: it may be what leaves now. Say the name that it has here, or take "
        + "`movedFrom` out")
  }

  /// Takes along what is live under the old name; false when there is no such thing.
  mutating func planMove(of resource: Resource) -> Bool {
    guard let move = resource.move else { return false }
    var old = resource.id
    old.name = move.name
    guard isMoving(old), let live = observed[old] else { return false }
    if let problem = live.problem {
      unknown.append(
        ClubPlan.Unknown(
          service: old.service, reason: "\(old.kind) \(old.name): \(problem); left alone"))
      return true
    }
    if observed[resource.id] != nil {
      keepOld(
        live,
        "\(resource.id.name) is there already, and what \(old.name) holds cannot be put into "
          + "it: nothing of it is removed")
      return false
    }
    if case .cannot(_, let why) = move {
      let hold = Hold(
        by: .move, message: "\(old.name) cannot be taken along to \(resource.id.name): \(why)")
      keepOld(live, hold.message)
      changes.append(
        Change(
          action: .create, resource: resource.id, desired: resource, origin: resource.origin,
          cause: .revision, reason: "declared under another name", held: hold))
      return true
    }
    var change = Change(
      action: .update, resource: resource.id,
      fields: [
        Change.FieldChange(
          path: "address", before: .text(old.name), after: .text(resource.id.name))
      ] + fieldChanges(resource, live: live),
      desired: merged(resource, live), origin: resource.origin, cause: .revision,
      reason: "has another id now, and takes all along", held: reservedHold(resource.id))
    change.movesFrom = old
    changes.append(change)
    return true
  }

  /// A club with another id lives where it lived. One whose domain comes from its id, or that leaves
  /// `domain` out now, would live elsewhere, and lose all that it has under its old id.
  mutating func holdFormerHosts() {
    guard input.isMoved, !isLeaving else { return }
    let hosts = changes.filter { change in
      change.action == .delete && isDataHost(change.resource.kind)
        && observed[change.resource]?.mark.map(input.formerIDs.contains) ?? true
    }
    for host in hosts.map(\.resource.name) {
      let hold = Hold(
        by: .move,
        message: "the club would move to another domain with its id: keep `domain: \(host)` in its "
          + "file; or, to give up \(host) with all that is there, take `moved` out of the file in a "
          + "later commit")
      for index in changes.indices
      where changes[index].action == .delete && changes[index].resource.stands(on: host) {
        changes[index].held = hold
      }
    }
  }

  private mutating func keepOld(_ live: ObservedResource, _ message: String) {
    var change = Change(
      action: .delete, resource: live.id, origin: owned[live.id]?.origin, cause: .revision,
      reason: "declared under another name", held: Hold(by: .move, message: message))
    change.loses = live.holdings
    changes.append(change)
  }
}

extension ResourceID {
  /// Whether it is this host, or an address or a host below it, in whatever service.
  fileprivate func stands(on host: String) -> Bool {
    name == host || name.hasSuffix("@\(host)") || name.hasSuffix(".\(host)")
  }
}
