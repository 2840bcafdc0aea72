import Model
import Spec

/// What to do about things that the files want.
extension Pass {
  /// `keeping`: names that are not removed yet; they stay in maps (a room's affiliations, a contact
  /// list), because being thrown out of every room is half of being removed.
  mutating func planPresence(of id: ResourceID, keeping: Set<String>) {
    guard let declared = desired[id] else { return }
    if planMove(of: declared) { return }
    guard let live = observed[id] else {
      planMissing(declared)
      return
    }
    if let problem = live.problem {
      unknown.append(
        ClubPlan.Unknown(
          service: id.service, reason: "\(id.kind) \(id.name): \(problem); left alone"))
      return
    }
    guard isOurs(id) else {
      planAdoption(declared, live: live)
      return
    }
    let resource = wanted(declared, keeping: keeping, of: live)
    var differences = fieldChanges(resource, live: live)
    if let mark = live.mark, mark != input.id {
      differences.append(
        Change.FieldChange(path: "club", before: .text(mark), after: .text(input.id)))
    }
    if differences.isEmpty {
      settle(resource)
      return
    }
    let drifted = isDrifted(resource, live)
    var change = Change(
      action: .update, resource: id, fields: differences,
      desired: merged(resource, live),
      origin: resource.origin, cause: drifted ? .drift : .revision,
      reason: !drifted
        ? "the declaration differs from what is live"
        : wasApplied(resource)
          ? "changed live since it was applied"
          : "changed live since it was applied, and the declaration changed as well")
    if disables(change) { change.loses = live.holdings }
    changes.append(change)
  }

  /// Whoever was active is not any more, and not because the whole club closes.
  private func disables(_ change: Change) -> Bool {
    guard input.standing == .open || input.standing == nil,
      let state = change.fields.first(where: { $0.path == "state" })
    else { return false }
    return state.before == .text("active")
  }

  private mutating func planMissing(_ resource: Resource) {
    if case .expiring = resource.presence {
      // Who left and has no account gets none.
      if let record = owned[resource.id] { planForget(record) }
      return
    }
    let drifted = owned[resource.id]?.state == .applied
    changes.append(
      Change(
        action: .create, resource: resource.id,
        fields: resource.fields.sorted { $0.key < $1.key }.map {
          Change.FieldChange(
            path: $0.key, before: nil, after: $0.value,
            isConcealed: resource.concealed.contains($0.key))
        },
        desired: resource, origin: resource.origin, cause: drifted ? .drift : .revision,
        reason: drifted ? "deleted live since it was applied" : "declared, not live",
        held: reservedHold(resource.id) ?? doubtHold(resource)))
  }

  /// What is to be made in a host waits with it.
  mutating func holdContentOfHeldHosts() {
    let hosts = changes.filter {
      $0.held != nil && $0.resource.kind.rank == 0 && ($0.action == .create || $0.action == .adopt)
    }
    for host in hosts {
      guard let hold = host.held else { continue }
      for index in changes.indices
      where changes[index].resource.service == host.resource.service
        && changes[index].desired != nil && changes[index].held == nil
      {
        changes[index].held = Hold(
          by: hold.by, message: "\(host.resource.kind) \(host.resource.name) is held")
      }
    }
  }

  func reservedHold(_ id: ResourceID) -> Hold? {
    guard id.kind.keepsNameReserved || id.kind.namesHost, input.reserved.contains(id.name) else {
      return nil
    }
    return Hold(by: .reserved, message: "the name was used before and stays reserved")
  }

  /// Nothing is made for a club whose id was another one's before a person says so.
  mutating func holdUsedID() {
    guard input.takesUsedID else { return }
    for index in changes.indices
    where [.create, .adopt].contains(changes[index].action) && changes[index].held == nil {
      changes[index].held = Hold(
        by: .reserved, message: "the id `\(input.id)` was used by a club that left")
    }
  }

  /// Nothing is made anew for a club that may be here under another id.
  mutating func holdDoubtfulClub() {
    guard let doubt = input.doubt else { return }
    for index in changes.indices
    where [.create, .adopt].contains(changes[index].action) && changes[index].held == nil {
      changes[index].held = Hold(by: .doubt, message: doubt)
    }
  }

  private mutating func planAdoption(_ resource: Resource, live: ObservedResource) {
    var hold: Hold?
    if let mark = live.mark {
      hold = Hold(by: .adopt, message: "it is live and marked as club \(mark)'s")
    } else if context.policy.adopt == .confirm {
      hold = Hold(by: .adopt, message: "it is live and was not made by allotment")
    }
    changes.append(
      Change(
        action: .adopt, resource: resource.id,
        fields: fieldChanges(resource, live: live),
        desired: merged(resource, live),
        origin: resource.origin, cause: .revision, reason: "declared, live, and not ours yet",
        held: hold))
  }

  /// Whether exactly this was applied before: a difference is then drift.
  private func wasApplied(_ resource: Resource) -> Bool {
    guard let record = owned[resource.id] else { return false }
    return record.state == .applied && record.fingerprint == resource.fingerprint
  }

  /// Whether what is live is not what was applied last: then somebody changed it, whatever the
  /// declaration says by now.
  ///
  /// The inventory has the fingerprint of the declared fields of then. Which fields these were is
  /// not known: those that are declared now, or all that are live.
  private func isDrifted(_ resource: Resource, _ live: ObservedResource) -> Bool {
    guard let record = owned[resource.id], record.state == .applied else { return false }
    var seen = live.fields
    for path in resource.ignored { seen[path] = resource.fields[path] }
    let declared = seen.filter { resource.fields[$0.key] != nil }
    return ![seen, declared].contains { record.fingerprint == Fingerprint(of: $0) }
  }

  private mutating func settle(_ resource: Resource) {
    if let record = owned[resource.id], wasApplied(resource), record.origin == resource.origin,
      record.protection == resource.protection
    {
      return
    }
    settled.append(resource)
  }

  /// The declared fields that are not as declared; what is live besides is none of our business.
  func fieldChanges(_ resource: Resource, live: ObservedResource) -> [Change.FieldChange] {
    resource.fields.sorted { $0.key < $1.key }.compactMap { path, after in
      let before = live.fields[path]
      guard !resource.ignored.contains(path), before != after else { return nil }
      return Change.FieldChange(
        path: path, before: before, after: after,
        isConcealed: resource.concealed.contains(path))
    }
  }

  func merged(_ resource: Resource, _ live: ObservedResource) -> Resource {
    var result = resource
    for path in resource.ignored where resource.fields[path] != nil {
      result.fields[path] = live.fields[path] ?? resource.fields[path]
    }
    return result
  }

  /// As it is wanted while these names stay in its maps. That is what is applied and remembered: once
  /// they may go, the files want something new, and nobody changed anything live.
  private func wanted(
    _ resource: Resource, keeping names: Set<String>, of live: ObservedResource
  ) -> Resource {
    var fields = resource.fields
    for (path, value) in fields where !resource.ignored.contains(path) {
      guard case .map(let wanted) = value, case .map(let present)? = live.fields[path] else {
        continue
      }
      fields[path] = .map(
        wanted.merging(present.filter { names.contains($0.key) }) { own, _ in own })
    }
    return fields == resource.fields ? resource : resource.declaring(fields)
  }
}
