import Foundation
import TestSupport
import Testing

/// The formats of `validate`, each read back by a reader that is not ours.
@Suite struct ValidateFormatTests {
  /// Two problems in one file, a warning in another, and a file without any.
  private func wrongFolder() throws -> SpecFolder {
    var chess = ClubText("chess")
    chess.members.append("{id: dan, name: Dan Again, rolle: owner}")
    var knit = ClubText("knit", domain: "Knit.example")
    knit.site = ""
    return try SpecFolder([chess, knit, ClubText("rail")])
  }

  private struct SARIF: Decodable {
    struct Result: Decodable {
      var rule: String
      var level: String
      var message: String
      var file: String
      var line: Int
      var column: Int
      var related: [String]
    }
    var errors: [String]
    var results: [Result]
    var notes: [String]
  }

  @Test func `SARIF is as its published schema says, and says the same as JSON`() async throws {
    let folder = try wrongFolder()
    let (_, json) = try await folder.report()
    let done = try await folder.validate("--format", "sarif")
    #expect(done.code == 3, done.story)
    let sarif: SARIF = try await readBack(done.output, as: "sarif")
    #expect(sarif.errors == [])
    #expect(
      sarif.results.map { "\($0.file):\($0.line):\($0.column) \($0.level) \($0.rule)" }
        == json.diagnostics.map { "\($0.file):\($0.line):\($0.column) \($0.severity) \($0.rule)" })
    #expect(sarif.results.map(\.related.count) == json.diagnostics.map(\.related.count))
    // A repository without problems, and a single file, which leaves something unchecked.
    let clean = try await SpecFolder().validate("--format", "sarif", "clubs/chess.yaml")
    let none: SARIF = try await readBack(clean.output, as: "sarif")
    #expect(clean.code == 0 && none.errors == [] && none.results.isEmpty && none.notes.count == 1)
  }

  @Test func `paths of SARIF and of annotations are those of the checkout`() async throws {
    let folder = try SpecFolder()
    try folder.write("hosting one/provider.yaml", providerText())
    try folder.write("hosting one/clubs/ä#b.yaml", "kind: Club\n")
    try folder.write(".git/HEAD", "ref: refs/heads/main\n")
    let done = try await folder.validate("--format", "sarif", "hosting one")
    let sarif: SARIF = try await readBack(done.output, as: "sarif")
    #expect(sarif.errors == [])
    #expect(Set(sarif.results.map(\.file)) == ["hosting one/clubs/ä#b.yaml"])
    let github = try await folder.validate("--format", "github", "hosting one")
    #expect(github.output.contains("::error file=hosting one/clubs/ä#b.yaml,line=1,col=1,"))
  }

  private struct JUnit: Decodable {
    struct Failure: Decodable {
      var type: String
      var message: String
      var text: String
    }
    struct Case: Decodable {
      var name: String
      var failures: [Failure]
      var output: String?
    }
    var tests: Int
    var failures: Int
    var cases: [Case]
  }

  @Test func `JUnit has a case a file, which fails with all its problems`() async throws {
    let folder = try wrongFolder()
    let done = try await folder.validate("--format", "junit")
    #expect(done.code == 3, done.story)
    let junit: JUnit = try await readBack(done.output, as: "junit")
    #expect(
      junit.cases.map(\.name)
        == ["clubs/chess.yaml", "clubs/knit.yaml", "clubs/rail.yaml", "provider.yaml"])
    #expect(junit.tests == 4 && junit.failures == 1)
    let failure = try #require(junit.cases[0].failures.first)
    #expect(junit.cases[0].failures.count == 1)
    #expect(failure.text.contains("[duplicate-member]") && failure.text.contains("[unknown-key]"))
    #expect(failure.message.contains("and 1 more"))
    #expect(junit.cases[1].failures.isEmpty)
    #expect(junit.cases[1].output?.contains("[host-name-spelling]") == true)
    let strict = try await folder.validate("--format", "junit", "--strict")
    let strictly: JUnit = try await readBack(strict.output, as: "junit")
    #expect(strictly.failures == 2)
  }

  private struct TAP: Decodable {
    struct Test: Decodable, Equatable {
      var ok: Bool
      var name: String
      var excused: Bool
    }
    var planned: Int
    var tests: [Test]
    var comments: [String]
  }

  @Test func `TAP has a test a file, and no name excuses a failure`() async throws {
    let folder = try wrongFolder()
    try folder.write("clubs/a#TODO.yaml", "kind: Club\n")
    let done = try await folder.validate("--format", "tap")
    #expect(done.code == 3, done.story)
    let tap: TAP = try await readBack(done.output, as: "tap")
    #expect(tap.planned == 5 && tap.tests.count == 5)
    #expect(tap.tests.map(\.ok) == [false, false, true, true, true])
    #expect(!tap.tests.contains { $0.excused })
    #expect(tap.comments.contains { $0.contains("[duplicate-member]") })
    let harness = try await run(
      Command("prove", ["-e", "cat", "-"], input: done.output))
    #expect(harness.output.contains("Failed 2/5 subtests") || harness.code != 0, harness.story)
  }

  @Test func `annotations are escaped by GitHub's rules`() async throws {
    let folder = try SpecFolder()
    try folder.write("clubs/a,b: 100%.yaml", "kind: Club\nnot%a: |\n  ::add-mask::x\n")
    let done = try await folder.validate("--format", "github")
    #expect(done.code == 3)
    let lines = done.output.split(separator: "\n")
    #expect(lines.allSatisfy { $0.hasPrefix("::error ") || $0 == lines.last }, done.story)
    let line = try #require(lines.first { $0.contains("unknown-key") })
    #expect(
      line.hasPrefix(
        "::error file=clubs/a%2Cb%3A 100%25.yaml,line=2,col=1,title=unknown-key::"), "\(line)")
    #expect(line.contains("not%25a"))
    #expect(lines.last?.hasPrefix("2 clubs in 3 files: ") == true)
  }

  private struct Mark: Decodable {
    var text: String
    var bold: Bool
    var width: Int
  }

  @Test(arguments: [
    ("plain", "Rose Hill"), ("wide", "園芸クラブの薔薇さん"), ("combining", "Zoe\u{308} Andre\u{301}"),
    ("emoji", "🌹🌻 Rose"), ("tab", "\"Rose\"\t\t"), ("Hangul", "장미 언덕"),
    ("long", String(repeating: "Rose Hill ", count: 19)),
    ("long and wide", String(repeating: "薔薇", count: 90)),
    ("zalgo", "R" + String(repeating: "\u{301}", count: 190)),
  ])
  func `the mark stands below its place on a terminal`(kind: String, name: String) async throws {
    let folder = try SpecFolder([])
    try folder.write(
      "clubs/chess.yaml",
      """
      apiVersion: allotment/v1
      kind: Club
      id: chess
      name: Chess
      members: [{id: rose, role: owner, name: \(name), rolle: x, state: active}]

      """)
    let done = try await folder.validate()
    let marks: [Mark] = try await readBack(done.output, as: "screen")
    #expect(marks.count == 1, done.story)
    #expect(marks.first?.text.hasPrefix("rolle: x, state: active}]") == true, done.story)
    #expect(marks.allSatisfy { $0.width < 80 })
    #expect(!done.output.contains("\u{1B}"))
  }

  /// `script` gives the program a terminal.
  private func onTerminal(_ folder: SpecFolder, _ environment: [String: String?], _ flags: String)
    async throws -> String
  {
    try await run(
      Command(
        "script", ["-qec", "\(program) validate \(flags)", "/dev/null"],
        environment: ["TERM": "xterm", "NO_COLOR": nil].merging(environment) { $1 },
        directory: folder.path)
    ).output
  }

  @Test func `colour is for terminals that have not been asked to do without`() async throws {
    let folder = try wrongFolder()
    let colour = try await onTerminal(folder, [:], "")
    #expect(colour.contains("\u{1B}[1;31merror:"))
    #expect(try await onTerminal(folder, ["NO_COLOR": ""], "").contains("\u{1B}"))
    #expect(!(try await onTerminal(folder, ["NO_COLOR": "1"], "")).contains("\u{1B}"))
    #expect(!(try await onTerminal(folder, [:], "--no-color")).contains("\u{1B}"))
    #expect(!(try await onTerminal(folder, ["TERM": "dumb"], "")).contains("\u{1B}"))
    #expect(!(try await onTerminal(folder, [:], "--format json")).contains("\u{1B}"))
  }
}
