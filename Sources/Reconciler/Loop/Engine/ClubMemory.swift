import Inventory
import Model
import Spec

/// What must be remembered of a club beyond what it owns, so that it outlives its file.
struct ClubMemory: Equatable {
  /// Resources whose removal is part of a large one that is held, by their full names.
  var held: Set<String> = []
  /// The club's own `prune:`; nil when the policy's holds.
  var prune: Prune?
  /// Ids that the club had before: what its services still hold under them is the club's, when its
  /// file does not say so any more too.
  var formerIDs: Set<String> = []
}

extension Engine {
  func memory(of club: String) throws -> ClubMemory {
    let held = try inventory.setting("held/\(club)") ?? ""
    let prune = try inventory.setting("prune/\(club)") ?? ""
    let former = try inventory.setting("former/\(club)") ?? ""
    return ClubMemory(
      held: Set(held.split(separator: "\n").map(String.init)), prune: Prune(rawValue: prune),
      formerIDs: Set(former.split(separator: "\n").map(String.init)))
  }

  /// The club takes over what its old id owned.
  func move(_ old: String, to club: String) throws {
    let before = try memory(of: club).formerIDs
    let former = try before.union(memory(of: old).formerIDs).union([old]).subtracting([club])
    if former != before {
      try inventory.set("former/\(club)", to: former.sorted().joined(separator: "\n"))
    }
    try inventory.move(old, to: club)
    try inventory.removeClub(old)
  }

  /// After a look: `declared` is nil for a club without a readable file, whose `prune:` stays.
  func remember(_ plan: ClubPlan, declared: Club?) throws {
    let before = try memory(of: plan.id)
    let held = Set(
      plan.changes.filter { $0.action == .delete && $0.held?.by == .removals }
        .map(\.resource.description))
    if held != before.held {
      try inventory.set("held/\(plan.id)", to: held.sorted().joined(separator: "\n"))
    }
    if let declared, declared.prune?.value != before.prune {
      try inventory.set("prune/\(plan.id)", to: declared.prune?.value.rawValue ?? "")
    }
  }
}
