import Execution
import Inventory
import Logging
import Model
import Planning
import ServiceContract
import Spec

/// Reconciling what is due.
extension Agent {
  func work() async {
    while !mustStop {
      wake()
      let due = queue.take(Agent.batch, now: elapsed())
      if due.isEmpty {
        await workSignal.wait(atMost: pause, clock: clock)
        continue
      }
      _ = await pass(over: due)
    }
    for club in Set(waiters.keys).union(waitersInPass.keys) {
      for waiter in waiters.removeValue(forKey: club) ?? [] { waiter.resume(returning: nil) }
      answerWaiters(of: club, nil)
    }
  }

  /// Clubs whose hour has come are due.
  private func wake() {
    guard !wakeups.isEmpty else { return }
    let now = wall()
    for (club, time) in wakeups where time <= now {
      wakeups[club] = nil
      queue.add(club, now: elapsed())
    }
  }

  /// Until the next club is due. The time of day is asked for at least once a minute: it may jump.
  private var pause: Duration {
    var pause = queue.next.map { max($0 - elapsed(), .zero) } ?? .seconds(60)
    if let next = wakeups.values.min() { pause = min(pause, .seconds(max(next - wall(), 0))) }
    return min(pause, .seconds(60))
  }

  /// Once a minute at most.
  func recordTime() {
    let time = elapsed()
    if let last = timeRecordedAt, time - last < .seconds(60) { return }
    timeRecordedAt = time
    do {
      try engine.recordTime(wall())
    } catch {
      logger.error("the inventory could not be written", metadata: ["error": "\(error)"])
    }
  }

  func pass(over due: [String]) async -> [ClubResult] {
    counters.passes += 1
    recordTime()
    var logger = logger
    logger[metadataKey: "cycle"] = "\(cycle.next())"
    for club in due {
      waitersInPass[club] = waiters.removeValue(forKey: club)
      approvalsInPass[club] = approvals.removeValue(forKey: club)
    }
    guard let fleet else {
      for club in due { finish(club, .done, nil) }
      return []
    }
    let now = wall()
    let (paused, open) = split(due) { records[$0]?.isPaused(at: now) == true }
    let left = paused.map(leaveAlone)
    do {
      return left + (try await reconcile(open, fleet, logger))
    } catch {
      return left + (await reconcileOneByOne(open, fleet, logger))
    }
  }

  func isPaused(_ club: String) -> Bool { records[club]?.isPaused(at: wall()) == true }

  /// A paused club. What a person named there waits for the end of the pause.
  private func leaveAlone(_ club: String) -> ClubResult {
    wakeups[club] = records[club]?.pausedUntil
    if let approval = approvalsInPass[club]?.afterPass { approvals[club] = approval }
    var result = ClubResult(
      planned: ClubPlan(
        id: club, name: records[club]?.name ?? club, sync: records[club]?.sync ?? .unknown),
      outcomes: [])
    result.pause = records[club]?.pause
    finish(club, .done, result)
    return result
  }

  /// After a pass failed as a whole: one club's failure is one club's failure.
  private func reconcileOneByOne(
    _ clubs: [String], _ fleet: Fleet, _ logger: Logger
  ) async -> [ClubResult] {
    var results: [ClubResult] = []
    for club in clubs {
      do {
        results += try await reconcile([club], fleet, logger)
      } catch {
        logger.error("a pass failed", metadata: ["club": "\(club)", "error": "\(error)"])
        var result = ClubResult(
          planned: ClubPlan(id: club, name: club, sync: .unknown), outcomes: [])
        result.failure = "\(error)"
        finish(club, .retry, result)
        results.append(result)
      }
    }
    return results
  }

  private func reconcile(
    _ clubs: [String], _ fleet: Fleet, _ logger: Logger
  ) async throws -> [ClubResult] {
    guard !clubs.isEmpty else { return [] }
    let (fleet, inspections) = try await inspect(clubs, fleet)
    let stale = staleClubs(inspections, fleet)
    let plans = inspections.map(\.plan).filter { !stale.contains($0.id) && $0.isToBeMade }
    let enforces = settings.enforce
    rememberGood(
      plans.filter { !$0.changes.isEmpty && !isPaused($0.id) }.map(\.id), in: fleet)
    let outcomes = enforces ? await apply(plans, fleet, logger) : [:]
    // A pause came while they were looked at, before anything was begun.
    let halted = enforces ? Set(plans.map(\.id)).subtracting(outcomes.keys) : []
    // What was changed is looked at once more: an answer is no proof.
    let touched = Set(outcomes.filter { !$0.value.isEmpty }.keys)
    let after =
      touched.isEmpty
      ? [:]
      : Dictionary(
        try await engine.inspect(fleet, request(Array(touched), fleet)).map { ($0.plan.id, $0) }
      ) { first, _ in first }
    let results = inspections.filter { !halted.contains($0.plan.id) }.map { inspection in
      let id = inspection.plan.id
      return conclude(
        planned: inspection, after: after[id], outcomes: outcomes[id] ?? [],
        isStale: stale.contains(id), fleet, logger)
    }
    // Neither declared nor owning anything: the club has left for good. One whose new id has not
    // taken it over yet still owns what it has.
    let left = touched.filter { after[$0] == nil }
      .union(Set(clubs).subtracting(inspections.map(\.plan.id)))
    for id in left {
      if try engine.inventory.owned(of: id).isEmpty { forget(id) } else { finish(id, .done, nil) }
    }
    save(inspections.compactMap { records[$0.plan.id] })
    return results + halted.sorted().map(leaveAlone)
  }

  func request(_ clubs: [String], _ fleet: Fleet) -> Engine.Request {
    var letThrough = PlanningContext.LetThrough.nothing
    for club in clubs {
      guard let approval = approvalsInPass[club], approval.revision == fleet.revision else {
        continue
      }
      letThrough.changes.formUnion(approval.changes)
      if approval.everything { letThrough.clubs.insert(club) }
    }
    return Engine.Request(
      clubs: Set(clubs), now: wall(), letThrough: letThrough,
      remembersLive: clubs.contains { approvalsInPass[$0]?.expected != nil })
  }

  /// Clubs whose plan is not the one that a person has seen.
  private func staleClubs(_ inspections: [Engine.Inspection], _ fleet: Fleet) -> Set<String> {
    let stale = inspections.map(\.plan).filter { plan in
      guard let approval = approvalsInPass[plan.id], let seen = approval.expected else {
        return false
      }
      return approval.revision != fleet.revision || plan.fingerprint != seen
    }
    return Set(stale.map(\.id))
  }

  /// Several clubs at a time; one club's failure is one club's failure. Nothing is begun in a club
  /// that is paused by now.
  private func apply(
    _ plans: [ClubPlan], _ fleet: Fleet, _ logger: Logger
  ) async -> [String: [ChangeOutcome]] {
    let pass = PassContext(
      revision: fleet.revision, content: fleet.content, now: wall(), cycle: "\(cycle)",
      author: fleet.author, approvers: approvalsInPass.mapValues(\.by))
    let engine = engine
    return await withTaskGroup(of: (String, [ChangeOutcome]).self) { group in
      var waiting = plans[...]
      var results: [String: [ChangeOutcome]] = [:]
      func start() {
        while let plan = waiting.first, isPaused(plan.id) { waiting.removeFirst() }
        guard let plan = waiting.popFirst() else { return }
        let pass = willMake(plan.id, pass)
        group.addTask {
          do {
            return (plan.id, try await engine.apply(plan, of: fleet, in: pass))
          } catch {
            logger.error(
              "the inventory could not be written",
              metadata: ["club": "\(plan.id)", "error": "\(error)"])
            let failure = ServiceFailure(code: "inventory", message: "\(error)", retry: .later)
            return (
              plan.id, plan.changes.map { ChangeOutcome(change: $0, outcome: .failed(failure)) }
            )
          }
        }
      }
      let width = engine.services.values.map(\.width).max() ?? 1
      for _ in 0..<width { start() }
      for await (id, outcomes) in group {
        results[id] = outcomes
        didMake(id)
        start()
      }
      return results
    }
  }

  private func willMake(_ club: String, _ pass: PassContext) -> PassContext {
    let flag = StopFlag()
    underWay[club] = flag
    var pass = pass
    pass.shouldStop = { [stopFlag] in flag.isSet || stopFlag.isSet || Task.isCancelled }
    return pass
  }

  private func didMake(_ club: String) {
    underWay[club] = nil
    for waiter in stepWaiters.removeValue(forKey: club) ?? [] { waiter.resume() }
  }

  /// Begins nothing more in these clubs in this pass, and returns when the steps that are under way
  /// are over.
  func halt(_ clubs: [String]) async {
    let stopping = clubs.filter { underWay[$0] != nil }
    for club in stopping { underWay[club]?.set() }
    for club in stopping where underWay[club] != nil {
      await withCheckedContinuation { stepWaiters[club, default: []].append($0) }
    }
  }

  private func forget(_ id: String) {
    tellLeft(id, records[id]?.name ?? id)
    records[id] = nil
    unrecorded.remove(id)
    scopes[id] = nil
    digests[id] = nil
    lookedAt[id] = nil
    wakeups[id] = nil
    seenHeld[id] = nil
    do {
      try engine.inventory.removeClub(id)
    } catch {
      logger.error("the inventory could not be written", metadata: ["error": "\(error)"])
    }
    finish(id, .done, nil)
  }

  func finish(_ club: String, _ result: WorkQueue.Result, _ answer: ClubResult?) {
    let approval = approvalsInPass.removeValue(forKey: club)?.afterPass
    if result == .retry, approvals[club] == nil { approvals[club] = approval }
    queue.finish(club, result, now: elapsed(), using: &random)
    answerWaiters(of: club, answer)
  }

  private func answerWaiters(of club: String, _ answer: ClubResult?) {
    for waiter in waitersInPass.removeValue(forKey: club) ?? [] { waiter.resume(returning: answer) }
  }
}

extension ClubPlan {
  fileprivate var isToBeMade: Bool { !changes.isEmpty || !settled.isEmpty }
}

private func split<Element>(
  _ elements: [Element], _ belongs: (Element) -> Bool
) -> ([Element], [Element]) {
  (elements.filter(belongs), elements.filter { !belongs($0) })
}
