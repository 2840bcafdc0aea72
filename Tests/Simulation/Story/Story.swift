import Inventory
import Logging
import Model
import Reconciler
import ServiceContract
import Spec
import Synchronization
import TestSupport

/// One run, wholly decided by its seed: people commit and meddle, servers fail, the clock jumps, the
/// agent is killed; then all of it stops, and the world must come to rest as declared.
final class Story {
  /// Work of the agent that never ends is a defect too.
  static let maximumSteps = 200_000
  static let watchdog: Int64 = 1_500

  let seed: UInt64
  var random: SplitMix64
  let trace: Trace
  let scheduler = Scheduler()
  let clock = SimulatedClock()
  let repository = SimulatedRepository()
  let servers = [Server(.chat), Server(.web)]
  let judge: Judge
  var model = RepositoryModel()
  /// How far the machine's clock is off.
  let offset: Offset
  var agent: RunningAgent?
  /// Holds what each agent leaves to the next one.
  private let disk: Inventory
  /// Numbers what people make.
  var number = 0
  var paused: Set<String> = []

  final class Offset: Sendable { let seconds = Mutex<Int64>(0) }

  /// - Parameter disk: an inventory in memory; what another story left in it is forgotten.
  init(seed: UInt64, disk: Inventory, isTraced: Bool = false) throws {
    self.seed = seed
    random = SplitMix64(seed: seed)
    trace = Trace(isKept: isTraced)
    let offset = Offset()
    self.offset = offset
    let clock = clock
    judge = Judge(
      repository, servers, trace, wall: { Story.wall(clock, offset) },
      elapsed: { clock.now.offset.components.seconds })
    try disk.clear()
    self.disk = disk
    for server in servers {
      let own = SplitMix64(seed: random.next())
      server.state.withLock { $0.faults.random = own }
    }
  }

  static func wall(_ clock: SimulatedClock, _ offset: Offset) -> Int64 {
    1_800_000_000 + clock.now.offset.components.seconds + offset.seconds.withLock { $0 }
  }

  var wall: Int64 { Story.wall(clock, offset) }

  /// In UTC, where all clubs live here.
  var today: CalendarDate { CalendarDate(daysSince1970: Int(wall / 86_400)) }

  func jump(_ seconds: Int64) {
    let before = wall
    offset.seconds.withLock { $0 += seconds }
    judge.jumped(from: before)
  }

  /// Tells the whole story; its trace then says whether a promise was broken.
  func run() throws {
    model.adopts = chance(2, &random) ? "auto" : "confirm"
    for _ in 0..<Int.random(in: 1...5, using: &random) {
      number += 1
      _ = model.found(number, using: &random)
    }
    try commit("the first clubs")
    try start()
    for _ in 0..<Int.random(in: 3...10, using: &random) where trace.broken == nil {
      try act()
      try goOn()
      lookAtHealth()
    }
    if trace.broken == nil { try end() }
    stop()
  }

  func commit(_ what: String) throws {
    try repository.commit(model)
    judge.committed(model)
    trace.count("commits")
    trace.say("commit \(repository.count - 1): \(what)")
  }

  // MARK: - The agent

  func start() throws {
    let applied = try disk.setting(Agent.revisionSetting).map { Revision($0) }
    let life = Life()
    let source = SimulatedSource(
      repository: repository, life: life, trace: trace, applied: applied)
    var process = try process(of: source, life)
    let agent = process.agent
    process.task = Task(executorPreference: scheduler) { try await agent.run() }
    self.agent = process
    trace.say("the agent starts")
  }

  /// One that holds the data directory: an agent, or a command while none runs.
  func process(of source: any FleetSource, _ life: Life) throws -> RunningAgent {
    let hook = WriteHook()
    let inventory = try Inventory(
      inMemory: disk, isAlive: { life.isAlive },
      didWrite: { [judge] in
        judge.didWrite()
        hook.didWrite()
      })
    judge.inventory = inventory
    let offset = offset
    let clock = clock
    let connections = servers.map {
      Connection(server: $0, life: life, clock: clock, trace: trace, judge: judge)
    }
    let agent = Agent(
      engine: Engine(
        services: connections, inventory: inventory,
        uptime: { Uptime(boot: "simulated", seconds: clock.now.offset.components.seconds) }),
      source: source,
      settings: Agent.Settings(
        interval: .seconds(300), sweep: .seconds(600), watchdog: .seconds(Story.watchdog),
        enforce: true),
      logger: Logger(label: "agent") { [trace] _ in TraceLog(trace: trace) }, clock: clock,
      wall: { Story.wall(clock, offset) }, random: SplitMix64(seed: random.next()))
    return RunningAgent(
      agent: agent, life: life, hook: hook, startedAt: clock.now.offset.components.seconds)
  }

  /// SIGKILL: what is on disk stays, the rest is as if it had never been.
  func kill() throws {
    guard let agent else { return }
    trace.count("kills")
    trace.say("KILLED")
    bury(agent)
  }

  /// `allotment inventory forget-service`, with the agent stopped meanwhile.
  func forget(service: String) throws {
    trace.count("services forgotten")
    trace.say("what was in \(service) is forgotten")
    if let agent { bury(agent) }
    _ = try disk.forget(service: service) { [self] club, count in
      HistoryEntry(
        time: wall, club: club, revision: Revision(""), change: "\(club)#forget-service",
        action: .forget, result: .applied, message: "\(count) things", cycle: "request")
    }
    try start()
  }

  private func stop() {
    if let agent { bury(agent) }
    judge.inventory = nil  // which knows the judge: neither would ever go
  }

  /// The tasks of a dead agent must end before they can be forgotten.
  func bury(_ dead: RunningAgent) {
    dead.life.end()
    dead.agent.stop()
    dead.task?.cancel()
    var left = Story.maximumSteps
    while left > 0, scheduler.step(using: &random) { left -= 1 }
    agent = nil
  }

  /// Dies when it has written so many times more.
  func killLater(after writes: Int) {
    guard let agent else { return }
    agent.hook.arm(after: writes) { [life = agent.life] in life.end() }
  }

  /// Lets everything go on for a while.
  func advance(_ duration: Duration) throws {
    let end = clock.now.offset + duration
    repeat { try steps(Story.maximumSteps) } while clock.advance(until: end)
    try steps(Story.maximumSteps)
  }

  /// Takes so many steps, if there are so many at this moment.
  func steps(_ count: Int) throws {
    var left = count
    while left > 0, scheduler.step(using: &random) {
      left -= 1
      trace.count("steps")
      if let agent, !agent.life.isAlive {
        try kill()
        try start()
      }
    }
    if left == 0, count == Story.maximumSteps {
      trace.broke(.convergence, "the agent works on and on")
      throw Stopped()
    }
  }

  struct Stopped: Error {}

  /// Asks the agent something; nil when it died meanwhile, or has no answer.
  ///
  /// - Parameter isPass: the question's own task makes what is due.
  func ask<Answer: Sendable>(
    isPass: Bool = false, _ question: @escaping @Sendable (Agent) async throws -> Answer
  ) throws -> Answer? {
    guard let running = agent else { return nil }
    let agent = running.agent
    let answer = Mutex<Answer?>(nil)
    let isDone = Mutex(false)
    let box = Box(answer: answer, isDone: isDone)
    let task = Task(executorPreference: scheduler) {
      let value = try? await Judge.$isAsked.withValue(!isPass) { try await question(agent) }
      box.answer.withLock { $0 = value }
      box.isDone.withLock { $0 = true }
    }
    for _ in 0..<1_000 where !box.isDone.withLock({ $0 }) {
      try steps(Story.maximumSteps)
      if box.isDone.withLock({ $0 }) { break }
      _ = clock.advance(until: clock.now.offset + .seconds(600))
    }
    task.cancel()
    return box.answer.withLock { $0 }
  }
}

private final class Box<Answer: Sendable>: Sendable {
  let answer: Mutex<Answer?>
  let isDone: Mutex<Bool>

  init(answer: consuming Mutex<Answer?>, isDone: consuming Mutex<Bool>) {
    self.answer = answer
    self.isDone = isDone
  }
}
