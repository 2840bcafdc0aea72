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

  /// What was held of a club under its old id, by the names of now.
  func heldBefore(_ old: String, as club: String) throws -> Set<String> {
    Set(try memory(of: old).held.map { club + $0.dropFirst(old.count) })
  }

  /// The club takes over what its old id owned, and what is to be remembered of it.
  func move(_ old: String, to club: String) throws {
    let before = try memory(of: club).formerIDs
    let former = try before.union(memory(of: old).formerIDs).union([old]).subtracting([club])
    let held = try heldBefore(old, as: club)
    let all = try held.union(memory(of: club).held)
    try inventory.together {
      if former != before {
        try inventory.set("former/\(club)", to: former.sorted().joined(separator: "\n"))
      }
      if !held.isEmpty {
        try setHeld(all, of: club)
        try setHeld([], of: old)
      }
      try inventory.move(old, to: club)
      try inventory.removeClub(old)
    }
  }

  /// After a look: `declared` is nil for a club without a readable file, whose `prune:` stays.
  ///
  /// What was held stays so until it is wanted again, or was `deleted` because somebody let it
  /// through. That it is not there is no answer: a server may lie, and come to itself again.
  func remember(_ plan: ClubPlan, deleted: Set<ResourceID>, declared: Club?) throws {
    let before = try memory(of: plan.id)
    let held = before.held
      .union(plan.changes.filter { $0.held?.by == .removals }.map(\.resource.description))
      .subtracting(plan.wantedAgain.union(deleted).map(\.description))
    if held != before.held { try setHeld(held, of: plan.id) }
    if let declared, declared.prune?.value != before.prune {
      try inventory.set("prune/\(plan.id)", to: declared.prune?.value.rawValue ?? "")
    }
  }

  private func setHeld(_ held: Set<String>, of club: String) throws {
    try inventory.set("held/\(club)", to: held.sorted().joined(separator: "\n"))
  }
}
