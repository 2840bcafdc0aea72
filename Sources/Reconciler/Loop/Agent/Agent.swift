public import Execution
import Inventory
public import Logging
public import Model
import ServiceContract
import Source
import Spec

/// The loop: looks at the repository, sweeps the live state, and reconciles what is due.
///
/// It is level-triggered: an event only says which club to look at; what to do about it is planned
/// from the whole declared and observed state each time.
public actor Agent {
  /// What agent.yaml says of the loop.
  public struct Settings: Sendable {
    /// How often the remote's ref is looked at; jittered by a tenth.
    public var interval: Duration
    /// How often all live state is compared.
    public var sweep: Duration
    /// After how long a club that nobody has looked at makes the agent unhealthy.
    public var watchdog: Duration
    /// False: drift is reported, nothing is changed.
    public var enforce: Bool

    public init(interval: Duration, sweep: Duration, watchdog: Duration, enforce: Bool) {
      self.interval = interval
      self.sweep = sweep
      self.watchdog = watchdog
      self.enforce = enforce
    }
  }

  /// Everything is read cold at least this often, whatever digests say.
  static let coldSweep = Duration.seconds(3_600)
  /// Under which the inventory remembers the last revision that was taken.
  public static let revisionSetting = "revision"
  /// Under which it remembers the content of the last provider.yaml that was right.
  static let providerSetting = "provider"
  /// Clubs of one pass.
  static let batch = 50

  public nonisolated let engine: Engine
  let source: any FleetSource
  let logger: Logger
  let clock: any Clock<Duration>
  let wall: @Sendable () -> Int64
  let elapsed: @Sendable () -> Duration
  let workSignal = Signal()
  let lookSignal = Signal()
  let sweepSignal = Signal()
  let probeSignal = Signal()
  let stopSignal = Signal()
  let stopFlag = StopFlag()

  var settings: Settings
  var fleet: Fleet?
  var queue = WorkQueue()
  var records: [String: ClubRecord] = [:]
  /// When a club was last seen whole, or became known; since the agent's start.
  var lookedAt: [String: Duration] = [:]
  var scopes: [String: [ServiceScope]] = [:]
  var digests: [String: [String: String]] = [:]
  /// When time alone makes a club due; seconds since 1970.
  var wakeups: [String: Int64] = [:]
  /// When it was last written down how far time has come.
  var timeRecordedAt: Duration?
  var unmanaged: [Unmanaged] = []
  /// By club and id, what people know of what is held, see ``show(_:)``.
  var seenHeld: [String: [String: Fingerprint]] = [:]
  var approvals: [String: Approval] = [:]
  /// Those that the pass under way began with: what comes meanwhile is for the next one.
  var approvalsInPass: [String: Approval] = [:]
  /// Clubs that own something and have no record: an agent was killed in its first pass over them.
  var unrecorded: Set<String> = []
  /// Clubs in which changes are being made, with what makes them stop after the step under way.
  var underWay: [String: StopFlag] = [:]
  /// Those who wait until that step is over.
  var stepWaiters: [String: [CheckedContinuation<Void, Never>]] = [:]
  var waiters: [String: [CheckedContinuation<ClubResult?, Never>]] = [:]
  var waitersInPass: [String: [CheckedContinuation<ClubResult?, Never>]] = [:]
  /// Whether ``watch()`` runs.
  var isWatching = false
  /// Those who wait for the next look at the repository.
  var lookWaiters: [CheckedContinuation<Void, Never>] = []
  /// Services that did not answer, with what they said.
  var down: [String: String] = [:]
  var sourceProblem: String?
  /// Why the newest commit is not taken although it could be read.
  var distrust: SourceFailure?
  /// Of ``fleet``; nil until somebody asks.
  var hostNames: Set<String>?
  var counters = Counters()
  var cycle = Cycle()
  var random: any RandomNumberGenerator & Sendable
  var board: NoticeBoard
  /// False: who is told is another process' business.
  let isTelling: Bool
  let didTell: @Sendable () -> Void

  /// What a person let through, for one revision.
  struct Approval {
    var revision: Revision
    /// Ids: let through until they are made.
    var changes: Set<String>
    /// Whatever is held: in the next pass and in no other.
    var everything: Bool
    /// Who.
    var by: String
    /// Of the plan that a person has seen: another one is not applied. Nil: any.
    var expected: Fingerprint?

    /// What is left of it after a pass that could not make it: what was named. Nil: nothing.
    var afterPass: Approval? {
      guard expected == nil, !changes.isEmpty else { return nil }
      var left = self
      left.everything = false
      return left
    }
  }

  /// - Parameters:
  ///   - clock: what it waits by.
  ///   - wall: seconds since 1970.
  ///   - random: what spreads its waits.
  ///   - receivers: who is told of troubles. Nil: what was told stays as it is.
  ///   - didTell: called when there are notices to be sent.
  public init(
    engine: Engine, source: any FleetSource, settings: Settings, logger: Logger,
    clock: any Clock<Duration> = ContinuousClock(),
    wall: @escaping @Sendable () -> Int64,
    random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
    receivers: [NoticeReceiver]? = nil, didTell: @escaping @Sendable () -> Void = {}
  ) {
    self.engine = engine
    self.source = source
    self.settings = settings
    self.logger = logger
    self.clock = clock
    self.wall = wall
    self.random = random
    board = NoticeBoard(receivers: receivers ?? [])
    isTelling = receivers != nil
    self.didTell = didTell
    elapsed = stopwatch(clock)
  }

  /// Runs until ``stop()``, or until the task is cancelled.
  public func run() async throws {
    try await prepare()
    await withTaskCancellationHandler {
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await self.work() }
        group.addTask { await self.lookAround() }
        await group.waitForAll()
      }
    } onCancel: {
      stop()
    }
    logger.info("stopped")
  }

  /// Everything but the work itself may be broken off.
  private func lookAround() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.watch() }
      group.addTask { await self.sweepLoop() }
      group.addTask { await self.probe() }
      await stopSignal.wait()
      group.cancelAll()
      await group.waitForAll()
    }
  }

  /// Looks at these clubs (all when nil) at this revision once, without the loop around it.
  ///
  /// - Parameters: as of ``approve(clubs:changes:by:expecting:at:)``.
  public func runOnce(
    _ fleet: Fleet, clubs: Set<String>?, letThrough changes: Set<String>? = [],
    by person: String = "", expecting plans: [String: Fingerprint] = [:]
  ) async throws -> [ClubResult] {
    try await prepare()
    await take(fleet)
    queue = WorkQueue()
    let all = clubs ?? known
    if changes != [] || !plans.isEmpty {
      try approve(
        clubs: unpaused(all), changes: changes, by: person, expecting: plans, at: fleet.revision)
    }
    for club in all { queue.add(club, now: .zero) }
    var results: [ClubResult] = []
    while !mustStop, case let due = queue.take(Agent.batch, now: .zero), !due.isEmpty {
      results += await pass(over: due)
    }
    return results
  }

  /// Clubs that are declared, have a record or own something.
  public var known: Set<String> {
    Set(records.keys).union((fleet?.clubs.keys).map(Array.init) ?? []).union(unrecorded)
  }

  /// Ends the loop: a call to a service that is under way is finished, nothing new is begun.
  public nonisolated func stop() {
    stopFlag.set()
    for signal in [workSignal, lookSignal, sweepSignal, probeSignal, stopSignal] { signal.set() }
  }

  var mustStop: Bool { stopFlag.isSet || Task.isCancelled }

  /// The last revision at hand is converged on before the network is asked, unless another one was
  /// applied since, by `apply` without an agent: what is older would undo it.
  private func prepare() async throws {
    cycle.start = wall()
    recordTime()
    for record in try engine.inventory.clubs() { records[record.id] = record }
    unrecorded = Set(try engine.inventory.ownedClubs()).subtracting(records.keys)
    try recallTold()
    pruneHistory()
    do {
      if let stored = try await source.stored() {
        if isLast(stored) {
          await take(stored)
        } else {
          logger.info(
            "another revision was applied after the stored one: the repository is asked first",
            metadata: ["stored": "\(stored.revision)"])
        }
      }
    } catch {
      sourceProblem = "\(error)"
      if let failure = error as? SourceFailure, failure.isDistrust { mark(distrust: failure) }
      logger.warning("the stored revision could not be read", metadata: ["error": "\(error)"])
    }
  }

  /// Whether nothing else was applied since this revision was at hand; nothing ever is fine, too.
  private func isLast(_ stored: Fleet) -> Bool {
    do {
      let last = try engine.inventory.setting(Agent.revisionSetting)
      return last == nil || last == stored.revision.description
    } catch { return false }
  }
}

/// Names a pass in logs and history, also across restarts: `1764000000-17`.
struct Cycle: CustomStringConvertible {
  /// Seconds since 1970.
  var start: Int64 = 0
  private var number = 0

  mutating func next() -> Cycle {
    number += 1
    return self
  }

  var description: String { "\(start)-\(number)" }
}

/// What one pass over a club came to.
public struct ClubResult: Sendable, Equatable {
  public var planned: ClubPlan
  public var outcomes: [ChangeOutcome]
  /// Planned again after changes were made; nil when none were.
  public var after: ClubPlan?
  /// The plan is not the one that was expected, and was not applied.
  public var isStale = false
  /// The club is left alone; nobody has looked at it.
  public var pause: Pause?
  /// Why there is no result: the inventory could not be read or written, say.
  public var failure: String?
}

/// What the agent counted since its start, for `/metrics`.
public struct Counters: Sendable, Equatable {
  public var passes = 0
  public var changesApplied = 0
  public var changesFailed = 0
  public var driftFound = 0
  public var fetches = 0
  public var fetchFailures = 0
  public var sweeps = 0
  public var sweepFailures = 0

  public init() {}
}

/// How long ago this was called.
private func stopwatch<C: Clock<Duration>>(_ clock: C) -> @Sendable () -> Duration {
  let start = clock.now
  return { start.duration(to: clock.now) }
}
