public import Model
import Planning
public import ServiceContract

/// One club as it is, in all services in which it declares or owns something.
public struct ObservedClub: Sendable {
  public var name: String
  /// Nil when there is no readable file.
  public var declared: DeclaredClub?
  /// By service.
  public var observations: [String: Observation]
}

extension Engine {
  /// Reads a club; nil when it neither is declared nor owns anything.
  public func observed(
    _ club: String, in fleet: Fleet, now: Int64
  ) async throws -> ObservedClub? {
    let preparation = try Preparation(
      fleet: fleet, engine: self, request: Request(clubs: [club], now: now))
    guard let prepared = try preparation.inputs(preparation.ids[...]).first else { return nil }
    var observations = prepared.input.observations
    observations.merge(await observe(prepared.scopes)[club] ?? [:]) { known, _ in known }
    return ObservedClub(
      name: prepared.input.name, declared: fleet.declared(club, owned: prepared.input.owned),
      observations: observations)
  }

  /// Ids that the club had before.
  public func formerIDs(of club: String, in fleet: Fleet) throws -> Set<String> {
    try memory(of: club).formerIDs.union(fleet.movedFrom(club).map { [$0] } ?? [])
  }
}
