import ChatContract
import Model
import ProsodyService
import ServiceContract
import Spec
import Synchronization

/// A server as one agent sees it: through a line on which things go wrong. After the agent's end
/// nothing of what it still asks for has an effect.
struct Connection: Service {
  let server: Server
  let life: Life
  let clock: SimulatedClock
  let trace: Trace
  let judge: Judge

  var name: String { server.name }

  func desired(for club: DeclaredClub) -> [Resource] { server.desired(for: club) }
  func protection(of kind: Kind) -> Protected? { server.protection(of: kind) }
  func notManaged(for club: DeclaredClub) -> [NotManaged] { [] }
  func diagnose() async -> [Finding] { [] }

  func sweep(_ scopes: [Scope], cold: Bool) async throws(ServiceFailure) -> Sweep {
    let fault = try await reach([.outage, .slow, .stale, .truncated])
    let unmanaged = server.unmanaged(besides: scopes, stale: fault == .stale)
    // A probe asks for nothing.
    if !scopes.isEmpty { judge.swept(unmanaged, on: server) }
    return Sweep(digests: digests(of: scopes, fault), unmanaged: unmanaged)
  }

  func digests(of scopes: [Scope]) async throws(ServiceFailure) -> [String: String] {
    digests(of: scopes, try await reach([.outage, .slow, .stale, .truncated]))
  }

  private func digests(of scopes: [Scope], _ fault: Faults.Kind?) -> [String: String] {
    var digests = server.digests(of: scopes, stale: fault == .stale)
    if fault == .truncated { drop(&digests) }
    judge.compared(digests, on: server)
    return digests
  }

  func observe(_ scopes: [Scope]) async -> [String: Observation] {
    let fault: Faults.Kind?
    do throws(ServiceFailure) {
      fault = try await reach([.outage, .slow, .stale, .empty, .truncated])
    } catch {
      for scope in scopes { judge.read(scope, on: server, wasGood: false) }
      return Dictionary(
        uniqueKeysWithValues: scopes.map { ($0.club, .unavailable(reason: error.message)) })
    }
    var seen: [String: Observation] = [:]
    for scope in scopes {
      seen[scope.club] = .complete(
        fault == .empty ? [] : server.observation(of: scope, stale: fault == .stale))
    }
    if fault == .truncated { drop(&seen) }
    for scope in scopes {
      judge.read(
        scope, on: server, wasGood: seen[scope.club] != nil,
        isFresh: fault != .stale && fault != .empty)
    }
    return seen
  }

  func apply(
    _ changes: [Change], of club: String, from content: (any RepositoryContent)?
  ) async -> [Outcome] {
    let fault: Faults.Kind?
    do throws(ServiceFailure) {
      fault = try await reach([.outage, .slow, .lostAnswer, .partialBatch, .duplicate])
    } catch {
      return changes.map { _ in .failed(error) }
    }
    judge.intends(changes, of: club)
    let number = SimulatedRepository.number(of: content)
    let count =
      fault == .partialBatch
      ? server.state.withLock { $0.faults.number(in: 0...changes.count) } : changes.count
    var outcomes: [Outcome] = []
    for change in changes.prefix(count) {
      outcomes.append(make(change, of: club, from: number))
      if change.resource.kind == ChatKind.vhost, outcomes.last != .applied {
        // Nothing in it is tried.
        outcomes += [Outcome](repeating: .skipped, count: count - outcomes.count)
        break
      }
      if fault == .duplicate, outcomes.last == .applied { _ = server.make(change, of: club) }
    }
    guard fault == .lostAnswer || count < changes.count else { return outcomes }
    return changes.map { _ in .failed(.unreachable("the connection broke")) }
  }

  private func make(_ change: Change, of club: String, from content: Int?) -> Outcome {
    judge.willMake(change, of: club, at: content, on: server)
    let outcome = server.make(change, of: club)
    trace.say("  \(name) \(change.id)\(outcome == .applied ? "" : " \(outcome)")")
    if outcome == .applied { trace.count("changes") }
    judge.didMake(change, outcome, of: club, on: server)
    return outcome
  }

  /// What goes wrong with this call; throws when it does not come through.
  private func reach(_ kinds: [Faults.Kind]) async throws(ServiceFailure) -> Faults.Kind? {
    let (fault, seconds, starts) = server.state.withLock { state in
      (state.faults.draw(from: kinds), state.faults.number(in: 1...90), state.starts)
    }
    if let fault {
      trace.count(fault.rawValue)
      trace.say("  \(name): \(fault.rawValue)")
    }
    if fault == .slow { try? await clock.sleep(for: .seconds(seconds)) }
    guard life.isAlive else { throw .unreachable("the agent is dead") }
    if fault == .outage { throw .unreachable("connection refused") }
    guard server.state.withLock({ $0.starts == starts }) else {
      trace.count("broken by a restart")
      throw .unreachable("the server was started anew")
    }
    return fault
  }

  private func drop<Value>(_ answers: inout [String: Value]) {
    for club in answers.keys.sorted().suffix((answers.count + 1) / 2) { answers[club] = nil }
  }
}
