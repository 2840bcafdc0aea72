import Inventory
import Logging
import Model
import ProsodyService
import Reconciler
import Spec
import TestSupport

/// A running agent on a real Prosody, with clubs that are pushed to it.
struct LiveFleet: Sendable {
  let agent: Agent
  private let source: PushedSource

  /// Runs `body` with an agent around it.
  static func run<Value: Sendable>(
    on prosody: PrivateProsody, in folder: TemporaryDirectory,
    _ body: (LiveFleet) async throws -> Value
  ) async throws -> Value {
    let source = PushedSource()
    let service = ProsodyService(name: "prosody", socket: prosody.socket)
    let agent = Agent(
      engine: Engine(
        services: [service], inventory: try Inventory(path: folder("inventory.sqlite"))),
      source: source,
      settings: Agent.Settings(
        interval: .seconds(3_600), sweep: .seconds(3_600), watchdog: .seconds(3_600),
        enforce: true),
      logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() },
      wall: { Int64(milliseconds() / 1_000) })
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await agent.run() }
      defer { agent.stop() }
      return try await body(LiveFleet(agent: agent, source: source))
    }
  }

  /// Declares these new clubs besides those that are there, and waits until they are synced.
  ///
  /// - Returns: the milliseconds from the agent's taking up the revision on.
  func converge(
    _ clubs: [String: String], within limit: Duration = .seconds(60),
    every pause: Duration = .milliseconds(1)
  ) async throws -> Double {
    try await source.add(clubs)
    await agent.lookSoon()
    let ids = Array(clubs.keys)
    let converged = try await eventually(within: limit, every: pause) {
      await agent.areSynced(ids)
    }
    let end = milliseconds()
    guard converged else {
      let clubs = await agent.report().clubs.filter { $0.sync != .synced }
      throw BenchFailure("not converged: \(clubs.prefix(3).map { ($0.id, $0.conditions) })")
    }
    return end - (await source.returned)
  }
}

extension Agent {
  /// New clubs have no record before they were looked at.
  fileprivate func areSynced(_ ids: [String]) -> Bool {
    ids.allSatisfy { record(of: $0)?.sync == .synced }
  }
}

/// Revisions that are decoded before the agent asks for them.
private actor PushedSource: FleetSource {
  private var files = ["provider.yaml": ClubText.provider]
  private var loader = RepositoryLoader()
  private var fleet: Fleet?
  private var number = 0
  private(set) var returned = 0.0

  func add(_ clubs: [String: String]) throws {
    for (id, text) in clubs { files["clubs/\(id).yaml"] = text }
    number += 1
    let content = InMemoryRepository(files)
    let repository = try loader.load(content)
    guard !repository.hasErrors else {
      throw BenchFailure("\(repository.diagnostics.prefix(3))")
    }
    fleet = Fleet(
      revision: Revision("bench@\(number)"), repository: repository, content: content)
  }

  func stored() async throws -> Fleet? { nil }

  func fetch(after known: Revision?) async throws -> Fleet? {
    guard let fleet, fleet.revision != known else { return nil }
    returned = milliseconds()
    return fleet
  }
}
