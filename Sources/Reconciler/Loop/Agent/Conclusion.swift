import Execution
import Inventory
import Logging
import Model
import ServiceContract
import Spec

/// What a pass over a club came to: its record, its log lines, and when it is due again.
extension Agent {
  func conclude(
    planned: Engine.Inspection, after: Engine.Inspection?, outcomes: [ChangeOutcome],
    isStale: Bool = false, _ fleet: Fleet, _ logger: Logger
  ) -> ClubResult {
    let id = planned.plan.id
    let last = after ?? planned
    log(planned.plan, outcomes, logger)
    remember(heldBy: last.plan)
    var judged = planned.plan
    judged.unknown = last.plan.unknown
    if last.plan.sync != .unknown, judged.sync == .unknown { judged.sync = .outOfSync }
    if last.plan.sync == .unknown { judged.sync = .unknown }
    do {
      let usable = fleet.clubs[id]?.errors.isEmpty == true
      let deleted = outcomes.filter { $0.change.action == .delete && $0.outcome == .applied }
      try engine.remember(
        last.plan, deleted: Set(deleted.map(\.change.resource)),
        declared: usable ? fleet.clubs[id]?.club : nil)
    } catch {
      logger.error("the inventory could not be written", metadata: ["error": "\(error)"])
    }
    let verdict = Verdict(
      plan: judged, outcomes: outcomes,
      isSuspended: planned.plan.standing == .closed || planned.plan.standing == .over)
    // Applied, and still not as declared: somebody works against us, or the answer was wrong.
    let open = last.plan.changes.contains { $0.held == nil }
    let contested = after != nil && open && verdict.result == .done
    scopes[id] = last.scopes
    let inSync = last.plan.changes.isEmpty && last.plan.unknown.isEmpty
    digests[id] = inSync ? last.digests : nil
    wakeups[id] = isPaused(id) ? records[id]?.pausedUntil : last.plan.wakesAt
    let before = records[id]
    let record = record(verdict, fleet, contested: contested)
    records[id] = record
    for (service, reason) in last.outages { markDown(service, reason) }
    for scope in last.scopes where last.outages[scope.service] == nil {
      tellAnswers(scope.service)
    }
    tell(verdict, record, before: before, loaded: fleet.clubs[id])
    var result = ClubResult(planned: planned.plan, outcomes: outcomes, after: after?.plan)
    result.isStale = isStale
    // It came while changes were made, and kept the rest of them back.
    let isCutShort = outcomes.contains { $0.outcome == .skipped }
    if isCutShort, isPaused(id) { result.pause = records[id]?.pause }
    finish(id, contested ? .retry : verdict.result, result)
    // Nobody waits for that plan any more: the next pass makes its own.
    if isStale { queue.add(id, now: elapsed()) }
    return result
  }

  private func record(_ verdict: Verdict, _ fleet: Fleet, contested: Bool) -> ClubRecord {
    let id = verdict.plan.id
    let now = wall()
    var record =
      records[id]
      ?? ClubRecord(id: id, name: verdict.plan.name, sync: .unknown, health: .progressing)
    record.name = verdict.plan.name
    record.sync = contested ? .outOfSync : verdict.sync
    record.health = contested ? .progressing : verdict.health
    record.lastAttemptedRevision = fleet.revision
    if record.sync == .synced { record.lastAppliedRevision = fleet.revision }
    let before = record.conditions
    record.conditions = verdict.conditions(revision: fleet.revision, before: before, now: now)
    if let condition = sourceCondition(
      before: before.first { $0.type == .sourceVerified })
    {
      record.conditions.append(condition)
    }
    if verdict.plan.unknown.isEmpty {
      // Looked at is not compared: nobody knows what a file that cannot be read wants.
      if verdict.plan.sync != .unknown { record.lastReconciledAt = now }
      lookedAt[id] = elapsed()
    }
    if let good = good(id, in: fleet) { record.lastGood = good }
    return record
  }

  /// What the file holds, when it can be used. Without a provider.yaml nobody knows whether it is
  /// right.
  private func good(_ id: String, in fleet: Fleet) -> LastGood? {
    guard fleet.repository.provider != nil, let loaded = fleet.clubs[id], loaded.errors.isEmpty,
      loaded.club != nil
    else { return nil }
    return LastGood(
      file: loaded.file, content: loaded.content, privateContent: loaded.privateContent,
      siteTree: loaded.siteTree)
  }

  /// Writes down the good state of these clubs before it is made, or before a broken file takes its
  /// place: an agent that is killed must not fall back to an older one.
  func rememberGood(_ clubs: some Sequence<String>, in fleet: Fleet) {
    var changed: [ClubRecord] = []
    for id in clubs {
      guard let good = good(id, in: fleet), records[id] != nil, records[id]?.lastGood != good
      else { continue }
      records[id]?.lastGood = good
      if let record = records[id] { changed.append(record) }
    }
    if !changed.isEmpty { save(changed) }
  }

  private func log(_ plan: ClubPlan, _ outcomes: [ChangeOutcome], _ logger: Logger) {
    counters.driftFound += plan.changes.count { $0.cause == .drift && $0.action != .forget }
    for result in outcomes {
      let metadata: Logger.Metadata = [
        "club": "\(plan.id)", "change": "\(result.change.id)", "cause": "\(result.change.cause)",
      ]
      switch result.outcome {
      case .applied:
        counters.changesApplied += 1
        logger.info("applied", metadata: metadata)
      case .failed(let failure):
        counters.changesFailed += 1
        logger.warning("failed: \(failure.message)", metadata: metadata)
      case .skipped:
        logger.debug("skipped", metadata: metadata)
      }
    }
    for unknown in plan.unknown {
      logger.warning(
        "not read: \(unknown.reason)",
        metadata: ["club": "\(plan.id)", "service": "\(unknown.service)"])
    }
  }
}
