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
      if let record { planForget(record) }
      return
    }
    if let problem = live.problem {
      unreadableRemovals.append(id)
      unknown.append(
        ClubPlan.Unknown(
          service: id.service, reason: "\(id.kind) \(id.name): \(problem); left alone"))
      return
    }
    let declared = declaration(of: id)
    let why = declared.flatMap(reasonToEnd)
    var change = Change(
      action: .delete, resource: id,
      fields: live.fields.sorted { $0.key < $1.key }.map {
        Change.FieldChange(
          path: $0.key, before: $0.value, after: nil,
          isConcealed: live.id.kind.personalFields.contains($0.key))
      },
      origin: declared?.origin ?? record?.origin, cause: whyCause(declared),
      reason: why ?? removedReason,
      held: isDecided(declared)
        ? clockHold(declared) : pruneHold(record, id.kind) ?? clockHold(declared))
    change.loses = live.holdings
    changes.append(change)
  }

  mutating func planForget(_ record: Owned) {
    changes.append(
      Change(
        action: .forget, resource: record.id, origin: record.origin, cause: .drift,
        reason: "neither declared nor live any more"))
  }

  var isGone: Bool {
    if case .gone = input.declaration { return true }
    return false
  }

  /// The club leaves with all that it has.
  var isLeaving: Bool { isGone || input.standing == .over }

  /// A clock that jumps by years deletes nothing.
  private func clockHold(_ declared: Resource?) -> Hold? {
    guard let due = dueDate(declared), context.lived < due else { return nil }
    return Hold(
      by: .clock,
      message: "the date has come by the machine's clock alone: it jumped, or the machine was "
        + "off for long; this waits until so much time has passed, or somebody lets it through")
  }

  /// Since when a date wants the thing to be away.
  func dueDate(_ declared: Resource?) -> Int64? {
    switch declared?.presence {
    case .expiring: declared.flatMap(endOfGrace)
    case .over: input.overSince
    case .present, .absent, nil: isLeaving ? input.overSince : nil
    }
  }

  /// The file itself wants the thing to be away, or it left and its grace period is over.
  private func isDecided(_ declared: Resource?) -> Bool {
    switch declared?.presence {
    case .absent, .expiring: true
    case .present, .over, nil: false
    }
  }

  private var removedReason: String {
    isGone ? "the club's file left the repository" : "not declared any more"
  }

  private func whyCause(_ declared: Resource?) -> Change.Cause {
    switch declared?.presence {
    case .expiring, .over: .time
    case .present, .absent, nil: .revision
    }
  }

  /// Whatever else holds it, this does not yield. Guards that count removals have counted it.
  mutating func holdWhatIsTaken() {
    let holds = changes.map { $0.action == .delete ? takenHold($0.resource) : nil }
    // A club without a file may be that one as a whole.
    let all = isGone ? holds.compactMap(\.self).first : nil
    for index in changes.indices where changes[index].action == .delete {
      changes[index].held = holds[index] ?? all ?? changes[index].held
    }
  }

  /// Another club lives on this host by its file: it may be this one under a new id, and what it
  /// has there would be lost.
  private func takenHold(_ id: ResourceID) -> Hold? {
    guard let host = host(of: id), let other = context.hosts[host], other != input.id else {
      return nil
    }
    return Hold(
      by: .move,
      message: "\(host) is club \(other)'s now: if that is this club, say `moved: {from: "
        + "\(input.id)}` in its file; if not, let \(other) have \(host) in a later commit, when "
        + "this is gone")
  }

  /// The host that the thing is on.
  private func host(of id: ResourceID) -> String? {
    let address = id.name.split(separator: "@").last ?? id.name[...]
    let name = address.split(separator: "/").first ?? address
    // The nearest one: a host may be below another.
    return hosts[id.service]?.filter { name == $0 || name.hasSuffix("." + $0) }
      .max { $0.utf8.count < $1.utf8.count }
  }

  /// Protection first: it outlives the file that asked for it, and does not wait until it was
  /// applied once.
  private func pruneHold(_ record: Owned?, _ kind: Kind) -> Hold? {
    let ofClub = isLeaving && (input.isProtected || input.owned.contains { $0.protection == .club })
    if let protection = ofClub ? .club : record?.protection ?? input.protects[kind] {
      return Hold(
        by: .protected,
        message: "protected (protect: [\(protection.rawValue)]); "
          + "remove the protection in one commit and the thing in a later one")
    }
    switch input.prune {
    case .enabled:
      // Protection and all else that the inventory knew of it is lost with its record.
      return record == nil
        ? Hold(by: .prune, message: "the inventory does not know that it is the club's")
        : nil
    case .confirm:
      return Hold(by: .prune, message: "prune is `confirm`: somebody must let it through")
    case .disabled: return Hold(by: .prune, message: "prune is `disabled`")
    }
  }
}
