import Inventory
import Model
import ProsodyService
import Reconciler
import ServiceContract
import Spec
import Synchronization

/// A service in memory whose live state is as declared, until a club's is held back.
///
/// It takes no time and remembers next to nothing, so that what is measured is allotment's own.
final class SilentService: Service {
  /// When a club was first asked for, in milliseconds.
  struct Calls: Sendable {
    var sweep: Double?
    var observe: Double?
    var apply: Double?
  }

  private struct State {
    /// What was last wanted of the clubs that are in work.
    var wanted: [String: [Resource]] = [:]
    /// What is live of clubs whose declaration will change.
    var held: [String: [Resource]] = [:]
    var calls: [String: Calls] = [:]
  }

  let name = "prosody"
  private let state = Mutex(State())
  /// Only its definition is used: nothing is there to connect to.
  private let prosody = ProsodyService(name: "prosody", socket: "/nonexistent")

  /// The club stays as it is now until a change is applied.
  func hold(_ club: DeclaredClub) {
    let resources = prosody.desired(for: club)
    let id = club.hosted.club.id.value
    state.withLock { state in
      state.held[id] = resources
      state.calls[id] = Calls()
    }
  }

  func calls(of club: String) -> Calls { state.withLock { $0.calls[club] ?? Calls() } }

  func desired(for club: DeclaredClub) -> [Resource] {
    let resources = prosody.desired(for: club)
    state.withLock { $0.wanted[club.hosted.club.id.value] = resources }
    return resources
  }

  func notManaged(for club: DeclaredClub) -> [NotManaged] { prosody.notManaged(for: club) }

  func sweep(_ scopes: [Scope], cold: Bool) async throws(ServiceFailure) -> Sweep {
    let now = milliseconds()
    return state.withLock { state in
      var digests: [String: String] = [:]
      for scope in scopes {
        if state.calls[scope.club]?.sweep == nil { state.calls[scope.club]?.sweep = now }
        digests[scope.club] = state.held[scope.club] == nil ? "as declared" : "held back"
      }
      return Sweep(digests: digests)
    }
  }

  func observe(_ scopes: [Scope]) async -> [String: Observation] {
    let now = milliseconds()
    return state.withLock { state in
      var observations: [String: Observation] = [:]
      for scope in scopes {
        if state.calls[scope.club]?.observe == nil { state.calls[scope.club]?.observe = now }
        let wanted = state.wanted.removeValue(forKey: scope.club)
        let live = state.held[scope.club] ?? wanted ?? []
        observations[scope.club] = .complete(
          live.map { ObservedResource(id: $0.id, fields: $0.fields, mark: scope.club) })
      }
      return observations
    }
  }

  func apply(
    _ changes: [Change], of club: String, from content: (any RepositoryContent)?
  ) async -> [Outcome] {
    let now = milliseconds()
    return state.withLock { state in
      if state.calls[club]?.apply == nil { state.calls[club]?.apply = now }
      state.held[club] = nil
      return changes.map { _ in .applied }
    }
  }

  func diagnose() async -> [Finding] { [] }
}

/// The agent's own source, with a clock around it.
actor TimedSource: FleetSource {
  private let source: GitFleetSource
  private(set) var called = 0.0
  private(set) var returned = 0.0

  init(_ source: GitFleetSource) { self.source = source }

  func stored() async throws -> Fleet? { try await source.stored() }

  func fetch(after known: Revision?) async throws -> Fleet? {
    let start = milliseconds()
    let fleet = try await source.fetch(after: known)
    guard fleet != nil else { return nil }
    called = start
    returned = milliseconds()
    return fleet
  }

  func club(_ good: LastGood, provider: Provider, in fleet: Fleet) async -> DeclaredClub? {
    await source.club(good, provider: provider, in: fleet)
  }
}
