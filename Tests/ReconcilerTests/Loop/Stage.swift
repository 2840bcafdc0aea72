import Inventory
import Logging
import Model
import Planning
import Reconciler
import Spec
import Synchronization
import TestSupport
import Testing

@testable import allotment_simulate

/// An agent with a simulated service and repository around it.
struct Stage: Sendable {
  let agent: Agent
  let service: SimulatedService
  let source: SimulatedSource
  let inventory: Inventory
  private let offset: Offset
  /// Time that passes only when the test says so; nil: it passes by itself.
  let clock: SimulatedClock?

  final class Offset: Sendable {
    let seconds = Mutex<Int64>(0)
  }

  static func run(
    enforce: Bool = true, interval: Duration = .milliseconds(20),
    sweep: Duration = .seconds(60), watchdog: Duration = .seconds(3_600),
    clock: SimulatedClock? = nil,
    receivers: [NoticeReceiver]? = nil, service: SimulatedService = SimulatedService(),
    source: SimulatedSource = SimulatedSource(), in folder: TemporaryDirectory? = nil,
    _ body: (Stage) async throws -> Void
  ) async throws {
    let folder = try folder ?? TemporaryDirectory()
    let inventory = try Inventory(path: "\(folder.path)/inventory.sqlite")
    let offset = Offset()
    let agent = Agent(
      engine: Engine(
        services: [service], inventory: inventory,
        uptime: {
          // A machine that was up as long as the test's time went on, jumps not counted.
          clock.map { Uptime(boot: "test", seconds: $0.now.offset.components.seconds) }
            ?? Uptime.ofThisMachine()
        }), source: source,
      settings: Agent.Settings(
        interval: interval, sweep: sweep, watchdog: watchdog,
        enforce: enforce),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      clock: clock ?? ContinuousClock(),
      wall: {
        1_800_000_000 + offset.seconds.withLock { $0 }
          + (clock?.now.offset.components.seconds ?? 0)
      }, receivers: receivers)
    let stage = Stage(
      agent: agent, service: service, source: source, inventory: inventory, offset: offset,
      clock: clock)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await agent.run() }
      do {
        try await body(stage)
      } catch {
        agent.stop()
        throw error
      }
      agent.stop()
      try await group.waitForAll()
    }
  }

  /// A commit that the agent has taken up.
  func push(
    clubs: [String], changed: Set<String> = [], broken: Set<String> = [], hasProvider: Bool = true,
    policy: @Sendable (inout Policy) -> Void = { _ in },
    change: @Sendable (inout Club) -> Void = { _ in }
  ) async throws {
    let revision = await commit(
      clubs: clubs, changed: changed, broken: broken, hasProvider: hasProvider, policy: policy,
      change: change)
    await agent.lookSoon()
    try await expect { await $0.revision == revision }
  }

  /// A commit with these clubs; `changed` ones get one more member, `broken` ones do not decode.
  @discardableResult
  func commit(
    clubs: [String], changed: Set<String> = [], broken: Set<String> = [], hasProvider: Bool = true,
    policy: @Sendable (inout Policy) -> Void = { _ in },
    change: @Sendable (inout Club) -> Void = { _ in }
  ) async -> Revision {
    var provider = Provider.fixture()
    provider.placements["green-1"] = Placement(
      position: .start, chat: Located("prosody", at: .start))
    provider.defaults.placement = Located("green-1", at: .start)
    provider.policy.prune = .enabled
    policy(&provider.policy)
    let loaded = clubs.map { id in
      let hosted = HostedClub.fixture(id, name: id, domain: nil, provider: provider) { club in
        club.members = [.fixture("rose", role: .owner), .fixture("dan")]
        if changed.contains(id) { club.members.append(.fixture("newcomer")) }
        change(&club)
      }
      let isBroken = broken.contains(id)
      let error = Diagnostic(
        .yamlSyntax, .error, "broken",
        at: SourceLocation(file: "clubs/\(id).yaml", position: .start))
      return LoadedClub(
        id: id, file: "clubs/\(id).yaml",
        content: ContentID(hex: "\(id)-\(changed.contains(id))-\(isBroken)"),
        club: isBroken ? nil : hosted.club, siteTree: nil, errors: isBroken ? [error] : [])
    }
    let number = await source.next()
    let revision = Revision("main@sha1:\(number)")
    await source.push(
      Fleet(
        revision: revision,
        repository: LoadedRepository(
          provider: hasProvider ? provider : nil, clubs: loaded,
          diagnostics: loaded.flatMap(\.errors) + (hasProvider ? [] : [Stage.brokenProvider])),
        content: nil))
    return revision
  }

  private static let brokenProvider = Diagnostic(
    .yamlSyntax, .error, "broken", at: SourceLocation(file: Provider.file, position: .start))

  var revision: Revision? {
    get async { await agent.report().revision }
  }

  /// The fingerprint of a club's plan with everything let through.
  func planOfRemoval(_ club: String) async throws -> Fingerprint {
    let (plan, _) = try await agent.plan(clubs: [club], letThrough: .all, remembersLive: true)
    return try #require(plan.clubs.first).fingerprint
  }

  func record(_ club: String) async -> ClubRecord? { await agent.record(of: club) }

  func isSynced(_ clubs: [String]) async -> Bool {
    let revision = await revision
    for club in clubs {
      guard let record = await record(club), record.sync == .synced, revision != nil
      else { return false }
    }
    return true
  }

  /// Lets time go on to so many seconds after the start, and then second by second until that
  /// comes which `condition` asks for.
  func expect(
    at seconds: Int, sourceLocation: Testing.SourceLocation = #_sourceLocation,
    _ condition: (Stage) async throws -> Bool
  ) async throws {
    var time = seconds
    let came = try await eventually(within: .seconds(60)) {
      goOn(to: time)
      time += 1
      return try await condition(self)
    }
    #expect(came, sourceLocation: sourceLocation)
  }

  /// Lets time go on to so many seconds after the start.
  func goOn(to seconds: Int) { while clock?.advance(until: .seconds(seconds)) == true {} }

  func advance(seconds: Int64) { offset.seconds.withLock { $0 += seconds } }

  func expect(
    sourceLocation: Testing.SourceLocation = #_sourceLocation,
    _ condition: (Stage) async throws -> Bool
  ) async throws {
    let came = try await eventually { try await condition(self) }
    let conditions = await agent.report().clubs.map {
      "\($0.id) \($0.sync) \($0.conditions.map(\.reason))"
    }
    #expect(came, "\(conditions)", sourceLocation: sourceLocation)
  }
}
