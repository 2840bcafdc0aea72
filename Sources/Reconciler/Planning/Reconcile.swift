public import Model

/// What should happen for one club: the one function behind `plan`, `apply`, `drift`, the agent
/// and the tests. It is pure and synchronous: the observed world, the inventory and the time come
/// in as values.
///
/// - Creates, updates and adoptions come first, in order of rank; then what is only struck from the
///   inventory, and deletes, both in reverse: whenever it ends halfway, a host is still known as
///   long as anything in it is.
/// - Of a service that could not be read nothing is planned.
/// - Only what is in the inventory, or carries the club's mark in its service, is ever deleted.
public func reconcile(_ input: ClubInput, in context: PlanningContext) -> ClubPlan {
  var pass = Pass(input: input, context: context)
  return pass.run()
}

/// The working state of one call of ``reconcile(_:in:)``.
struct Pass {
  let input: ClubInput
  let context: PlanningContext
  let desired: [ResourceID: Resource]
  let owned: [ResourceID: Owned]
  /// New names by old ones.
  let moves: [ResourceID: ResourceID]
  var observed: [ResourceID: ObservedResource] = [:]
  var changes: [Change] = []
  var unmanaged: [Unmanaged] = []
  var unknown: [ClubPlan.Unknown] = []
  var settled: [Resource] = []
  /// Live, ours and not wanted any more, whether it can be removed now or not.
  var leaving: [ResourceID] = []
  /// What is not wanted any more and cannot be read.
  var unreadableRemovals: [ResourceID] = []
  /// By service, what the club has there or is to have.
  var hosts: [String: Set<String>] = [:]

  init(input: ClubInput, context: PlanningContext) {
    self.input = input
    self.context = context
    if case .declared(let resources) = input.declaration {
      desired = Dictionary(resources.map { ($0.id, $0) }) { first, _ in first }
    } else {
      desired = [:]
    }
    owned = Dictionary(input.owned.map { ($0.id, $0) }) { first, _ in first }
    moves = Pass.moves(desired)
  }

  mutating func run() -> ClubPlan {
    if case .unreadable = input.declaration {
      return finished(sync: .unknown)
    }
    readObservations()
    var ids = Set(desired.keys)
    ids.formUnion(owned.keys)
    ids.formUnion(observed.keys)
    for id in ids where id.kind.namesHost {
      hosts[id.service, default: []].insert(id.name)
    }
    let unavailable = Set(unknown.map(\.service))
    let known = ids.filter { !unavailable.contains($0.service) }.sorted()
    // While a service of the club is not known, nothing is removed anywhere: what leaves one
    // service may be on its way to the other.
    let unwanted = known.filter { !isWanted($0) && !isMoving($0) }
    leaving = unwanted.filter { observed[$0] != nil && isOurs($0) }
    if unknown.isEmpty { for id in unwanted { planRemoval(of: id) } }
    applyGuards()
    holdWhatMayBeMoved()
    holdFormerHosts()
    holdWhatIsTaken()
    letThrough()
    holdHostsThatKeepSomething()
    let removed = Set(changes.filter { $0.held == nil }.map(\.resource))
    let keep = Set(leaving.filter { !removed.contains($0) }.map(\.name))
      .union(moves.keys.filter(staysBehind).map(\.name))
    for id in known where isWanted(id) { planPresence(of: id, keeping: keep) }
    holdUsedID()
    holdDoubtfulClub()
    holdMoves()
    holdIfFrozen()
    holdRenamedServices()
    letThrough()
    holdContentOfHeldHosts()
    keepLeader()
    holdHostsThatKeepSomething()
    changes.sort(by: inOrderOfWork)
    let sync: SyncState =
      !unknown.isEmpty ? .unknown : changes.isEmpty && input.errors.isEmpty ? .synced : .outOfSync
    return finished(sync: sync)
  }

  private func finished(sync: SyncState) -> ClubPlan {
    var plan = ClubPlan(
      id: input.id, name: input.name, sync: sync, changes: changes, unmanaged: unmanaged,
      unknown: unknown, notManaged: input.notManaged, errors: input.errors, settled: settled,
      standing: input.standing, upcoming: upcoming, wakesAt: wakesAt)
    plan.isLeaving = isLeaving
    if !input.heldBefore.isEmpty {
      plan.wantedAgain = Set(
        desired.keys.filter { input.heldBefore.contains($0.description) && isWanted($0) })
    }
    return plan
  }

  /// Every service that the club declares or owns something in must have been read whole.
  private mutating func readObservations() {
    var services = Set(desired.keys.map(\.service))
    services.formUnion(owned.keys.map(\.service))
    services.formUnion(input.observations.keys)
    for service in services.sorted() {
      switch input.observations[service] {
      case .complete(let resources):
        for resource in resources { observed[resource.id] = resource }
      case .unavailable(let reason):
        unknown.append(ClubPlan.Unknown(service: service, reason: reason))
      case nil:
        unknown.append(ClubPlan.Unknown(service: service, reason: "not read"))
      }
    }
  }

  /// Whether the files want this thing to be there now.
  private func isWanted(_ id: ResourceID) -> Bool {
    guard let resource = desired[id] else { return false }
    return reasonToEnd(resource) == nil
  }

  /// Why a declared thing is to go now; nil while it stays.
  func reasonToEnd(_ resource: Resource) -> String? {
    switch resource.presence {
    case .present: return nil
    case .absent(let why), .over(let why): return why
    case .expiring(let period):
      guard let end = endOfGrace(resource), context.now >= end else { return nil }
      return "the grace period of \(days(period)) is over"
    }
  }

  /// Ours by the mark that the service itself holds, or by the inventory, when it was acknowledged
  /// once: what was only intended may be what somebody else made meanwhile. Another club's mark
  /// says that it was taken over.
  func isOurs(_ id: ResourceID) -> Bool {
    guard let mark = observed[id]?.mark else { return owned[id]?.wasApplied ?? false }
    return mark == input.id || input.formerIDs.contains(mark)
  }
}

func days(_ period: Duration) -> String {
  let days = period.components.seconds / 86_400
  return days == 1 ? "1 day" : "\(days) days"
}

/// Creates and updates by rank, then what is only forgotten, then deletes, both in reverse.
private func inOrderOfWork(_ a: Change, _ b: Change) -> Bool {
  let phase = a.action.phase
  if phase != b.action.phase { return phase < b.action.phase }
  if phase == 0, a.resource.kind.rank == b.resource.kind.rank, a.needs.isEmpty != b.needs.isEmpty {
    return a.needs.isEmpty
  }
  return phase == 0 ? a.resource < b.resource : b.resource < a.resource
}
