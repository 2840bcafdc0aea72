public import Inventory
import Model
public import Reconciler
public import Reporting
import ServiceContract
public import Spec

/// Where live things come from, and why they are in their state.
public struct Explainer: Sendable {
  private let engine: Engine
  private let fleet: Fleet
  private let now: Int64

  public init(engine: Engine, fleet: Fleet, now: Int64) {
    self.engine = engine
    self.fleet = fleet
    self.now = now
  }

  public struct Answer: Sendable {
    public var found: [Explanation]
    /// Services that could not be read while it was looked for.
    public var unread: [String] = []
  }

  /// All things of that name: `rose@chess.example`, or in full
  /// `chess/prosody/account/rose@chess.example`, or a change of one, as plans and the history have
  /// it. Names are read as those in the files are.
  ///
  /// The files and the inventory answer alone where live services do not.
  ///
  /// - Parameter lastWriter: which commit last wrote a line, as the files are at a revision; nil:
  ///   at the present one.
  public func explain(
    _ object: String, lastWriter: (SourceLocation, Revision?) -> LineCommit?
  ) async throws -> Answer {
    let meant = ObjectName(object)
    let owners = try engine.inventory.ownedCount()
    var clubs = meant.clubs.filter { fleet.clubs[$0] != nil || owners[$0] != nil }
    if clubs.isEmpty { clubs = try candidates(of: meant) }
    var found: [Explanation] = []
    for id in clubs { found += try await explanations(in: id, of: meant, lastWriter: lastWriter) }
    if !found.isEmpty { return Answer(found: found) }
    found = try past(of: meant)
    if !found.isEmpty { return Answer(found: found) }
    // What belongs to no club that is known.
    let plan = try await engine.plan(fleet, Engine.Request(now: now))
    let strangers = plan.unmanaged.map { (mark: $0.mark, id: $0.id(in: $0.mark ?? "")) }
    return Answer(
      found: strangers.filter { meant.means($0.id) }.map {
        Explanation(
          resource: $0.id, declared: nil, record: nil, live: .unmanaged(mark: $0.mark))
      }, unread: Set(plan.clubs.flatMap(\.unknown).map(\.service)).sorted())
  }

  /// Clubs that have declared or owned something of that name, or the host that it is on.
  private func candidates(of meant: ObjectName) throws -> [String] {
    let isNear = { (id: ResourceID) in
      meant.means(id) || (id.kind.namesHost && meant.isOn(host: id.name))
    }
    let owners = try engine.inventory.ownedClubs().filter { club in
      try engine.inventory.owned(of: club).contains { isNear($0.id) }
    }
    let declared = fleet.clubs.keys.filter { resources(of: $0).contains { isNear($0.id) } }
    return Set(owners).union(declared).sorted()
  }

  private func resources(of id: String) -> [Resource] {
    guard let loaded = fleet.clubs[id], let club = loaded.club,
      let provider = fleet.repository.provider
    else { return [] }
    let declared = DeclaredClub(
      hosted: HostedClub(club: club, provider: provider), siteTree: loaded.siteTree)
    return (declared.hosted.placement?.services ?? [])
      .flatMap { engine.services[$0]?.desired(for: declared) ?? [] }
  }

  private func explanations(
    in club: String, of meant: ObjectName, lastWriter: (SourceLocation, Revision?) -> LineCommit?
  ) async throws -> [Explanation] {
    let declared = resources(of: club).filter { meant.means($0.id) }
    let owned = try engine.inventory.owned(of: club).filter { meant.means($0.id) }
    let plan = try await engine.plan(fleet, Engine.Request(clubs: [club], now: now)).clubs.first
    let changed = (plan?.changes ?? []).map(\.resource).filter(meant.means)
    let ids = Set(declared.map(\.id)).union(owned.map(\.id)).union(changed)
    let known = try ids.sorted().map { id in
      let record = owned.first { $0.id == id }
      let wanted = declared.first { $0.id == id }
      let change = plan?.changes.first { $0.resource == id }
      return Explanation(
        resource: id, declared: wanted?.origin, record: record,
        // What no file asks for any more stood there when it was applied.
        line: wanted.flatMap { lastWriter($0.origin, nil) }
          ?? (record?.origin ?? change?.origin).flatMap { lastWriter($0, record?.revision) },
        change: change,
        unknown: plan?.unknown.first { $0.service == id.service }?.reason,
        live: live(id, wanted, record, plan), history: try history(of: id))
    }
    let others = (plan?.unmanaged ?? []).map { ($0, $0.id(in: club)) }
      .filter { meant.means($0.1) && !ids.contains($0.1) }
    return try known
      + others.map { thing, id in
        Explanation(
          resource: id, declared: nil, record: nil, live: .unmanaged(mark: thing.mark),
          history: try history(of: id))
      }
  }

  /// What the service shows of something without a change.
  private func live(
    _ id: ResourceID, _ wanted: Resource?, _ record: Owned?, _ plan: ClubPlan?
  ) -> Explanation.Live {
    guard let plan, let wanted, record == nil else { return .untold }
    if plan.settled.contains(where: { $0.id == id }) { return .asDeclared }
    if !plan.errors.isEmpty {
      return .notWanted("not made: the club's file has errors, and its last good state goes on")
    }
    switch wanted.presence {
    case .present: return .untold
    case .expiring: return .notWanted("not made: who has left and has no account gets none")
    case .absent(let why), .over(let why): return .notWanted("not made: \(why)")
    }
  }

  /// What was there once.
  private func past(of meant: ObjectName) throws -> [Explanation] {
    var ids: Set<ResourceID> = []
    for name in meant.names {
      for entry in try engine.inventory.history(HistoryQuery(text: name, limit: 1000)) {
        if let id = ResourceID(change: entry.change), meant.means(id) { ids.insert(id) }
      }
    }
    return try ids.sorted().map { id in
      Explanation(
        resource: id, declared: nil, record: nil, live: .gone, history: try history(of: id))
    }
  }

  private func history(of id: ResourceID) throws -> [HistoryReport.Entry] {
    try engine.inventory.history(HistoryQuery(club: id.club, text: "\(id)#", limit: 100))
      .filter { $0.change.hasPrefix("\(id)#") }.prefix(10).map { HistoryReport.Entry($0) }
  }
}

extension Unmanaged {
  fileprivate func id(in club: String) -> ResourceID {
    ResourceID(club: club, service: service, kind: Kind(kind, rank: 0), name: name)
  }
}

extension ResourceID {
  /// Of `chess/prosody/account/rose@chess.example#create`; nil for what concerns a whole club.
  fileprivate init?(change: String) {
    guard let hash = change.lastIndex(of: "#") else { return nil }
    let parts = change[..<hash].split(separator: "/", maxSplits: 3).map(String.init)
    guard parts.count == 4 else { return nil }
    self.init(club: parts[0], service: parts[1], kind: Kind(parts[2], rank: 0), name: parts[3])
  }
}

extension HistoryReport.Entry {
  public init(_ entry: HistoryEntry) {
    self.init(
      id: entry.id, time: entry.time, club: entry.club, revision: entry.revision,
      change: entry.change, action: entry.action, result: entry.result.rawValue,
      message: entry.message, author: entry.author, cycle: entry.cycle)
  }
}
