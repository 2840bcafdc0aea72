import Model
import Spec

/// What to do about things that the files do not want.
extension Pass {
  mutating func planRemoval(of id: ResourceID) {
    let record = owned[id]
    guard let live = observed[id] else {
      if let record { planForget(record) }
      return
    }
    guard isOurs(id) else {
      unmanaged.append(Unmanaged(service: id.service, kind: id.kind.name, name: id.name))
      return
    }
    if let problem = live.problem {
      unknown.append(
        ClubPlan.Unknown(
          service: id.service, reason: "\(id.kind) \(id.name): \(problem); left alone"))
      return
    }
    let declared = desired[id]
    let why = declared.flatMap(reasonToEnd)
    changes.append(
      Change(
        action: .delete, resource: id,
        fields: live.fields.sorted { $0.key < $1.key }.map {
          Change.FieldChange(path: $0.key, before: $0.value, after: nil)
        },
        origin: declared?.origin ?? record?.origin, cause: whyCause(declared),
        reason: why ?? removedReason, held: why == nil ? pruneHold(record) : nil))
  }

  mutating func planForget(_ record: Owned) {
    changes.append(
      Change(
        action: .forget, resource: record.id, origin: record.origin, cause: .drift,
        reason: "neither declared nor live any more"))
  }

  private var isGone: Bool {
    if case .gone = input.declaration { return true }
    return false
  }

  private var removedReason: String {
    isGone ? "the club's file left the repository" : "not declared any more"
  }

  private func whyCause(_ declared: Resource?) -> Change.Cause {
    if case .expiring = declared?.presence { return .time }
    return .revision
  }

  /// Protection first: it outlives the file that asked for it.
  private func pruneHold(_ record: Owned?) -> Hold? {
    if let protection = record?.protection {
      return Hold(
        by: .protected,
        message: "protected (protect: [\(protection.rawValue)]); "
          + "remove the protection in one commit and the thing in a later one")
    }
    switch input.prune {
    case .enabled: return nil
    case .confirm:
      return Hold(by: .prune, message: "prune is `confirm`: somebody must let it through")
    case .disabled: return Hold(by: .prune, message: "prune is `disabled`")
    }
  }

  // MARK: - Guards over all removals

  mutating func applyGuards() {
    isGone ? holdLargeFleetRemoval() : holdLargeRemovals()
    holdHostsWithForeignContent()
    holdParentsOfHeld()
  }

  /// A vhost is not purged while something in it stays.
  private mutating func holdParentsOfHeld() {
    for index in changes.indices where isOpenDelete(changes[index]) {
      let change = changes[index]
      let child = changes.first {
        $0.action == .delete && $0.held != nil && $0.resource.service == change.resource.service
          && $0.resource.kind.rank > change.resource.kind.rank
      }
      guard change.resource.kind.rank == 0, let child, let hold = child.held else { continue }
      changes[index].held = Hold(
        by: hold.by, message: "\(child.resource.kind) \(child.resource.name) in it is held")
    }
  }

  private mutating func holdLargeFleetRemoval() {
    guard context.fleet.exceed(context.policy.holdOver) else { return }
    hold(
      changes.indices.filter { isOpenDelete(changes[$0]) },
      Hold(
        by: .removals,
        message: "\(context.fleet.removed) of \(context.fleet.owned) clubs would be removed at once"
      ))
  }

  private mutating func holdLargeRemovals() {
    let byKind = Dictionary(grouping: changes.indices.filter { isOpenDelete(changes[$0]) }) {
      changes[$0].resource.kind
    }
    for (kind, indices) in byKind {
      let total = max(owned.keys.count { $0.kind == kind }, indices.count)
      let removals = Removals(removed: indices.count, owned: total)
      guard removals.exceed(context.policy.holdOver) else { continue }
      hold(
        indices,
        Hold(
          by: .removals,
          message:
            "\(removals.removed) of the club's \(total) \(kind.name)s would be removed at once"))
    }
  }

  /// Removing a host purges all that is in it, and only what is ours may be deleted.
  private mutating func holdHostsWithForeignContent() {
    for index in changes.indices where isOpenDelete(changes[index]) {
      let change = changes[index]
      guard change.resource.kind.rank == 0 else { continue }
      let foreign = unmanaged.filter { $0.service == change.resource.service }
      guard !foreign.isEmpty else { continue }
      changes[index].held = Hold(
        by: .prune, message: "it holds \(foreign.count) things that are not ours")
    }
  }

  private mutating func hold(_ indices: [Int], _ hold: Hold) {
    for index in indices { changes[index].held = hold }
  }

  private func isOpenDelete(_ change: Change) -> Bool {
    change.action == .delete && change.held == nil
  }
}
