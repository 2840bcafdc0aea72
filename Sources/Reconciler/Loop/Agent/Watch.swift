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
    new.lastGood = await lastGood(for: new)
    new.lastPolicy = fleet?.policy
    var affected = fleet.map { new.changed(since: $0) } ?? Set(new.clubs.keys)
    // Whether a club that left may go depends on how many others left.
    affected.formUnion(records.keys.filter { new.clubs[$0] == nil })
    fleet = new
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
      try engine.inventory.set(Agent.revisionSetting, to: new.revision.description)
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
  private func lastGood(for new: Fleet) async -> [String: DeclaredClub] {
    var result: [String: DeclaredClub] = [:]
    for id in new.repository.provider == nil ? records.keys.sorted() : brokenClubs(new) {
      if let known = fleet?.declared(id, owned: (try? engine.inventory.owned(of: id)) ?? []) {
        result[id] = known
      } else if let good = records[id]?.lastGood, let provider = new.repository.provider,
        let loaded = await source.club(
          file: good.file, content: good.content, siteTree: good.siteTree, in: new),
        let club = loaded.club
      {
        result[id] = DeclaredClub(
          hosted: HostedClub(club: club, provider: provider), siteTree: good.siteTree)
      }
    }
    return result
  }

  private func brokenClubs(_ new: Fleet) -> [String] {
    new.repository.clubs.filter { !$0.errors.isEmpty }.map(\.id)
  }
}
