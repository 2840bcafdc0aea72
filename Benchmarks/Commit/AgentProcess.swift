import FoundationEssentials
import Inventory
import Logging
import Model
import Reconciler
import ServiceContract
import Source
import Spec
import TestSupport

/// What the process that holds all clubs measures; JSON between it and its parent.
struct AgentMeasurement: Codable, Sendable {
  var clubs = 0
  /// From the start of the agent until every club was looked at once, its first clone included.
  var start = 0.0
  var memory: ResidentMemory?
  /// The whole: the agent asks for the reference, and the service is called.
  var whole = Samples()
  /// The process that fetches.
  var fetch = Samples()
  /// From the end of the fetching process to the new fleet.
  var read = Samples()
  /// From the new fleet to the first call of a service.
  var prepare = Samples()
  /// `read` and `prepare`.
  var own = Samples()
  /// From the first call to the first change.
  var change = Samples()
  var floor = Samples()
  var command = Samples()
}

/// An agent as it runs in production, but for its service: started in a process of its own, so that
/// its memory is that of an agent.
struct AgentProcess {
  /// The folder of the generated repository and of all that the agent writes.
  let folder: String
  let url: String
  let clubs: Int
  let rounds: Int

  static let name = "internal-agent"
  static let stamp = "fetched"

  func measure() async throws -> AgentMeasurement {
    let service = SilentService()
    let inventory = try Inventory(path: "\(folder)/inventory.sqlite")
    let repository = try GitRepository(
      directory: "\(folder)/clone", source: GitSource(url: url, reference: .branch("main")),
      process: FetchProcess(executable: "\(folder)/fetch"))
    let source = TimedSource(GitFleetSource(repository: repository))
    let agent = Agent(
      engine: Engine(services: [service], inventory: inventory), source: source,
      settings: Agent.Settings(
        interval: .seconds(3_600), sweep: .seconds(3_600), watchdog: .seconds(3_600),
        enforce: true),
      logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() },
      wall: { Int64(milliseconds() / 1_000) })
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await agent.run() }
      defer { agent.stop() }
      return try await measure(agent, service, source)
    }
  }

  private func measure(
    _ agent: Agent, _ service: SilentService, _ source: TimedSource
  ) async throws -> AgentMeasurement {
    var result = AgentMeasurement()
    result.clubs = clubs
    result.start = try await timed {
      let isReady = try await eventually(within: .seconds(900), every: .milliseconds(200)) {
        let report = await agent.report()
        return report.isReady && report.queued == 0
      }
      let report = await agent.report()
      guard isReady, report.clubs.count == clubs,
        report.clubs.allSatisfy({ $0.sync == .synced })
      else { throw BenchFailure("not all clubs were converged: \(report.queued) are queued") }
    }
    let git = try GitFloor("\(folder)/repository.git")
    for round in 0..<(rounds * 3) {
      try await takeCommit(round, agent, service, source, git, &result)
    }
    result.memory = ResidentMemory()
    return result
  }

  /// One commit that changes one club, and what its parts take.
  private func takeCommit(
    _ round: Int, _ agent: Agent, _ service: SilentService, _ source: TimedSource,
    _ git: GitFloor, _ result: inout AgentMeasurement
  ) async throws {
    let number = 1 + (round * 7_919) % clubs
    let id = ClubText.id(number)
    try await hold(id, agent, service)
    try await GeneratedRepository(existing: "\(folder)/repository.git")
      .addMember(to: number, extra: 1 + round)
    await agent.lookSoon()
    guard
      try await eventually(
        every: .milliseconds(2), { await agent.report(of: id, after: service.calls(of: id)) })
    else { throw BenchFailure("\(id) was not converged") }
    let calls = service.calls(of: id)
    let (called, returned) = (await source.called, await source.returned)
    guard let first = calls.sweep ?? calls.observe, let apply = calls.apply,
      let fetched = Double(text(of: "\(folder)/\(AgentProcess.stamp)"))
    else { throw BenchFailure("\(id) was converged without a call") }
    result.whole.add(first - called)
    result.fetch.add(fetched - called)
    result.read.add(returned - fetched)
    result.prepare.add(first - returned)
    result.own.add(first - fetched)
    result.change.add(apply - first)
    try await floor(git, &result)
  }

  private func hold(_ id: String, _ agent: Agent, _ service: SilentService) async throws {
    let fleet = try await agent.current()
    guard let club = fleet.clubs[id]?.club, let provider = fleet.repository.provider else {
      throw BenchFailure("\(id) is not declared")
    }
    service.hold(DeclaredClub(hosted: HostedClub(club: club, provider: provider)))
  }

  private func floor(_ git: GitFloor, _ result: inout AgentMeasurement) async throws {
    let path = "\(folder)/repository.git"
    let head = try await output(Command("git", ["--git-dir", path, "rev-parse", "main"]))
      .filter { !$0.isWhitespace }
    result.floor.add(
      try timed {
        guard try git.read(commit: head) > 0 else { throw BenchFailure("an empty commit") }
      })
    result.command.add(
      try await timed {
        let line = try await output(
          Command("git", ["--git-dir", path, "diff-tree", "-r", "\(head)^", head]))
        guard let blob = line.split(separator: " ").dropFirst(3).first else {
          throw BenchFailure("git diff-tree shows no change")
        }
        try await output(Command("git", ["--git-dir", path, "cat-file", "blob", String(blob)]))
      })
  }
}

extension Agent {
  /// Whether the club was changed and has been looked at since.
  fileprivate func report(of id: String, after calls: SilentService.Calls) -> Bool {
    calls.apply != nil && record(of: id)?.sync == .synced && report().queued == 0
  }
}
