import Model

/// What would happen to one club, in one sentence: "3 invitations, 1 member leaving (data kept 30
/// days), nothing deleted".
///
/// The texts of services are in it as they are: it must be made ``printable(_:limit:)``.
struct PlanSentence {
  let club: ClubPlan

  var text: String { phrases.joined(separator: ", ") }

  private var phrases: [String] {
    var phrases =
      invitations + made("created") { $0.action == .create && !$0.isAccount && !$0.heals }
    phrases += made("made again") { $0.action == .create && $0.heals }
    phrases += members + made("changed") { $0.action == .update && $0.fate == nil && !$0.heals }
    phrases += made("put back") { $0.action == .update && $0.heals }
    phrases += made("taken over") { $0.action == .adopt }
    phrases += held + forgotten + deleted
    phrases += club.unknown.map { "\($0.service) could not be read (\($0.reason))" }
    if !club.errors.isEmpty {
      phrases.append("\(counted(club.errors.count, one: "error")) in its file, which is not used")
    }
    if phrases.isEmpty, club.sync == .unknown { phrases.append("cannot be known") }
    return phrases
  }

  private var due: [Change] { club.changes.filter { $0.held == nil } }

  private var invitations: [String] {
    let count = due.count { $0.action == .create && $0.isAccount && !$0.heals }
    return count == 0 ? [] : [counted(count, one: "invitation")]
  }

  /// Who leaves, is suspended, or comes back.
  private var members: [String] {
    var counts: [String: Int] = [:]
    for change in due { if let fate = change.fate { counts[fate, default: 0] += 1 } }
    return counts.sorted { $0.key < $1.key }.map { fate, count in
      counted(count, one: "member") + " " + fate
    }
  }

  private func made(_ verb: String, _ isMeant: (Change) -> Bool) -> [String] {
    let things = count(due.filter(isMeant))
    return things.isEmpty ? [] : ["\(things) \(verb)"]
  }

  private var deleted: [String] {
    if club.changes.isEmpty { return [] }
    let deleted = made("deleted") { $0.action == .delete }
    return deleted.isEmpty ? ["nothing deleted"] : deleted
  }

  private var held: [String] {
    Change.Action.allCases.compactMap { action in
      let count = club.changes.count { $0.held != nil && $0.action == action }
      return count == 0 ? nil : "\(counted(count, one: action.noun)) held"
    }
  }

  private var forgotten: [String] {
    let count = due.count { $0.action == .forget }
    return count == 0 ? [] : ["\(counted(count, one: "record")) struck from the inventory"]
  }

  /// "1 chat domain, 34 accounts and 5 rooms", in order of rank.
  private func count(_ changes: [Change]) -> String {
    let byKind = Dictionary(grouping: changes, by: \.resource.kind)
    return listed(
      byKind.sorted { ($0.key.rank, $0.key.name) < ($1.key.rank, $1.key.name) }
        .map { counted($0.value.count, $0.key.name) })
  }
}

extension Change {
  fileprivate var isAccount: Bool { resource.kind.name == "account" }

  /// Makes undone what somebody did behind allotment's back.
  fileprivate var heals: Bool { cause == .drift }

  /// What the change means for a member; nil when it says nothing of who may log in.
  fileprivate var fate: String? {
    guard action == .update, isAccount, !heals,
      let field = fields.first(where: { $0.path == "state" }), case .text(let state)? = field.after
    else { return nil }
    switch state {
    case "left":
      guard case .expiring(let period)? = desired?.presence else { return "leaving" }
      return "leaving (data kept \(counted(Int(period.components.seconds / 86_400), one: "day")))"
    case "suspended": return "suspended"
    case "active": return "coming back"
    default: return nil
    }
  }
}

extension Change.Action {
  var noun: String {
    switch self {
    case .create: "creation"
    case .update: "change"
    case .delete: "deletion"
    case .adopt: "adoption"
    case .forget: "strike"
    }
  }
}
