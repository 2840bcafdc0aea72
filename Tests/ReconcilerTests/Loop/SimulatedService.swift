import ChatContract
import Model
import Reconciler
import ServiceContract
import Source
import Spec
import Synchronization

/// A service in memory with the resources of a chat server, and with the faults of a real one.
final class SimulatedService: Service {
  struct State {
    var live: [ResourceID: ObservedResource] = [:]
    /// What it says instead of an answer.
    var outage: String?
    /// Names whose changes are refused.
    var refused: Set<String> = []
    /// Codes of failures by name.
    var failures: [String: String] = [:]
    /// Clubs that were observed, one by one.
    var observed: [String] = []
    /// What is shown of a club that this service made nothing for.
    var shows: (@Sendable (Scope) -> [ObservedResource])?
    /// What sweeps show besides what they ask for.
    var unmanaged: [Unmanaged] = []
    var sweeps = 0
    var applied: [String] = []
    /// Called before anything is made.
    var willApply: (@Sendable () -> Void)?
    /// Called once, while the first step is under way.
    var willMake: (@Sendable () async -> Void)?
    /// Called once, before anything is shown.
    var willObserve: (@Sendable () async -> Void)?
  }

  let name: String
  let state = Mutex(State())
  private let definition: @Sendable (DeclaredClub) -> [Resource]

  /// - Parameter definition: what a club wants there; by default, as Prosody's.
  init(
    _ name: String = "prosody",
    definition: @escaping @Sendable (DeclaredClub) -> [Resource] = {
      ChatDefinition(service: "prosody").resources(for: $0)
    }
  ) {
    self.name = name
    self.definition = definition
  }

  func desired(for club: DeclaredClub) -> [Resource] { definition(club) }
  func protection(of kind: Kind) -> Protected? { ChatKind.protection(of: kind) }
  func notManaged(for club: DeclaredClub) -> [NotManaged] { [] }

  func sweep(_ scopes: [Scope], cold: Bool) async throws(ServiceFailure) -> Sweep {
    let (outage, unmanaged, digests) = state.withLock { state in
      state.sweeps += 1
      let digests = scopes.map { scope in
        (
          scope.club,
          state.live.values.filter { $0.id.club == scope.club }.sorted { $0.id < $1.id }
            .map { "\($0.id)=\(Fingerprint(of: $0.fields))" }.joined(separator: "\n")
        )
      }
      return (state.outage, state.unmanaged, digests)
    }
    if let outage { throw .unreachable(outage) }
    return Sweep(digests: Dictionary(uniqueKeysWithValues: digests), unmanaged: unmanaged)
  }

  func observe(_ scopes: [Scope]) async -> [String: Observation] {
    let willObserve = state.withLock { state in
      defer { state.willObserve = nil }
      return state.willObserve
    }
    await willObserve?()
    return state.withLock { state in
      Dictionary(
        uniqueKeysWithValues: scopes.map { scope in
          state.observed.append(scope.club)
          if let outage = state.outage { return (scope.club, .unavailable(reason: outage)) }
          let seen =
            state.live.values.filter { $0.id.club == scope.club } + (state.shows?(scope) ?? [])
          return (scope.club, .complete(seen.sorted { $0.id < $1.id }))
        })
    }
  }

  func apply(
    _ changes: [Change], of club: String, from content: (any RepositoryContent)?
  ) async -> [Outcome] {
    state.withLock { $0.willApply }?()
    let willMake = state.withLock { state in
      defer { state.willMake = nil }
      return state.willMake
    }
    await willMake?()
    return state.withLock { state in
      var hostFailed = false
      return changes.map { change in
        if hostFailed { return .skipped }
        if let outage = state.outage { return .failed(.unreachable(outage)) }
        if state.refused.contains(change.resource.name) {
          hostFailed = change.resource.kind.namesHost
          return .failed(ServiceFailure(code: "refused", message: "refused", retry: .never))
        }
        if let code = state.failures[change.resource.name] {
          return .failed(ServiceFailure(code: code, message: code, retry: .later))
        }
        state.applied.append(change.id)
        if let old = change.movesFrom { state.live[old] = nil }
        state.live[change.resource] = change.desired.map {
          ObservedResource(id: $0.id, fields: $0.fields, mark: club)
        }
        return .applied
      }
    }
  }

  func diagnose() async -> [Finding] { [] }
}

/// A repository that tests write to.
actor SimulatedSource: FleetSource {
  private(set) var fleet: Fleet?
  private var problem: String?
  private let kept: Fleet?

  /// - Parameter kept: what an earlier process took; the remote does not answer at first.
  init(keeping kept: Fleet? = nil) {
    self.kept = kept
    problem = kept.map { _ in "no route to host" }
  }

  /// A commit that is not taken before a person lets it through.
  private var held: String?

  private var number = 0

  func next() -> Int {
    number += 1
    return number
  }

  func push(_ fleet: Fleet) { self.fleet = fleet }
  func fail(_ problem: String?) { self.problem = problem }
  func refuse(_ commit: String) { held = commit }

  func refused() async -> String? { held }

  func allow(_ commit: String) async -> Bool {
    guard commit == held else { return false }
    held = nil
    return true
  }

  func stored() async throws -> Fleet? { kept }

  func fetch(after known: Revision?) async throws -> Fleet? {
    if let problem { throw SimulatedFailure(description: problem) }
    if let held { throw SourceFailure(.rolledBack, "the branch was set back to \(held)") }
    return fleet?.revision == known ? nil : fleet
  }
}

struct SimulatedFailure: Error, CustomStringConvertible { let description: String }
