import Foundation
import Model
import Reporting
import Spec
import TestSupport
import Testing

/// A plan as a comment, looked at as GitHub's own renderer of Markdown shows it.
struct PlanCommentTests {
  private static let pieces = [
    "@everyone", "#1", "GH-1", "!2", "http://evil.example", "www.evil.example",
    "[x](http://e.example)",
    "![x](y)", "<img src=x>", "<script>", "</details>", "&lt;", "&#64;me", "|", "\\|", "`", "``",
    "```\n",
    "\n\n# Title\n", "\n- item", "\n| a | b |\n|---|---|\n", "**b**", "_i_", "~~s~~", "$x$", "\r",
    "\u{2028}",
    "\u{202E}", "a@b.example", "mailto:a@b.example", "xmpp:a@b", "\\", "<!--", "-->", "a b", ":+1:",
    "\u{0}",
  ]

  /// A plan whose every text is made of what Markdown acts on.
  private func plan(_ random: inout SplitMix64) -> Plan {
    func text() -> String {
      (0..<Int.random(in: 1...6, using: &random)).map { _ in
        Self.pieces.randomElement(using: &random) ?? ""
      }.joined()
    }
    let clubs = (0..<3).map { number in
      let place = SourceLocation(
        file: "clubs/\(text()).yaml", position: SourcePosition(line: 3, column: 1))
      let id = ResourceID(
        club: "club-\(number)", service: text(), kind: Kind("room", rank: 1), name: text())
      let change = Change(
        action: .update, resource: id,
        fields: [
          Change.FieldChange(path: text(), before: .text(text()), after: .set([text(), text()])),
          Change.FieldChange(path: "map", before: nil, after: .map([text(): text()])),
        ], origin: place, cause: .drift, reason: text(), held: Hold(by: .adopt, message: text()))
      return ClubPlan(
        id: text(), name: text(), sync: .outOfSync, changes: [change],
        unmanaged: [Unmanaged(service: text(), kind: text(), name: text())],
        unknown: [ClubPlan.Unknown(service: text(), reason: text())],
        notManaged: [NotManaged(path: text(), location: place)],
        errors: [Diagnostic(.text, text(), at: place, hint: text())])
    }
    return Plan(revision: Revision("\(text())@sha1:0123456789abcdef"), clubs: clubs)
  }

  @Test(arguments: SplitMix64.seeds(40))
  func `no text of anybody's becomes markup, a link or a mention`(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    let markdown = PlanReport.markdown(plan(&random))
    let read = try await runPython("Tests/Clients/read_report.py", ["html"], input: markdown)
    try #require(read.isSuccess, "\(read.errors)")
    let html = try JSONDecoder().decode(String.self, from: Data(read.output.utf8))
    let tags = html.matches(of: /<\/?([a-zA-Z][a-zA-Z0-9]*)/).map { String($0.1).lowercased() }
    let ours: Set = [
      "details", "summary", "table", "thead", "tbody", "tr", "th", "td", "code", "strong", "p",
      "ul", "li", "br", "sub", "h3",
    ]
    #expect(Set(tags).subtracting(ours).isEmpty, "seed \(seed): \(Set(tags).subtracting(ours))")
    #expect(tags.count { $0 == "details" } == 6, "seed \(seed)")
    // Outside of code, which forges leave alone, no sign stands before what it would refer to.
    let prose = html.replacing(/<code>.*?<\/code>/, with: "").replacing(/&#[0-9]+;/, with: "&")
    let mention = prose.firstMatch(of: /(^|[^A-Za-z0-9`])[@#!][A-Za-z0-9]/)
    #expect(mention == nil, "seed \(seed): \(mention.map { String($0.0) } ?? "")")
    #expect(!prose.contains("https://") && !prose.contains("http://"), "seed \(seed)")
  }

  @Test func `however long its texts are, a comment fits`() {
    let long = String(repeating: "@&<|", count: 1_000)
    let place = SourceLocation(file: long, position: .start)
    let clubs = (0..<300).map { number in
      ClubPlan(
        id: "\(number)\(long)", name: long, sync: .outOfSync,
        changes: (0..<100).map { index in
          Change(
            action: .delete,
            resource: ResourceID(
              club: long, service: long, kind: Kind("room", rank: 1), name: "\(index)\(long)"),
            origin: place, cause: .revision, reason: long, held: Hold(by: .prune, message: long))
        },
        unmanaged: [Unmanaged(service: long, kind: long, name: long)],
        unknown: (0..<10).map { _ in ClubPlan.Unknown(service: long, reason: long) },
        errors: [Diagnostic(.text, long, at: place, hint: long)])
    }
    let text = PlanReport.markdown(Plan(revision: Revision(long), clubs: clubs))
    // What forges count: UTF-16 on some of them.
    #expect(text.utf16.count < 65_536)
    #expect(text.contains("more club"))
  }
}

/// A plan for readers who may not know whom it is about.
struct ImpersonalPlanTests {
  @Test func `accounts are told by their lines, and texts are left out`() {
    let plan = ReportingSamples.mixed.impersonal
    let shown =
      PlanReport.markdown(plan) + PlanReport.text(plan) + PlanReport.json(plan).encoded()
    for club in ReportingSamples.mixed.clubs {
      for change in club.changes where change.resource.kind.name == "account" {
        #expect(!shown.contains(change.resource.name), "\(change.resource.name)")
      }
      for thing in club.unmanaged { #expect(!shown.contains(thing.name), "\(thing.name)") }
    }
    #expect(plan.clubs.map(\.changes.count) == ReportingSamples.mixed.clubs.map(\.changes.count))
    #expect(ExitCode.planning(plan) == ExitCode.planning(ReportingSamples.mixed))
    for club in plan.clubs { #expect(Set(club.changes.map(\.id)).count == club.changes.count) }
  }

  @Test func `nothing of a hostile plan gets through`() {
    let plan = ReportingSamples.hostile.impersonal
    let shown = PlanReport.text(plan) + PlanReport.json(plan).encoded()
    for piece in ["script", "everyone", "refused", "+ account x"] {
      #expect(!shown.contains(piece), "\(piece)")
    }
  }
}
