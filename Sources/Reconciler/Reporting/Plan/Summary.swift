public import Model

/// How much a plan would do.
public struct PlanSummary: Sendable, Equatable {
  public var create = 0
  public var update = 0
  public var delete = 0
  public var adopt = 0
  /// Held changes count here only, whatever they would do.
  public var held = 0
  /// Services that could not be read, once for each club.
  public var unknown = 0
  public var forget = 0
  /// Clubs whose file has errors.
  public var broken = 0

  public init(_ plan: Plan) {
    for club in plan.clubs { add(club) }
  }

  private mutating func add(_ club: ClubPlan) {
    unknown += club.unknown.count
    broken += club.errors.isEmpty ? 0 : 1
    for change in club.changes {
      switch Mark(change) {
      case .create: create += 1
      case .update: update += 1
      case .delete: delete += 1
      case .adopt: adopt += 1
      case .forget: forget += 1
      case .held: held += 1
      }
    }
  }
}

extension Plan {
  /// Whether everything that was looked at is as the files say; what could not be read is not.
  public var isInSync: Bool { clubs.allSatisfy { $0.sync == .synced } }

  /// Only what changed live since it was last applied.
  public var drift: Plan {
    Plan(revision: revision, clubs: clubs.map(\.drift), unmanaged: unmanaged)
  }
}

extension ClubPlan {
  fileprivate var drift: ClubPlan {
    let drifted = changes.filter { $0.cause == .drift }
    let sync: SyncState =
      !unknown.isEmpty || self.sync == .unknown
      ? .unknown : drifted.isEmpty ? .synced : .outOfSync
    var plan = ClubPlan(
      id: id, name: name, sync: sync, changes: drifted, unmanaged: unmanaged, unknown: unknown,
      errors: errors)
    plan.pause = pause
    return plan
  }

  /// What a reader must not miss comes first where room is short.
  var urgency: Int {
    if !errors.isEmpty || changes.contains(where: { $0.action == .delete || $0.held != nil }) {
      return 0
    }
    return unknown.isEmpty ? 2 : 1
  }

  /// Whether there is anything to say of its live state or its file.
  var isQuiet: Bool { changes.isEmpty && unknown.isEmpty && errors.isEmpty && sync == .synced }
}

extension Array {
  /// At most `limit` elements, those with the lowest rank, in their old order.
  func first(_ limit: Int, by rank: (Element) -> Int) -> [Element] {
    guard count > limit else { return self }
    let chosen = enumerated()
      .sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }
      .prefix(limit).sorted { $0.offset < $1.offset }
    return chosen.map(\.element)
  }
}
