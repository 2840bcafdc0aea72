import Inventory
import Model
import Reconciler
import Spec
import TestSupport
import Testing

@testable import Web

@Suite struct StatusPageTests {
  private static let hostile = #"</style><script>alert(1)</script><img src=x onerror="x">"#

  private func page(_ report: AgentReport, _ audience: Audience, provider: String? = nil) -> String
  {
    StatusPage(
      report: report, provider: provider, services: ["prosody", "caddy"], version: "1.2.3",
      audience: audience
    ).markup(nonce: "n")
  }

  private static var hostileReport: AgentReport {
    var club = StatusFixture.club(
      "chess", hostile, .outOfSync, .degraded, reason: hostile, message: hostile)
    club.lastAppliedRevision = Revision(hostile)
    var paused = StatusFixture.club("pause", hostile)
    paused.pause = Pause(until: nil, reason: hostile, by: hostile)
    var report = StatusFixture.report([club, paused])
    report.revision = Revision("\(hostile)@sha1:\(hostile)")
    report.down = ["prosody": hostile]
    report.sourceProblem = hostile
    report.unmanaged = [Unmanaged(service: hostile, kind: hostile, name: hostile)]
    report.errors = [
      Diagnostic(
        .yamlSyntax, .error, hostile,
        at: SourceLocation(file: hostile, position: .init(line: 1, column: 1)))
    ]
    return report
  }

  @Test(arguments: [Audience.everyone, .operators])
  func `no value becomes markup`(audience: Audience) {
    let page = page(Self.hostileReport, audience, provider: Self.hostile)
    #expect(!page.contains("<script"))
    #expect(!page.contains("<img"))
    #expect(page.contains("&lt;script&gt;"))
    #expect(page.components(of: "</style>") == 1)
  }

  @Test func `the page has no script, no form, no link and nothing from elsewhere`() async throws {
    try await StatusFixture.run(StatusFixture.report(), provider: "Green Valley") {
      server async throws in
      let answer = try await server.get("/")
      #expect(answer.headers["content-type"] == "text/html; charset=utf-8")
      for word in ["<script", "<form", "<a ", "http://", "https://", "@import", "url("] {
        #expect(!answer.body.contains(word), "\(word)")
      }
      let policy = try #require(answer.headers["content-security-policy"])
      let nonce = try #require(policy.firstMatch(of: /style-src 'nonce-([a-z0-9]{20,})'/)?.1)
      #expect(answer.body.contains("<style nonce=\"\(nonce)\">"))
      let second = try await server.get("/")
      #expect(second.headers["content-security-policy"] != policy)
    }
  }

  @Test func `the heading says in one sentence how things are`() {
    let good = StatusFixture.club("chess", "Chess Club")
    let bad = StatusFixture.club(
      "knitters", "Knitters", .unknown, .degraded, reason: "ServiceUnavailable")
    let busy = StatusFixture.club(
      "dentists", "Dentists", .outOfSync, .progressing, reason: "ChangesPending")
    #expect(page(StatusFixture.report([]), .everyone).contains(">No clubs yet</h1>"))
    #expect(page(StatusFixture.report([good]), .everyone).contains(">The club is well</h1>"))
    #expect(
      page(StatusFixture.report([good, good]), .everyone).contains(">Both clubs are well</h1>"))
    #expect(
      page(StatusFixture.report([good, bad, busy]), .everyone)
        .contains(">1 of 3 clubs needs a look</h1>"))
    #expect(
      page(StatusFixture.report([good, busy]), .everyone)
        .contains(">Changes are due or under way for 1 club</h1>"))
  }

  @Test func `clubs that need a look come first, then by name`() {
    let clubs = [
      StatusFixture.club("a", "Allotments"), StatusFixture.club("c", "Choir"),
      StatusFixture.club("z", "Zither", .unknown, .degraded, reason: "ServiceUnavailable"),
      StatusFixture.club("b", "Bees"),
    ]
    let page = page(StatusFixture.report(clubs), .everyone)
    let names = page.matches(of: /class="name">([^<]*)</).map { String($0.1) }
    #expect(names == ["Zither", "Allotments", "Bees", "Choir"])
  }

  @Test func `a very long list of clubs is cut and counted`() {
    let clubs = (1...1_203).map { StatusFixture.club("club-\($0)", "Club \($0)") }
    let page = page(StatusFixture.report(clubs), .everyone)
    #expect(page.components(of: "<tr class=") == StatusPage.maximumRows)
    #expect(page.contains("203 more clubs"))
  }

  @Test(
    arguments: SyncState.allCases.flatMap { sync in
      HealthState.allCases.map { (sync, $0) }
    })
  func `every pair of states has words`(sync: SyncState, health: HealthState) {
    var club = StatusFixture.club("chess", "Chess Club", sync, health, reason: "SomethingNew")
    let words = ClubWords(club, now: StatusFixture.now)
    #expect(!words.sentence.isEmpty)
    #expect((words.tone == .good) == (sync == .synced && health == .healthy))
    club.pause = Pause(until: StatusFixture.now + 60, reason: "moving house", by: "sam")
    #expect(ClubWords(club, now: StatusFixture.now).sentence == "Left alone for now (paused)")
    #expect(ClubWords(club, now: StatusFixture.now + 60).sentence == words.sentence)
  }

  @Test func `a suspended club is not shown as one that needs a look`() {
    let club = StatusFixture.club("chess", "Chess Club", .synced, .suspended)
    #expect(!ClubWords(club, now: StatusFixture.now).needsAttention)
  }
}

extension String {
  /// How often `part` is in it.
  fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}
