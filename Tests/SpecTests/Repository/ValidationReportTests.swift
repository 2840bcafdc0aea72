import Spec
import Testing

@Suite struct ValidationReportTests {
  private static let text = Samples.club("tariff: smal\ntoken: hunter2")

  private func report(strict: Bool = false) throws -> ValidationReport {
    var loader = RepositoryLoader()
    let files = ["provider.yaml": Samples.provider, "clubs/chess.yaml": Self.text]
    return ValidationReport(try loader.load(MemoryContent(files)), isStrict: strict)
  }

  @Test func `JSON is as the contract says`() throws {
    #expect(
      try report().json() == #"{"formatVersion":"1","valid":false,"#
        + #""summary":{"files":2,"clubs":1,"errors":2,"warnings":0},"diagnostics":["#
        + #"{"rule":"unknown-tariff","severity":"error","message":"there is no tariff `smal`","#
        + #""file":"clubs/chess.yaml","line":8,"column":9,"hint":"did you mean `small`?","related":[]},"#
        + #"{"rule":"secret","severity":"error","#
        + #""message":"the key `token` holds a secret in plain text","#
        + #""file":"clubs/chess.yaml","line":9,"column":8,"#
        + #""hint":"take it out, and change the secret: it is in the history for good","#
        + #""related":[]}]}"#)
  }

  @Test func `text shows the line and the place, and no secret`() throws {
    let text = try report().text(color: false) { _ in Array(Self.text.utf8) }
    #expect(
      text.hasPrefix(
        """
        clubs/chess.yaml:8:9: error: there is no tariff `smal` [unknown-tariff]
          8 | tariff: smal
            |         ^
          hint: did you mean `small`?

        """))
    #expect(!text.contains("hunter2"))
    #expect(text.hasSuffix("1 club in 2 files: 2 errors, 0 warnings\n"))
    #expect(!text.contains("\u{1B}"))
  }

  @Test func `colour comes only when asked for`() throws {
    #expect(try report().text(color: true) { _ in nil }.contains("\u{1B}[1;31m"))
  }

  @Test func `strings of JSON are escaped`() {
    let place = SourceLocation(file: "clubs/\"\\\n\u{1}é.yaml", position: .start)
    let report = ValidationReport(
      diagnostics: [Diagnostic(.text, "x\u{2028}", at: place)], fileCount: 1, clubCount: 1)
    #expect(report.json().contains(#""file":"clubs/\"\\\n\u0001é.yaml""#))
    #expect(report.json().contains(#""message":"x\u2028""#))
  }

  @Test func `warnings are valid unless strict`() throws {
    var loader = RepositoryLoader()
    let loaded = try loader.load(
      MemoryContent([
        "provider.yaml": Samples.provider,
        "clubs/chess.yaml": Samples.club("domain: Chess.example"),
      ]))
    #expect(ValidationReport(loaded).isValid)
    #expect(!ValidationReport(loaded, isStrict: true).isValid)
    #expect(ValidationReport(loaded, isStrict: true).diagnostics[0].severity == .warning)
  }

  @Test func `no message repeats more than 80 characters of a value`() throws {
    let long = String(repeating: "ä", count: 150)
    for key in ["tariff", "placement", "language", "timezone", "domain", "prune"] {
      let read = RepositoryLoader.club(
        file: "clubs/chess.yaml", content: ContentID(hex: "0"),
        bytes: Array(Samples.club("\(key): \(long)").utf8),
        provider: RepositoryLoader.provider(bytes: Array(Samples.provider.utf8)).provider)
      #expect(read.diagnostics.count == 1)
      #expect(read.diagnostics.allSatisfy { $0.message.count { $0 == "ä" } == 80 }, "\(key)")
    }
  }
}
