public import Inventory
public import Model
public import Spec

/// How the agent is: what `/healthz`, `/readyz`, `/metrics` and the status page show.
public struct AgentReport: Sendable {
  public var revision: Revision?
  public var clubs: [ClubRecord]
  public var unmanaged: [Unmanaged]
  /// By service: what it said when it did not answer.
  public var down: [String: String]
  public var sourceProblem: String?
  /// Clubs that wait or are in work.
  public var queued: Int
  public var counters: Counters
  /// Clubs that were not reconciled for longer than the watchdog allows, the oldest first.
  public var overdue: [String]
  public var errors: [Diagnostic]
  public var now: Int64
  /// How telling those whom agent.yaml names under `notify` goes.
  public var receivers: [ReceiverRecord]

  public init(
    revision: Revision?, clubs: [ClubRecord], unmanaged: [Unmanaged], down: [String: String],
    sourceProblem: String?, queued: Int, counters: Counters, overdue: [String],
    errors: [Diagnostic], now: Int64, isReady: Bool, isBlind: Bool = false,
    receivers: [ReceiverRecord] = []
  ) {
    self.revision = revision
    self.clubs = clubs
    self.unmanaged = unmanaged
    self.down = down
    self.sourceProblem = sourceProblem
    self.queued = queued
    self.counters = counters
    self.overdue = overdue
    self.errors = errors
    self.now = now
    self.isReady = isReady
    self.isBlind = isBlind
    self.receivers = receivers
  }

  /// Promise 9: the loop never stops silently.
  public var isHealthy: Bool { overdue.isEmpty && !isBlind }
  /// No revision of the repository was read since the start, for longer than the watchdog allows.
  public var isBlind: Bool
  /// Whether a revision was read and every club was looked at once.
  public var isReady: Bool
}

extension Agent {
  /// How the agent is now, from memory: no service is asked.
  public func report() -> AgentReport {
    let now = wall()
    let clubs = records.keys.sorted().compactMap { records[$0] }
    return AgentReport(
      revision: fleet?.revision, clubs: clubs, unmanaged: unmanaged, down: down,
      sourceProblem: sourceProblem, queued: queue.count, counters: counters,
      overdue: overdue(now), errors: fleet?.repository.diagnostics ?? [], now: now,
      isReady: fleet != nil && fleet!.clubs.keys.allSatisfy { records[$0] != nil },
      isBlind: fleet == nil && elapsed() > settings.watchdog,
      receivers: publicReceivers())
  }

  /// In the order of agent.yaml, by their public names.
  private func publicReceivers() -> [ReceiverRecord] {
    guard !board.receivers.isEmpty, let records = try? engine.inventory.receivers() else {
      return []
    }
    return board.receivers.compactMap { receiver in
      guard var record = records.first(where: { $0.name == receiver.name }) else { return nil }
      record.name = receiver.publicName
      return record
    }
  }

  /// Whether a club is reached by this host name (A-labels, lower case).
  public func serves(host: String) -> Bool {
    let names = hostNames ?? fleet?.hostNames() ?? []
    hostNames = names
    return names.contains(host)
  }

  public var providerName: String? { fleet?.repository.provider?.name.value }

  /// What is remembered of a club; nil for one that no pass has reached yet.
  public func record(of club: String) -> ClubRecord? { records[club] }

  /// A paused club is left alone on purpose; all others must be looked at in time: by a clock that
  /// does not jump, so that a wrong time of day neither hides a club nor cries wolf.
  private func overdue(_ now: Int64) -> [String] {
    let limit = settings.watchdog
    let present = elapsed()
    func lastLook(_ id: String) -> Duration { lookedAt[id] ?? .zero }
    func isLeftAlone(_ id: String) -> Bool {
      guard let until = records[id]?.pausedUntil else {
        return records[id]?.isPaused(at: now) == true
      }
      return now - until <= limit.components.seconds
    }
    return
      known
      .filter { present - lastLook($0) > limit && !isLeftAlone($0) }
      .sorted { (lastLook($0), $0) < (lastLook($1), $1) }
  }
}
