import Foundation
import Model
import Reporting
import Spec
import Testing

struct PlanReportTests {
  @Test func `a plan reads like a letter first, and then in detail`() throws {
    try expectGolden(PlanReport.text(ReportingSamples.mixed), "mixed.txt")
  }

  @Test func `colour changes nothing but the colour`() throws {
    let colored = PlanReport.text(ReportingSamples.mixed, TextOptions(color: true))
    #expect(colored.contains("\u{1B}[32m+\u{1B}[0m account rose@chess.example"))
    let plain = colored.replacing(try Regex("\u{1B}\\[[0-9]+m"), with: "")
    #expect(plain == PlanReport.text(ReportingSamples.mixed))
  }

  @Test func `a plan for a pull request`() throws {
    try expectGolden(PlanReport.markdown(ReportingSamples.mixed), "mixed.md")
  }

  @Test func `in sync is one short line, and what is not managed is still said`() throws {
    try expectGolden(PlanReport.text(ReportingSamples.inSync), "in-sync.txt")
    try expectGolden(PlanReport.markdown(ReportingSamples.inSync), "in-sync.md")
    var bare = ReportingSamples.inSync
    bare.clubs[0].notManaged = []
    #expect(PlanReport.text(bare) == "In sync with main@4f2a9c0d1e3b: 2 clubs.\n")
  }

  @Test func `a large plan is cut, but no deletion is hidden behind creations`() throws {
    let text = PlanReport.text(ReportingSamples.large)
    try expectGolden(text, "large.txt")
    #expect(text.contains("- account gone1@bigclub.example"))
    #expect(text.contains("! delete account h1@halved.example"))
    #expect(text.contains("Big Club (bigclub)"))
  }

  @Test func `verbose leaves nothing out`() {
    let text = PlanReport.text(ReportingSamples.large, TextOptions(verbose: true))
    for club in ReportingSamples.large.clubs {
      for change in club.changes { #expect(text.contains(change.resource.name)) }
    }
    #expect(!text.contains("…"))
  }

  @Test func `a comment stays within what forges take`() {
    let plan = Plan(
      revision: ReportingSamples.revision,
      clubs: (0..<3000).map { number in
        ClubPlan(
          id: "club-\(number)", name: "Club \(number)", sync: .outOfSync,
          changes: (0..<30).map {
            ReportingSamples.account("club-\(number)", "member\($0)", line: UInt32($0))
          })
      })
    let text = PlanReport.markdown(plan)
    #expect(text.utf8.count < 65_000)
    #expect(text.contains("too long for here"))
  }

  @Test func `live values cannot drive a terminal or forge a line`() throws {
    let text = PlanReport.text(ReportingSamples.hostile)
    try expectGolden(text, "hostile.txt")
    let bad = text.unicodeScalars.filter { scalar in
      scalar != "\n" && scalar != "\u{200D}"
        && (scalar.properties.generalCategory == .control
          || scalar.properties.generalCategory == .format
          || scalar.properties.generalCategory == .lineSeparator)
    }
    #expect(bad.isEmpty)
    #expect(!text.contains("\n- account rose"))
    #expect(!text.contains("\n+ account x"))
  }

  @Test func `live values are no markup, no link and no mention in a comment`() throws {
    let text = PlanReport.markdown(ReportingSamples.hostile)
    try expectGolden(text, "hostile.md")
    #expect(!text.contains("<img"))
    #expect(!text.contains("<script") || text.contains("`<script"))
    #expect(!text.contains("<b>"))
  }

  @Test func `what carries the mark of a club that does not declare it is told, in every form`() {
    let stray = Unmanaged(
      service: "prosody", kind: "vhost", name: "old.example", mark: "chess\u{1B}[2J")
    let plan = Plan(revision: Revision("main@sha1:1"), clubs: [], unmanaged: [stray])
    #expect(PlanReport.text(plan).contains("old.example, marked as club chess\\u{1B}[2J's, which"))
    #expect(PlanReport.markdown(plan).contains("marked as club"))
    #expect(PlanReport.json(plan).encoded().contains(#""mark":"chess\u001b[2J""#))
  }
}

/// What time brings by itself.
struct UpcomingReportTests {
  private static let now: Int64 = 1_800_000_000

  private var plan: Plan {
    let violet = ReportingSamples.id("chess", ReportingSamples.account, "violet@chess.example")
    return Plan(
      revision: ReportingSamples.revision,
      clubs: [
        ClubPlan(
          id: "chess", name: "Chess Club", sync: .synced, standing: .open,
          upcoming: [
            Upcoming(
              time: Self.now + 86_400, text: "is deleted: its grace period ends",
              resource: violet, now: Self.now),
            Upcoming(
              time: Self.now + 228 * 86_400, text: "closes on 31 August 2027", now: Self.now),
          ]),
        ClubPlan(id: "go", name: "Go Club", sync: .synced, standing: .closed),
      ])
  }

  @Test func `of many clubs what comes soon is said, and of one all that comes`() {
    let soon =
      "coming: Chess Club (chess): account violet@chess.example is deleted: its grace period ends "
      + "(2027-01-16)\n"
    let late = "coming: Chess Club (chess): closes on 31 August 2027\n"
    let text = PlanReport.text(plan)
    #expect(text.contains(soon) && !text.contains(late), "\(text)")
    #expect(PlanReport.text(plan, TextOptions(verbose: true)).contains(soon + late))
    var alone = plan
    alone.clubs.removeLast()
    #expect(PlanReport.text(alone).contains(soon + late))
    #expect(
      PlanReport.markdown(alone).contains("**Coming by itself**")
        && PlanReport.markdown(alone).contains("closes on 31 August 2027"))
  }

  @Test func `the JSON says where a club stands, and what comes when`() {
    let json = PlanReport.json(plan).encoded()
    #expect(
      json.contains(
        #""standing":"open","upcoming":[{"time":"2027-01-16T08:00:00Z","#
          + #""what":"is deleted: its grace period ends","kind":"account","#
          + #""name":"violet@chess.example"},"#), "\(json)")
    #expect(json.contains(#""standing":"closed","upcoming":[]"#))
  }

  @Test func `who may not know names does not learn them from what comes`() {
    let json = PlanReport.json(plan.impersonal).encoded()
    #expect(!json.contains("violet"))
    #expect(json.contains("closes on 31 August 2027"))
  }
}

struct DriftReportTests {
  @Test func `drift is what changed live, and not what a commit asks for`() throws {
    let text = DriftReport.text(ReportingSamples.drifted)
    try expectGolden(text, "drift.txt")
    #expect(!text.contains("eva"))
    #expect(!text.contains("joe"))
    try expectGolden(DriftReport.json(ReportingSamples.drifted).encoded(.indented), "drift.json")
    try expectGolden(DriftReport.markdown(ReportingSamples.drifted), "drift.md")
  }

  @Test func `a club that only waits for a commit has not drifted`() {
    let drift = ReportingSamples.drifted.drift
    #expect(drift.clubs.map(\.sync) == [.outOfSync, .synced])
    #expect(!drift.isInSync)
  }

  @Test func `a club's sync is that of its plan`() throws {
    func sync(_ json: JSON) throws -> [String] {
      let text = json.encoded()
      return text.matches(of: /"sync":"(\w+)"/).map { String($0.output.1) }
    }
    let (drifted, pending) = (ReportingSamples.drifted, ReportingSamples.drifted.clubs[1])
    #expect(try sync(DriftReport.json(drifted)) == sync(PlanReport.json(drifted)))
    let waiting = Plan(revision: drifted.revision, clubs: [pending])
    let json = DriftReport.json(waiting).encoded()
    #expect(json.contains(#""sync":"OutOfSync""#) && json.contains(#""inSync":true"#), "\(json)")
  }

  @Test func `no drift is one short line`() {
    var plan = ReportingSamples.drifted
    plan.clubs.removeFirst()
    #expect(DriftReport.text(plan) == "No drift from main@4f2a9c0d1e3b: 1 club.\n")
  }

  @Test func `what could not be read is never "no drift"`() {
    let drift = ReportingSamples.mixed.drift
    #expect(drift.clubs.first { $0.id == "railway" }?.sync == .unknown)
    #expect(!drift.isInSync)
    #expect(DriftReport.text(ReportingSamples.mixed).contains("unknown: caddy of railway"))
  }
}

struct PlanJSONTests {
  @Test func `the JSON of a plan has its documented keys in their order`() throws {
    try expectGolden(PlanReport.json(ReportingSamples.mixed).encoded(.indented), "mixed.json")
  }

  @Test func `both layouts say the same, and another parser agrees`() throws {
    for plan in [ReportingSamples.mixed, ReportingSamples.hostile, ReportingSamples.large] {
      let json = PlanReport.json(plan)
      let compact = try parsed(json.encoded())
      #expect(compact == (try parsed(json.encoded(.indented))))
      #expect(!json.encoded().contains("\n"))
    }
  }

  @Test func `hostile texts come back from the JSON as they were`() throws {
    let root = try parsed(PlanReport.json(ReportingSamples.hostile).encoded())
    let club = try #require((root["clubs"] as? [NSDictionary])?.first)
    let change = try #require((club["changes"] as? [NSDictionary])?.first)
    let wanted = try #require(ReportingSamples.hostile.clubs.first?.changes.first)
    #expect(change["name"] as? String == wanted.resource.name)
    let field = try #require((change["fields"] as? [NSDictionary])?.first)
    #expect(field["before"] as? String == wanted.fields[0].before?.description)
  }

  @Test func `a held change counts as held and as nothing else`() throws {
    let root = try parsed(PlanReport.json(ReportingSamples.mixed).encoded())
    let summary = try #require(root["summary"] as? [String: Int])
    #expect(
      summary == [
        "create": 4, "update": 2, "delete": 1, "adopt": 1, "held": 1, "unknown": 1, "forget": 1,
      ])
    #expect(root["inSync"] as? Bool == false)
    #expect(root["formatVersion"] as? String == "1")
  }

  @Test func `numbers, flags, sets and maps keep their sort`() throws {
    let plan = Plan(
      revision: ReportingSamples.revision,
      clubs: [
        ClubPlan(
          id: "a", name: "A", sync: .outOfSync,
          changes: [
            ReportingSamples.created(
              "a", ReportingSamples.room, "r", line: 1,
              [
                "1": .number(.max), "2": .flag(true), "3": .set(["b", "a"]),
                "4": .map(["z": "1", "a": "2"]), "5": .set([]), "6": .map([:]),
              ])
          ])
      ])
    let text = PlanReport.json(plan).encoded()
    #expect(text.contains(#""path":"1","before":null,"after":9223372036854775807"#))
    #expect(text.contains(#""path":"2","before":null,"after":true"#))
    #expect(text.contains(#""path":"3","before":null,"after":["a","b"]"#))
    #expect(text.contains(#""path":"4","before":null,"after":{"a":"2","z":"1"}"#))
    #expect(text.contains(#""path":"5","before":null,"after":[]"#))
    #expect(text.contains(#""path":"6","before":null,"after":{}"#))
  }

  private func parsed(_ text: String) throws -> NSDictionary {
    let root = try JSONSerialization.jsonObject(with: Data(text.utf8))
    return try #require(root as? NSDictionary)
  }
}
