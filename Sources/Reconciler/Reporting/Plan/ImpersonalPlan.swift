public import Model
public import Spec

extension Plan {
  /// The same plan without anything that could name a person, for readers who may know what would
  /// happen and not to whom: CI asks for it, and prints it where others read.
  ///
  /// Hosts, rooms and clubs keep their names. Accounts become the line that declares them; texts,
  /// and messages that may quote some, are left out.
  public var impersonal: Plan {
    Plan(
      revision: revision, clubs: clubs.map(\.impersonal), unmanaged: unmanaged.map(\.impersonal))
  }
}

extension ClubPlan {
  fileprivate var impersonal: ClubPlan {
    var seen: [String: Int] = [:]
    var plan = ClubPlan(
      id: id, name: name, sync: sync,
      changes: changes.map { change in
        var name = change.shownName
        seen[name, default: 0] += 1
        if !change.keepsName, let count = seen[name], count > 1 { name += " (\(count))" }
        return change.impersonal(named: name)
      },
      unmanaged: unmanaged.map(\.impersonal),
      unknown: unknown.map { Unknown(service: $0.service, reason: "could not be read") },
      notManaged: notManaged, errors: errors.map(\.impersonal), standing: standing,
      upcoming: upcoming.map(\.impersonal), wakesAt: wakesAt)
    plan.pause = pause.map { Pause(until: $0.until, reason: "nothing is changed", by: "") }
    return plan
  }
}

extension Upcoming {
  fileprivate var impersonal: Upcoming {
    var coming = self
    if coming.resource != nil { coming.resource?.name = "that is not shown" }
    return coming
  }
}

extension Change {
  fileprivate var keepsName: Bool {
    resource.kind.namesHost || ["vhost", "room"].contains(resource.kind.name)
  }

  fileprivate var shownName: String {
    if keepsName { return resource.name }
    return origin.map { "of line \($0.position.line)" } ?? "that is not shown"
  }

  fileprivate func impersonal(named name: String) -> Change {
    var id = resource
    id.name = name
    var change = Change(
      action: action, resource: id, fields: fields.map(\.impersonal),
      desired: desired.map {
        Resource(id: id, fields: [:], origin: $0.origin, presence: $0.presence)
      },
      origin: origin, cause: cause, reason: reason,
      held: held.map { Hold(by: $0.by, message: $0.by.impersonal) })
    // When somebody was there last is nobody's business; which rooms lose an owner is.
    change.loses = loses.map { Holdings(lastLogin: .unknown, ownedRooms: $0.ownedRooms) }
    return change
  }
}

extension Change.FieldChange {
  /// Words of ours, such as a role; every other text may hold a name.
  private static let plain: Set<String> = [
    "access", "federation", "language", "path", "redirect", "role", "state", "status", "target",
    "to", "tree",
  ]

  fileprivate var impersonal: Change.FieldChange {
    Change.FieldChange(path: path, before: shown(before), after: shown(after))
  }

  private func shown(_ value: Value?) -> Value? {
    switch value {
    case nil, .flag?, .number?: value
    case .text? where Self.plain.contains(path): value
    case .text?, .set?, .map?: .text("…")
    }
  }
}

extension Hold.Guard {
  fileprivate var impersonal: String {
    switch self {
    case .removals: "a large removal"
    case .doubt: "it is not certain that the club has left"
    case .prune: "what left the specs is deleted only when somebody lets it through"
    case .protected: "it is protected"
    case .adopt: "it is live, and not ours yet"
    case .foreign: "it holds what is not ours or cannot be read"
    case .freeze: "nothing is changed now"
    case .placement: "its chat is on another server, and cannot be moved"
    case .reserved: "the name was used before and stays reserved"
    case .clock: "a date says so, and the machine has not lived until then"
    case .renamed: "the same thing is live in another service"
    case .move: "it has another name now, and cannot be taken along"
    case .lastAdmin: "nobody else could look after the club"
    }
  }
}

extension Unmanaged {
  fileprivate var impersonal: Unmanaged {
    Unmanaged(service: service, kind: kind, name: "that is not shown")
  }
}

extension Diagnostic {
  /// Rule and place; the message may quote a value.
  public var impersonal: Diagnostic {
    Diagnostic(
      rule, severity, "the file breaks the rule `\(rule.rawValue)`", at: location,
      hint: "`allotment validate` says more")
  }
}
