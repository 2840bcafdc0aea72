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

  /// All things of that name: `rose@chess.example`, or in full
  /// `chess/prosody/account/rose@chess.example`.
  ///
  /// - Parameter lastWriter: which commit last wrote a line, as the files are at a revision; nil:
  ///   at the present one.
  public func explain(
    _ object: String, lastWriter: (SourceLocation, Revision?) -> LineCommit?
  ) async throws -> [Explanation] {
    let club = object.split(separator: "/", maxSplits: 1).first.map(String.init) ?? object
    let exact = object.contains("/") && (fleet.clubs[club] != nil)
    var found: [Explanation] = []
    for id in exact ? [club] : try candidates(of: object) {
      found += try await explanations(in: id, lastWriter: lastWriter) {
        object == $0.description || object == $0.name
      }
    }
    return found
  }

  /// Clubs whose declared or owned resources have that name.
  private func candidates(of name: String) throws -> [String] {
    let owners = try engine.inventory.ownedClubs().filter { club in
      try engine.inventory.owned(of: club).contains { $0.id.name == name }
    }
    let declared = fleet.clubs.keys.filter { resources(of: $0).contains { $0.id.name == name } }
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
    in club: String, lastWriter: (SourceLocation, Revision?) -> LineCommit?,
    _ isMeant: (ResourceID) -> Bool
  ) async throws -> [Explanation] {
    let declared = resources(of: club).filter { isMeant($0.id) }
    let owned = try engine.inventory.owned(of: club).filter { isMeant($0.id) }
    let plan = try await engine.plan(fleet, Engine.Request(clubs: [club], now: now)).clubs.first
    return try Set(declared.map(\.id)).union(owned.map(\.id)).sorted().map { id in
      let history = try engine.inventory.history(
        HistoryQuery(club: club, text: "\(id)#", limit: 100))
      let record = owned.first { $0.id == id }
      let origin = declared.first { $0.id == id }?.origin
      return Explanation(
        resource: id, declared: origin, record: record,
        // What no file asks for any more stood there when it was applied.
        line: origin.flatMap { lastWriter($0, nil) }
          ?? record.flatMap { lastWriter($0.origin, $0.revision) },
        change: plan?.changes.first { $0.resource == id },
        unknown: plan?.unknown.first { $0.service == id.service }?.reason,
        history: history.filter { $0.change.hasPrefix("\(id)#") }.prefix(10).map {
          HistoryReport.Entry($0)
        })
    }
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
