import Foundation
import Model
import Reporting
import Spec
import Testing

struct StatusReportTests {
  private static func club(
    _ id: String, _ sync: SyncState, _ health: HealthState, _ ready: Condition.Status,
    _ reason: String, _ message: String
  ) -> ClubStatus {
    ClubStatus(
      id: id, name: "The \(id.capitalized)", sync: sync, health: health,
      lastAttemptedRevision: ReportingSamples.revision,
      lastAppliedRevision: health == .missing ? nil : ReportingSamples.revision,
      conditions: [
        Condition(
          type: .ready, status: ready, reason: reason, message: message,
          observedRevision: ReportingSamples.revision, lastTransitionTime: 1_795_510_800),
        Condition(
          type: .drifted, status: .no, reason: "NoDrift", message: "no drift",
          observedRevision: nil, lastTransitionTime: 1_795_510_000),
      ])
  }

  private static let clubs: [StatusReport.Entry] = [
    StatusReport.Entry(
      club(
        "chess", .synced, .healthy, .yes, "ReconciliationSucceeded", "live state is as declared"),
      lastReconciledAt: 1_795_510_900),
    StatusReport.Entry(
      club("thornbury-gardeners", .outOfSync, .missing, .no, "ChangesPending", "36 changes")),
    StatusReport.Entry(
      club("art", .unknown, .degraded, .unknown, "ServiceUnavailable", "caddy: \u{1B}[2Jrefused\n"),
      lastReconciledAt: 1_795_500_000,
      pause: StatusReport.Entry.Pause(until: 1_795_600_000, reason: "moving house")),
    StatusReport.Entry(
      club("knitters", .synced, .suspended, .yes, "ReconciliationSucceeded", "as declared"),
      pause: StatusReport.Entry.Pause(until: nil, reason: "wait for Ann")),
  ]

  @Test func `status is a table for people`() throws {
    try expectGolden(
      StatusReport.text(Self.clubs, revision: ReportingSamples.revision), "status.txt")
    try expectGolden(
      Self.clubs.map { StatusReport.details($0) }.joined(separator: "\n"), "status-details.txt")
    #expect(StatusReport.text([], revision: nil) == "no revision yet  0 clubs\n")
  }

  @Test func `status as JSON has its documented keys in their order`() throws {
    let json = StatusReport.json(Self.clubs, revision: ReportingSamples.revision)
    try expectGolden(json.encoded(.indented), "status.json")
    let root = try JSONSerialization.jsonObject(with: Data(json.encoded().utf8)) as? NSDictionary
    let first = try #require((root?["clubs"] as? [NSDictionary])?.first)
    #expect(first["sync"] as? String == "Synced")
    let condition = try #require((first["conditions"] as? [NSDictionary])?.first)
    #expect(condition["lastTransitionTime"] as? String == "2026-11-24T09:00:00Z")
    #expect(StatusReport.json([], revision: nil).encoded().contains(#""revision":null"#))
  }
}

struct HistoryReportTests {
  private static let entries = [
    HistoryReport.Entry(
      id: 8, time: 1_795_510_860, club: "chess", revision: ReportingSamples.revision,
      change: "chess/prosody/room/pawns@conference.chess.example#update", action: .update,
      result: "failed", message: "no room left on\ndevice", author: "Ann Admin <ann@p.example>",
      cycle: "c-42"),
    HistoryReport.Entry(
      id: 7, time: 1_795_510_800, club: "chess", revision: ReportingSamples.revision,
      change: "chess/prosody/account/rose@chess.example#create", action: .create,
      result: "applied", message: "declared, not live", author: nil, cycle: "c-41"),
  ]

  @Test func `history is a line an entry`() throws {
    try expectGolden(HistoryReport.text(Self.entries), "history.txt")
    #expect(HistoryReport.text([]) == "Nothing has happened yet.\n")
    #expect(HistoryReport.text([], isSearch: true) == "Nothing matches.\n")
  }

  @Test func `history as JSON says where the next page begins`() throws {
    try expectGolden(
      HistoryReport.json(Self.entries, hasMore: true).encoded(.indented), "history.json")
    #expect(HistoryReport.json(Self.entries).encoded().hasSuffix(#""next":null}"#))
    #expect(HistoryReport.json([], hasMore: true).encoded().hasSuffix(#""next":null}"#))
  }

  @Test func `an object is explained from its line to its state`() throws {
    let id = ReportingSamples.id("chess", ReportingSamples.account, "rose@chess.example")
    let origin = ReportingSamples.location("chess", 11)
    let record = Owned(
      id: id, state: .applied, fingerprint: Fingerprint(hex: "aa"), appliedAt: 1_795_510_800,
      revision: ReportingSamples.revision, origin: origin, protection: .members)
    let held = ReportingSamples.deleted(
      "chess", ReportingSamples.account, "rose@chess.example", line: 11,
      held: Hold(by: .protected, message: "protected (protect: [members])"))
    let subjects = [
      Explanation(
        resource: id, declared: origin, record: record,
        line: LineCommit(
          id: "4f2a9c0d1e3b5a7988776655443322110fedcba9", author: "Ann Admin <ann@p.example>",
          time: 1_795_500_000, subject: "Rose has joined"), history: Self.entries),
      Explanation(resource: id, declared: nil, record: record, change: held),
      Explanation(resource: id, declared: origin, record: nil, unknown: "connection refused"),
      Explanation(resource: id, declared: nil, record: nil),
    ]
    try expectGolden(
      subjects.map { ExplainReport.text($0) }.joined(separator: "\n"), "explain.txt")
    try expectGolden(ExplainReport.json(subjects[0]).encoded(.indented), "explain.json")
  }
}

struct ExitCodeTests {
  @Test func `the first that fits in the documented order is said`() {
    let order: [ExitCode] = [
      .usage, .error, .unreachable, .invalid, .stale, .failed, .held, .differences, .done,
    ]
    #expect(order.map(\.rawValue) == [64, 1, 6, 3, 7, 5, 4, 2, 0])
    #expect(Set(order) == Set(ExitCode.allCases))
    for (index, code) in order.enumerated() {
      #expect(ExitCode.first(of: order[index...].reversed()) == code)
    }
    #expect(ExitCode.first(of: []) == .done)
  }

  @Test func `a plan ends with the worst that it found`() {
    let mixed = ReportingSamples.mixed
    func code(_ ids: [String]) -> ExitCode {
      ExitCode.planning(
        Plan(revision: mixed.revision, clubs: mixed.clubs.filter { ids.contains($0.id) }))
    }
    #expect(code(["chess"]) == .differences)
    #expect(code(["chess", "knitters"]) == .held)
    #expect(code(["chess", "knitters", "school"]) == .invalid)
    #expect(code(["chess", "knitters", "school", "railway"]) == .unreachable)
    #expect(code(["dentists"]) == .done)
    #expect(code([]) == .done)
  }

  @Test func `a service that could not be read is never a difference`() {
    let unread = ClubPlan(
      id: "a", name: "A", sync: .unknown,
      unknown: [ClubPlan.Unknown(service: "caddy", reason: "refused")])
    let plan = Plan(revision: ReportingSamples.revision, clubs: [unread])
    #expect(ExitCode.planning(plan) == .unreachable)
    #expect(ExitCode.planning(plan.drift) == .unreachable)
  }

  @Test func `an apply that made everything is done`() {
    let chess = Plan(
      revision: ReportingSamples.revision, clubs: [ReportingSamples.mixed.clubs[0]])
    #expect(ExitCode.applying(chess, failed: 0) == .done)
    #expect(ExitCode.applying(chess, failed: 2) == .failed)
    #expect(ExitCode.applying(chess, failed: 2, unreachable: 1) == .unreachable)
    #expect(ExitCode.applying(ReportingSamples.mixed, failed: 0) == .unreachable)
    let knitters = Plan(
      revision: ReportingSamples.revision, clubs: [ReportingSamples.mixed.clubs[1]])
    #expect(ExitCode.applying(knitters, failed: 0) == .held)
  }

  @Test func `drift has the exit code of drift alone`() {
    #expect(ExitCode.planning(ReportingSamples.drifted.drift) == .differences)
    var plan = ReportingSamples.drifted
    plan.clubs.removeFirst()
    #expect(ExitCode.planning(plan) == .differences)
    #expect(ExitCode.planning(plan.drift) == .done)
  }
}
