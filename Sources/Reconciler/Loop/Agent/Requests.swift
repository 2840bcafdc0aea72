import Execution
import Inventory
import Logging
public import Model
public import Planning
public import Spec

/// What people and machines ask of a running agent.
extension Agent {
  public struct NoRevision: Error, CustomStringConvertible {
    public var problem: String?
    public var description: String {
      "no revision of the repository has been read yet" + (problem.map { ": \($0)" } ?? "")
    }
  }

  /// The repository has moved on since a person looked at it.
  public struct OtherRevision: Error, CustomStringConvertible {
    public var seen: Revision
    public var now: Revision

    public init(seen: Revision, now: Revision) {
      self.seen = seen
      self.now = now
    }

    public var description: String {
      "the plan was for \(seen), and the repository is at \(now) by now: look at the plan again"
    }
  }

  /// A pause that would have ended before it begins.
  public struct PauseIsOver: Error, CustomStringConvertible {
    /// Seconds since 1970.
    public var until: Int64
    public var description: String { "a pause until then is over already" }
  }

  /// What would change at the revision that the agent has, against the live services.
  public func plan(
    clubs: Set<String>?, letThrough: PlanningContext.LetThrough = .nothing,
    remembersLive: Bool = false
  ) async throws -> (plan: Plan, diagnostics: [Diagnostic]) {
    let fleet = try current()
    let plan = try await engine.plan(
      fleet,
      Engine.Request(
        clubs: clubs, now: wall(), letThrough: letThrough, remembersLive: remembersLive))
    return (plan, fleet.repository.diagnostics)
  }

  /// Seconds since 1970.
  public nonisolated var time: Int64 { wall() }

  public var isEnforcing: Bool { settings.enforce }

  /// The fleet at the last revision that was read.
  ///
  /// - Throws: ``NoRevision`` before the first one.
  public func current() throws -> Fleet {
    guard let fleet else { throw NoRevision(problem: sourceProblem) }
    return fleet
  }

  /// Lets held changes of these clubs through, for one revision only. What is named by its id stays
  /// let through until it is made; in a paused club that waits until the pause ends.
  ///
  /// - Parameters:
  ///   - changes: ids; nil: all that the next pass holds, and nothing in a later one.
  ///   - plans: by club, the fingerprint of the plan that the person has seen: the next pass
  ///     applies exactly that, or nothing of the club, and the approval goes with it.
  ///   - seen: of the plan that the person has looked at; throws ``OtherRevision`` when it is not
  ///     the present one.
  public func approve(
    clubs: Set<String>, changes: Set<String>?, by person: String,
    expecting plans: [String: Fingerprint] = [:], at seen: Revision
  ) throws {
    let revision = try current().revision
    guard revision == seen else { throw OtherRevision(seen: seen, now: revision) }
    for club in clubs {
      var approval = Approval(
        revision: revision, changes: changes ?? [], everything: changes == nil, by: person,
        expected: plans[club])
      if let before = approvals[club], before.revision == revision, before.expected == nil,
        approval.expected == nil
      {
        approval.changes.formUnion(before.changes)
        approval.everything = approval.everything || before.everything
      }
      approvals[club] = approval
    }
    note(approvalOf: changes, in: clubs, by: person)
    if changes != [] { logger.info("held changes are let through", metadata: ["by": "\(person)"]) }
  }

  /// Those of these clubs that are not left alone at this time.
  public func unpaused(_ clubs: Set<String>) -> Set<String> {
    let now = wall()
    return clubs.filter { records[$0]?.isPaused(at: now) != true }
  }

  /// Looks at these clubs now (all when nil), and returns what came of it when it has.
  public func reconcile(clubs: Set<String>?) async -> [ClubResult] {
    await withTaskGroup(of: ClubResult?.self) { group in
      for club in clubs ?? known { group.addTask { await self.reconciled(club) } }
      var results: [ClubResult] = []
      for await case let result? in group { results.append(result) }
      return results.sorted { $0.planned.id < $1.planned.id }
    }
  }

  private func reconciled(_ club: String) async -> ClubResult? {
    guard !mustStop else { return nil }
    return await withCheckedContinuation { continuation in
      waiters[club, default: []].append(continuation)
      queue.addFresh(club, now: elapsed())
      workSignal.set()
    }
  }

  /// Whether these first digits of a commit are those of other things in the repository, too.
  public func isAmbiguous(_ digits: String) async -> Bool { await source.isAmbiguous(digits) }

  /// Asks for a look at the repository, as a webhook does. Only a hint.
  public func lookSoon() { lookSignal.set() }

  /// Compares all live state now.
  public func sweepNow() async { await sweepAll(cold: false) }

  /// Leaves a club alone until then (seconds since 1970), or until it is resumed. When this returns,
  /// the step that was under way is over, and none is begun. Throws ``PauseIsOver`` for a time that
  /// has come: whatever pause there is goes on.
  ///
  /// - Parameter note: what the history says of it; nil: the reason.
  /// - Returns: false for a club that is not known.
  public func pause(
    _ club: String, until: Int64?, reason: String, by: String, note: String? = nil
  ) async throws -> Bool {
    guard try knows(club) else { return false }
    if let until, until <= wall() { throw PauseIsOver(until: until) }
    let ids = idsOf(club)
    try engine.inventory.together {
      for id in ids { try engine.inventory.pause(id, until: until, reason: reason, by: by) }
      try engine.inventory.append([decision(.pause, "\(club)#pause", of: club, note ?? reason, by)])
    }
    for id in ids {
      records[id] = try engine.inventory.club(id) ?? records[id]
      wakeups[id] = until
    }
    workSignal.set()
    logger.info("paused", metadata: ["club": "\(club)", "reason": "\(reason)", "by": "\(by)"])
    await halt(ids)
    return true
  }

  /// Ends a pause and makes the club due, with its former id while that still has its things.
  ///
  /// - Returns: false for a club that is not known.
  public func resume(_ club: String, by: String) throws -> Bool {
    guard try knows(club) else { return false }
    let before = records[club]?.pause.map { "was paused by \($0.by): \($0.reason)" }
    let ids = idsOf(club)
    try engine.inventory.together {
      for id in ids { try engine.inventory.resume(id) }
      try engine.inventory.append([
        decision(.resume, "\(club)#resume", of: club, before ?? "was not paused", by)
      ])
    }
    for id in ids {
      records[id] = try engine.inventory.club(id) ?? records[id]
      queue.addFresh(id, now: elapsed())
    }
    logger.info("resumed", metadata: ["club": "\(club)", "by": "\(by)"])
    workSignal.set()
    return true
  }

  /// Declared, remembered (its file may be gone), or the owner of something.
  private func knows(_ club: String) throws -> Bool {
    try fleet?.clubs[club] != nil || records[club] != nil
      || !engine.inventory.owned(of: club).isEmpty
  }

  /// Itself, and as long as its new id has not taken over what it had, the other one; its file may be
  /// broken for the moment.
  private func idsOf(_ club: String) -> [String] {
    guard let fleet else { return [club] }
    var ids: Set = [club]
    for (new, loaded) in fleet.clubs {
      guard let old = loaded.movedFrom, fleet.clubs[old] == nil, records[old] != nil,
        old == club || new == club
      else { continue }
      ids.formUnion([old, new])
    }
    return ids.sorted()
  }

  /// New settings, after SIGHUP. What is under way goes on with the old ones.
  public func apply(_ settings: Settings) {
    self.settings = settings
    logger.info("reloaded")
    for signal in [workSignal, lookSignal, sweepSignal] { signal.set() }
  }
}
