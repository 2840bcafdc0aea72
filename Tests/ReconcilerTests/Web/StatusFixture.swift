import Inventory
import Model
import Reconciler
import Spec
import TestSupport

@testable import Web

/// A status server on loopback with a report of the test's making.
struct StatusFixture {
  static let now: Int64 = 1_764_000_000
  static let token = "correct-horse-battery-staple"
  static let revision = Revision.commit(
    branch: "main", sha1: "1f0c9a2b3c4d5e6f708192a3b4c5d6e7f8091a2b")

  let base: String

  static func run(
    _ report: AgentReport, provider: String? = nil, token: String? = token,
    webhookSecret: String? = nil,
    serves: @escaping @Sendable (String) async -> Bool = { _ in false },
    lookSoon: @escaping @Sendable () async -> Void = {},
    _ body: (StatusFixture) async throws -> Void
  ) async throws {
    let port = try LoopbackPort()
    let settings = StatusServer.Settings(
      listen: .init(host: "127.0.0.1", port: port.number),
      token: try token.map { try SharedSecret($0) },
      webhookSecret: try webhookSecret.map { try SharedSecret($0) },
      services: ["prosody", "caddy"], version: "1.2.3")
    let source = StatusSource(
      report: { report }, serves: serves, providerName: { provider }, lookSoon: lookSoon)
    try await serving {
      StatusServer(settings: settings, source: source, logger: quietLogger, onListening: $0)
    } _: {
      try await body(StatusFixture(base: "http://127.0.0.1:\(port.number)"))
    }
  }

  func get(_ path: String, _ headers: (String, String)...) async throws -> Fetched {
    try await fetch(base + path, headers: headers)
  }

  static func report(_ clubs: [ClubRecord] = [club("chess", "Chess Club")]) -> AgentReport {
    AgentReport(
      revision: revision, clubs: clubs, unmanaged: [], down: [:], sourceProblem: nil, queued: 0,
      counters: Counters(), overdue: [], errors: [], now: now, isReady: true)
  }

  static func club(
    _ id: String, _ name: String, _ sync: SyncState = .synced, _ health: HealthState = .healthy,
    reason: String = "ReconciliationSucceeded", message: String = "live state is as declared",
    since: Int64 = 7_200
  ) -> ClubRecord {
    ClubRecord(
      id: id, name: name, sync: sync, health: health, lastAttemptedRevision: revision,
      lastAppliedRevision: revision,
      conditions: [
        Condition(
          type: .ready, status: sync == .synced ? .yes : .no, reason: reason, message: message,
          observedRevision: revision, lastTransitionTime: now - since)
      ],
      lastReconciledAt: now - 60)
  }
}
