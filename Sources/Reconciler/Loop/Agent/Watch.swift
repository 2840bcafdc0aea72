import Inventory
import Logging
import Model
import ServiceContract
import Source
import Spec

/// Looking at the repository.
extension Agent {
  func watch() async {
    var failures = 0
    let backoff = Backoff(first: .seconds(2), cap: .seconds(300))
    isWatching = true
    while !mustStop {
      let waiting = lookWaiters
      lookWaiters = []
      let ok = await look()
      for waiter in waiting { waiter.resume() }
      failures = ok ? 0 : failures + 1
      tellSource(failures: failures)
      let pause =
        ok
        ? settings.interval * Double.random(in: 0.9...1.1, using: &random)
        : min(settings.interval, backoff.delay(after: failures, using: &random))
      await lookSignal.wait(atMost: pause, clock: clock)
    }
    isWatching = false
    for waiter in lookWaiters { waiter.resume() }
    lookWaiters = []
  }

  /// Looks at the remote, and returns when that is done. While the loop does not run, or the
  /// remote did not answer the last time, there is nothing to wait for.
  func lookNow() async {
    guard isWatching, !mustStop, sourceProblem == nil else { return }
    await withCheckedContinuation { continuation in
      lookWaiters.append(continuation)
      lookSignal.set()
    }
  }

  /// Whether the remote answered.
  private func look() async -> Bool {
    counters.fetches += 1
    do {
      if let newer = try await source.fetch(after: fleet?.revision) { await take(newer) }
      if sourceProblem != nil { logger.info("the repository answers again") }
      sourceProblem = nil
      mark(distrust: nil)
      return true
    } catch {
      if mustStop { return true }
      counters.fetchFailures += 1
      if sourceProblem != "\(error)" {
        logger.warning("the repository could not be read", metadata: ["error": "\(error)"])
      }
      sourceProblem = "\(error)"
      if let failure = error as? SourceFailure, failure.isDistrust { mark(distrust: failure) }
      return false
    }
  }

  /// A new revision: what it changes is due at once, and what failed before counts no more.
  func take(_ new: Fleet) async {
    var new = new
    if let fleet { rememberGood(brokenClubs(new), in: fleet) }
    let provider = await lastProvider(for: new)
    new.lastGood = await lastGood(for: new, provider)
    new.lastPolicy = fleet?.policy ?? provider?.policy
    var affected = fleet.map { new.changed(since: $0) } ?? Set(new.clubs.keys)
    // Whether a club that left may go depends on how many others left.
    affected.formUnion(known.filter { new.clubs[$0] == nil })
    fleet = new
    takePausesAlong(new)
    for id in affected where lookedAt[id] == nil { lookedAt[id] = elapsed() }
    hostNames = nil
    tellProvider(new)
    for case .club(let id) in Set(board.told.keys.map(\.subject)) where !known.contains(id) {
      tellLeft(id, id)
    }
    if new.isRewritten {
      logger.warning("the branch was rewritten: this commit is not built upon the last one")
    }
    do {
      try engine.recordLimit(of: new)
      try engine.inventory.set(Agent.revisionSetting, to: new.revision.description)
      if new.repository.provider != nil, let content = new.repository.providerContent {
        try engine.inventory.set(Agent.providerSetting, to: content.hex)
      }
    } catch {
      logger.error("the inventory could not be written", metadata: ["error": "\(error)"])
    }
    logger.info(
      "new revision",
      metadata: [
        "revision": "\(new.revision)", "affected": "\(affected.count)",
        "author": "\(new.author ?? "")",
      ])
    for problem in new.repository.diagnostics.prefix(20) where problem.severity == .error {
      logger.warning(
        "\(problem.location): \(problem.message)", metadata: ["rule": "\(problem.rule.rawValue)"])
    }
    let now = elapsed()
    for id in affected {
      digests[id] = nil
      queue.addFresh(id, now: now)
    }
    workSignal.set()
  }

  /// For clubs whose file is broken in `new`: what was declared before.
  private func lastGood(
    for new: Fleet, _ provider: Provider?
  ) async -> [String: DeclaredClub] {
    var result: [String: DeclaredClub] = [:]
    for id in new.repository.provider == nil ? records.keys.sorted() : brokenClubs(new) {
      if let known = fleet?.declared(id, owned: (try? engine.inventory.owned(of: id)) ?? []) {
        result[id] = known
      } else if let good = records[id]?.lastGood, let provider,
        let club = await source.club(good, provider: provider, in: new)
      {
        result[id] = club
      }
    }
    return result
  }

  /// provider.yaml, or while it is broken the last one that was right: this process may be new.
  private func lastProvider(for new: Fleet) async -> Provider? {
    if let provider = new.repository.provider { return provider }
    guard let content = try? engine.inventory.setting(Agent.providerSetting) else { return nil }
    return await source.provider(ContentID(hex: content), in: new)
  }

  /// A club that has a new id now is still paused.
  private func takePausesAlong(_ new: Fleet) {
    for id in new.clubs.keys where records[id] == nil {
      guard let old = new.movedFrom(id), let pause = records[old]?.pause else { continue }
      do {
        try engine.inventory.pause(id, until: pause.until, reason: pause.reason, by: pause.by)
        records[id] = try engine.inventory.club(id)
      } catch {
        logger.error("the inventory could not be written", metadata: ["error": "\(error)"])
      }
    }
  }

  private func brokenClubs(_ new: Fleet) -> [String] {
    new.repository.clubs.filter { !$0.errors.isEmpty }.map(\.id)
  }
}
