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
    return observed[new] != nil || reservedHold(new) != nil
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
      ] + fieldChanges(resource, live: live, keeping: []),
      desired: merged(resource, live, []), origin: resource.origin, cause: .revision,
      reason: "has another id now, and takes all along", held: reservedHold(resource.id))
    change.movesFrom = old
    changes.append(change)
    return true
  }

  private mutating func keepOld(_ live: ObservedResource, _ message: String) {
    var change = Change(
      action: .delete, resource: live.id, origin: owned[live.id]?.origin, cause: .revision,
      reason: "declared under another name", held: Hold(by: .move, message: message))
    change.loses = live.holdings
    changes.append(change)
  }
}
