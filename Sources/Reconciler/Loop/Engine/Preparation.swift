import Inventory
import Model
import Planning
import ServiceContract
import Spec

/// Reads the inventory and asks the services' definitions: everything of a plan's input that
/// needs no live service.
struct Preparation {
  let ids: [String]
  let context: PlanningContext
  private let fleet: Fleet
  private let engine: Engine
  private let reserved: [String: ReservedName]
  private let reservedNames: Set<String>
  private let ownedCount: [String: Int]
  /// New id by old id, of clubs that say where they moved from.
  private let moves: [String: String]
  /// Clubs that have nothing so far and say to have been one that was never here, while others have
  /// no file any more.
  private let strangers: [String: Stranger]

  init(fleet: Fleet, engine: Engine, request: Engine.Request) throws {
    self.fleet = fleet
    self.engine = engine
    let owners = try engine.inventory.ownedCount()
    ownedCount = owners
    var moves: [String: String] = [:]
    for club in fleet.repository.clubs where club.movedFrom != nil {
      if let old = fleet.movedFrom(club.id), owners[old] != nil { moves[old] = club.id }
    }
    self.moves = moves
    let gone = owners.keys.filter { fleet.clubs[$0] == nil && moves[$0] == nil }
    let over = fleet.clubs.values.count {
      $0.isLeaving && owners[$0.id] != nil && fleet.isOver($0, now: request.now)
    }
    reserved = Dictionary(try engine.inventory.reserved().map { ($0.name, $0) }) { $1 }
    reservedNames = Set(reserved.keys)
    let strangers = gone.isEmpty ? [] : fleet.strangers(owners, reserved)
    self.strangers = Dictionary(strangers.map { ($0.id, $0) }) { first, _ in first }
    context = PlanningContext(
      policy: fleet.policy, holdOver: try engine.removalLimit(at: fleet).effective,
      now: request.now,
      letThrough: request.letThrough,
      fleet: Removals(removed: gone.count + over, owned: owners.count),
      fleetDoubt: gone.isEmpty
        ? nil : fleet.doubt(owners: owners.keys) ?? strangers.first?.doubt, hosts: fleet.hosts,
      lived: try engine.lived(at: request.now))
    // Who leaves comes last: nothing is deleted before all creates and updates.
    if let wanted = request.clubs {
      ids =
        wanted.filter { fleet.clubs[$0] != nil }.sorted() + gone.filter(wanted.contains).sorted()
    } else {
      ids = fleet.clubs.keys.sorted() + gone.sorted()
    }
  }

  func inputs(_ ids: ArraySlice<String>) throws -> [PreparedClub] { try ids.map(prepared) }

  private func prepared(_ id: String) throws -> PreparedClub {
    let loaded = fleet.clubs[id]
    let movedFrom = fleet.movedFrom(id)
    let memory = try engine.memory(of: id)
    var owned = try engine.inventory.owned(of: id)
    var held = memory.held
    if let movedFrom, moves[movedFrom] == id {
      owned += try engine.inventory.owned(of: movedFrom).map { $0.renamed(to: id) }
      held.formUnion(try engine.heldBefore(movedFrom, as: id))
    }
    // Without a provider no file can be read for what it means: nothing is gone then.
    let declared = fleet.declared(id, owned: owned).map { $0.at(context.now) }
    var input = ClubInput(
      id: id, name: name(id, declared), declaration: .unreadable,
      errors: providerErrors
        + (loaded.map { fleet.isUsable($0, owned: owned) ? [] : $0.errors } ?? []),
      prune: declared?.hosted.prune ?? memory.prune ?? context.policy.prune, observations: [:],
      owned: owned,
      reserved: reservedFor(owned))
    input.heldBefore = held
    input.isMoved = declared?.hosted.club.movedFrom != nil
    input.doubt = strangers[id]?.doubt
    input.takesUsedID = try takesUsedID(id, owned: owned, movedFrom: movedFrom)
    for service in Set(owned.map(\.id.service)) where engine.services[service] == nil {
      input.observations[service] = .unavailable(
        reason: "service `\(service)` is not in agent.yaml; if it has another name now, stop the "
          + "agent and run `allotment inventory rename-service \(service) NEW`")
    }
    input.formerIDs = memory.formerIDs.union(movedFrom.map { [$0] } ?? [])
      .filter { fleet.clubs[$0] == nil }
    if let declared {
      declare(declared, &input)
      let isUsable = loaded.map { fleet.isUsable($0, owned: owned) } ?? false
      live(declared, isUsable: isUsable && fleet.repository.provider != nil, &input)
    } else if loaded == nil, fleet.repository.provider != nil {
      input.declaration = .gone
    }
    return PreparedClub(input: input, scopes: scopes(of: input))
  }

  /// The names that this club may not take: all that are reserved, but for those that it has taken
  /// since then.
  private func reservedFor(_ owned: [Owned]) -> Set<String> {
    let inUse = owned.filter { record in
      guard let name = reserved[record.id.name] else { return false }
      return record.state == .applied && record.id.kind.name == name.kind
        && record.appliedAt > name.since
    }
    return inUse.isEmpty ? reservedNames : reservedNames.subtracting(inUse.map(\.id.name))
  }

  /// Whether a club that left had the id, and this is not that club come back under it.
  private func takesUsedID(_ id: String, owned: [Owned], movedFrom: String?) throws -> Bool {
    guard owned.isEmpty, reserved[id]?.kind == ReservedName.clubKind else { return false }
    guard let movedFrom else { return true }
    return try !engine.memory(of: movedFrom).formerIDs.contains(id)
  }

  /// While provider.yaml is broken, no club's file can be read for what it means.
  private var providerErrors: [Diagnostic] {
    guard fleet.repository.provider == nil else { return [] }
    return fleet.repository.diagnostics.filter {
      $0.location.file == Provider.file && $0.severity == .error
    }
  }

  private func declare(_ club: DeclaredClub, _ input: inout ClubInput) {
    var resources: [Resource] = []
    let placement = club.hosted.placement
    if placement?.chat == nil {
      input.observations["chat"] = .unavailable(reason: "the club's placement has no chat service")
    }
    if placement?.web == nil, club.hosted.club.site != nil {
      input.observations["web"] = .unavailable(reason: "the club's placement has no web service")
    }
    for name in placement?.services ?? [] {
      guard let service = engine.services[name] else {
        input.observations[name] = .unavailable(reason: "service `\(name)` is not in agent.yaml")
        continue
      }
      resources += service.desired(for: club)
      for kind in Set(input.owned.filter { $0.id.service == name }.map(\.id.kind)) {
        guard let part = service.protection(of: kind),
          club.hosted.club.protect.contains(where: { $0.value == part })
        else { continue }
        input.protects[kind] = part
      }
      input.notManaged += service.notManaged(for: club)
    }
    input.declaration = .declared(resources)
  }

  /// Where the club stands in its life. What an older state of the file says closes a club, and
  /// never ends it.
  private func live(_ club: DeclaredClub, isUsable: Bool, _ input: inout ClubInput) {
    input.standing = club.hosted.standing
    input.isProtected = club.hosted.club.protect.contains { $0.value == .club }
    input.isOlderState = !isUsable
    let lifecycle = club.hosted.club.lifecycle.value
    if case .offboarding(_, let last) = lifecycle, club.hosted.standing == .over {
      input.overSince = LocalTime(club.hosted.timezone).start(of: last.next)
    }
    if lifecycle.hasDates {
      let time = LocalTime(club.hosted.timezone)
      input.upcoming = lifecycle.turns(after: time.day(at: context.now)).map {
        Upcoming(time: time.start(of: $0.day), text: $0.text, now: context.now)
      }
    }
    guard club.hosted.standing == .over else { return }
    guard isUsable, case .declared(var resources) = input.declaration else {
      input.standing = .closed
      return
    }
    for index in resources.indices where !resources[index].isErased {
      resources[index].presence = .over(why: "the club's time to take its data along is over")
    }
    input.declaration = .declared(resources)
  }

  private func name(_ id: String, _ declared: DeclaredClub?) -> String {
    if let declared { return declared.hosted.club.name.value }
    return (try? engine.inventory.club(id)?.name) ?? id
  }

  private func scopes(of input: ClubInput) -> [ServiceScope] {
    var resources = Set(input.owned.map(\.id))
    if case .declared(let desired) = input.declaration { resources.formUnion(desired.map(\.id)) }
    return Dictionary(grouping: resources.filter(\.kind.namesHost), by: \.service)
      .sorted { $0.key < $1.key }
      .map { ServiceScope(service: $0.key, scope: Scope(club: input.id, resources: Set($0.value))) }
  }

  /// The hosts of every club, whether it is planned or not.
  var hosts: [ServiceScope] {
    get throws {
      let all = Set(fleet.clubs.keys).union(ownedCount.keys)
      return try all.sorted().flatMap { try prepared($0).scopes }
    }
  }
}

extension DeclaredClub {
  /// As it is at this time, in seconds since 1970, in its own time zone.
  func at(_ now: Int64) -> DeclaredClub {
    guard hosted.club.lifecycle.value.hasDates else { return self }
    var club = self
    club.hosted = hosted.on(LocalTime(hosted.timezone).day(at: now))
    return club
  }
}

extension Resource {
  fileprivate var isErased: Bool {
    if case .absent = presence { return true }
    return false
  }
}

extension Owned {
  func renamed(to club: String) -> Owned {
    var copy = self
    copy.id.club = club
    return copy
  }
}
