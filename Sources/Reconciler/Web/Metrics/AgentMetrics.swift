import Hummingbird
import Inventory
import Model
import Reconciler
import Spec

extension StatusResponder {
  func metrics(_ report: AgentReport) -> Response {
    var text = MetricsText()
    text.addClubs(report)
    text.addServices(report, settings.services)
    text.addCounters(report.counters)
    text.addNotices(report.receivers)
    text.addProcess(ProcessFigures())
    text.add(
      "allotment_build_info", .gauge, "Constant 1, with the version that runs.",
      [.init(1, ("version", settings.version))])
    return .text(.ok, text.text, type: MetricsText.contentType)
  }
}

extension MetricsText {
  /// Every pair of states, so that a series does not come and go.
  fileprivate mutating func addClubs(_ report: AgentReport) {
    var counts: [SyncState: [HealthState: Int]] = [:]
    for club in report.clubs { counts[club.sync, default: [:]][club.health, default: 0] += 1 }
    let samples = SyncState.allCases.flatMap { sync in
      HealthState.allCases.map { health in
        Sample(
          counts[sync]?[health] ?? 0, ("sync", sync.rawValue), ("health", health.rawValue))
      }
    }
    add("allotment_clubs", .gauge, "Clubs by sync and health.", samples)
    let paused = report.clubs.count { $0.isPaused(at: report.now) }
    add("allotment_clubs_paused", .gauge, "Clubs that are left alone for a while.", paused)
    add(
      "allotment_clubs_overdue", .gauge,
      "Clubs that were not reconciled for longer than the watchdog allows.", report.overdue.count)
    let blocked = report.clubs.count { $0.condition(.pruneBlocked)?.status == .yes }
    add("allotment_clubs_held", .gauge, "Clubs with removals that wait for approval.", blocked)
    add(
      "allotment_oldest_reconciliation_age_seconds", .gauge,
      "Time since the least recently reconciled club that is not paused was reconciled.",
      report.oldestAge)
    add("allotment_queue_length", .gauge, "Clubs that wait or are in work.", report.queued)
    let errors = report.errors.count { $0.severity == .error }
    add("allotment_spec_errors", .gauge, "Errors in the files of the last revision.", errors)
  }

  fileprivate mutating func addServices(_ report: AgentReport, _ services: [String]) {
    add(
      "allotment_service_up", .gauge, "Whether a service answers.",
      services.map { Sample(report.down[$0] == nil, ("service", $0)) })
    let unmanaged = Dictionary(grouping: report.unmanaged, by: \.service).mapValues(\.count)
    add(
      "allotment_unmanaged_objects", .gauge, "Live things of no club that are not ours.",
      services.map { Sample(unmanaged[$0] ?? 0, ("service", $0)) })
    add(
      "allotment_source_up", .gauge, "Whether the repository answered when it was last asked.",
      [Sample(report.sourceProblem == nil && report.revision != nil)])
    add(
      "allotment_ready", .gauge, "Whether every club of a revision was looked at once.",
      [Sample(report.isReady)])
  }

  fileprivate mutating func addCounters(_ counters: Counters) {
    add("allotment_passes_total", .counter, "Passes over a club.", counters.passes)
    add(
      "allotment_changes_total", .counter, "Changes that were tried, by outcome.",
      [
        Sample(counters.changesApplied, ("outcome", "applied")),
        Sample(counters.changesFailed, ("outcome", "failed")),
      ])
    add(
      "allotment_drift_total", .counter, "Live changes that were not ours and were found.",
      counters.driftFound)
    add("allotment_fetches_total", .counter, "Looks at the repository.", counters.fetches)
    add(
      "allotment_fetch_failures_total", .counter, "Looks at the repository that failed.",
      counters.fetchFailures)
    add("allotment_sweeps_total", .counter, "Comparisons of all live state.", counters.sweeps)
    add(
      "allotment_sweep_failures_total", .counter, "Services that could not be swept.",
      counters.sweepFailures)
  }

  fileprivate mutating func addNotices(_ receivers: [ReceiverRecord]) {
    func samples(_ value: (ReceiverRecord) -> Int64) -> [Sample] {
      receivers.map { Sample(Double(value($0)), ("receiver", $0.name)) }
    }
    add(
      "allotment_notices_waiting", .gauge, "Notices that are to be sent yet.",
      samples { Int64($0.waiting) })
    add(
      "allotment_notices_delivered_total", .counter, "Notices that have arrived.",
      samples(\.delivered))
    add(
      "allotment_notices_lost_total", .counter, "Notices that a receiver never got.",
      samples(\.lost))
  }

  /// The names that Prometheus' own client libraries use.
  fileprivate mutating func addProcess(_ figures: ProcessFigures) {
    add(
      "process_resident_memory_bytes", .gauge, "Resident memory size in bytes.",
      figures.residentBytes)
    add("process_open_fds", .gauge, "Number of open file descriptors.", figures.openFiles)
    add(
      "process_cpu_seconds_total", .counter, "Total user and system CPU time spent in seconds.",
      figures.cpuSeconds.map { [Sample($0)] } ?? [])
    add(
      "process_start_time_seconds", .gauge,
      "Start time of the process since unix epoch in seconds.", figures.startedAt)
  }
}

extension AgentReport {
  /// Seconds; nil while no club was reconciled.
  var oldestAge: Int? {
    clubs.lazy.filter { !$0.isPaused(at: now) }.compactMap(\.lastReconciledAt).min()
      .map { Int(max(0, now - $0)) }
  }
}
