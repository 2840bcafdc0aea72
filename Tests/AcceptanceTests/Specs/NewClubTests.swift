import Foundation
import TestSupport
import Testing

/// `allotment new`: from what a secretary exports to a club's file.
@Suite struct NewClubTests {
  struct Report: Decodable, Sendable {
    struct Column: Decodable, Sendable {
      var header: String
      var use: String?
    }
    struct Finding: Decodable, Sendable {
      var line: Int
      var severity: String
      var message: String
    }
    struct Problem: Decodable, Sendable {
      var rule: String
      var listLine: Int?
    }
    var file: String
    var written: Bool
    var members: Int
    var encoding: String?
    var delimiter: String?
    var columns: [Column]
    var findings: [Finding]
    var withoutEmail: [Int]
    var diagnostics: [Problem]
    var text: String?

    /// `7 warning`, in order.
    var lines: [String] { findings.map { "\($0.line) \($0.severity)" } }
  }

  private struct Members: Decodable {
    struct Member: Decodable {
      var id: String
      var name: String
      var role: String?
      var email: String?
    }
    var members: [Member]
  }

  private func folder(_ bytes: [UInt8]) throws -> SpecFolder {
    let folder = try SpecFolder([])
    let limits = "limits: {members: 50,"
    try folder.write(
      "provider.yaml",
      providerText().replacingOccurrences(of: limits, with: "limits: {members: 5000,"))
    try Data(bytes).write(to: URL(fileURLWithPath: folder.folder("members.csv")))
    return folder
  }

  private func new(_ folder: SpecFolder, _ arguments: String...) async throws -> (
    done: Finished, report: Report
  ) {
    let done = try await run(
      Command(
        program, ["new", "chess", "--from-csv", "members.csv", "--format", "json"] + arguments,
        directory: folder.path))
    return (done, try decoded(done))
  }

  /// The members of a file as a reader of YAML that is not ours sees them.
  private func members(_ yaml: String) async throws -> [Members.Member] {
    let read = try await run(
      Command(
        testPython,
        ["-c", "import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin.buffer), sys.stdout)"],
        input: yaml))
    return try (decoded(read) as Members).members
  }

  @Test func `a German export in Windows-1252, with all that lists hold`() async throws {
    let text = """
      Nachname;Vorname;E-Mail-Adresse;Telefon;Funktion\r
      Müller;Jürgen;juergen@mail.example;=HYPERLINK("tel:1");owner\r
      O'Neill;Seán;;+49 30 1234;\r
      "von der
      Heide";Änne;familie@mail.example;;Kassenwart\r
      Heide;Karl;Familie@mail.example;;\r
      Smith;J.;j1@mail.example;;\r
      Smith;J.;j2@mail.example;;\r
      ;;;;\r
      "Krause \"\"Kalle\"\"\";Karl;kalle@mail,karl@mail.example;;\r

      """
    let folder = try folder(Array(text.data(using: .windowsCP1252) ?? Data()))
    let (done, report) = try await new(folder, "--language", "de", "--name", "Schachklub")
    #expect(done.code == 0 && report.written, done.story)
    #expect(report.encoding == "Windows-1252" && report.delimiter == ";")
    #expect(report.columns.map(\.use) == ["surname", "given-name", "email", nil, "role"])
    let yaml = try #require(contents(of: folder.folder("clubs/chess.yaml")))
    let made = try await members(yaml)
    #expect(
      made.map(\.id) == [
        "juergen.mueller", "sean.oneill", "aenne.von.der.heide", "karl.heide", "j.smith",
        "j.smith-2", "karl.krause.kalle",
      ])
    #expect(made[0].name == "Jürgen Müller" && made[0].role == "owner")
    #expect(made[1].name == "Seán O'Neill" && made[1].email == nil)
    #expect(made[2].name == "Änne von der Heide" && made[2].role == nil)
    #expect(made[6].name == "Karl Krause \"Kalle\"" && made[6].email == nil)
    // Every doubtful line, by its number in the file.
    #expect(
      report.lines == [
        "1 warning", "2 warning", "3 warning", "4 warning", "4 warning", "4 warning", "6 warning",
        "8 warning", "10 warning",
      ], done.story)
    #expect(report.withoutEmail == [3, 10])
    #expect(try await folder.validate("--strict", "clubs/chess.yaml").code == 0)
  }

  @Test(arguments: [
    ("utf-8 with a mark", String.Encoding.utf8, ",", true),
    ("utf-16", .utf16, "\t", false), ("utf-8", .utf8, ";", false),
    ("utf-8 by tabs", .utf8, "\t", false),
  ])
  func `encodings and separators are told apart`(
    name: String, encoding: String.Encoding, separator: String, hasMark: Bool
  ) async throws {
    let rows = [
      ["Voornaam", "Tussenvoegsel", "Achternaam", "E-mailadres"],
      ["Zoë", "van der", "Meer", "z@mail.example"],
    ]
    let text = rows.map { $0.joined(separator: separator) }.joined(separator: "\n")
    let data = text.data(using: encoding) ?? Data()
    let folder = try folder((hasMark ? [0xEF, 0xBB, 0xBF] : []) + Array(data))
    let (done, report) = try await new(folder, "--owner", "zoe.van.der.meer", "--dry-run")
    #expect(done.code == 0 && !report.written, done.story)
    let made = try await members(try #require(report.text))
    #expect(made.map(\.name) == ["Zoë van der Meer"] && made[0].email == "z@mail.example")
    #expect(contents(of: folder.folder("clubs/chess.yaml")) == nil)
  }

  @Test(arguments: [
    "Name,E-mail", "Full name,Email address", "Mitglied;Mailadresse", "Nom complet;Courriel",
    "Nom;Adresse électronique", "Naam;E-mailadres", "sep=;\nName;Mail",
  ])
  func `columns are known by what people call them`(header: String) async throws {
    let separator = header.contains(";") ? ";" : ","
    let folder = try folder(Array("\(header)\nRose Hill\(separator)rose@mail.example\n".utf8))
    let (done, report) = try await new(folder, "--owner", "Rose Hill")
    #expect(done.code == 0, done.story)
    #expect(Set(report.columns.compactMap(\.use)) == ["name", "email"])
  }

  @Test func `a line that no member comes of stops the file, and is told`() async throws {
    let text = """
      Name,Email
      Rose Hill,rose@mail.example
      "=HYPERLINK(\"\"http://evil.example\"\",\"\"Dan\"\")",dan@mail.example
      ,nobody@mail.example
      "Hill, Violet",violet@mail.example
      Rose Hill,rose@mail.example
      🌹🌹,flower@mail.example
      Iris Bloom,iris@mail.example,surplus
      Ольга Иванова,olga@mail.example

      """
    let folder = try folder(Array(text.utf8))
    let (done, report) = try await new(folder, "--owner", "rose.hill")
    #expect(done.code == 3 && !report.written, done.story)
    #expect(
      report.lines == [
        "3 error", "4 error", "5 warning", "6 error", "6 warning", "7 error", "8 error",
        "9 warning",
      ], done.story)
    #expect(contents(of: folder.folder("clubs/chess.yaml")) == nil)
    let skipped = try await new(folder, "--owner", "rose.hill", "--skip-errors")
    #expect(skipped.done.code == 0 && skipped.report.members == 3, skipped.done.story)
    let yaml = try #require(contents(of: folder.folder("clubs/chess.yaml")))
    #expect(try await members(yaml).map(\.id) == ["rose.hill", "violet.hill", "olga.ivanova"])
    #expect(!yaml.contains("HYPERLINK"))
  }

  @Test func `lines whose members would not be valid are left out, too, when asked`() async throws {
    let rows = [
      "Name,Username,Email", "Rose Hill,rose,", "Admin,admin,", "Dan,postmaster,", "Kim,kim,",
    ]
    let text = rows.joined(separator: "\n")
    let folder = try folder(Array(text.utf8))
    let refused = try await new(folder, "--owner", "rose")
    #expect(refused.done.code == 3 && refused.report.findings.isEmpty, refused.done.story)
    let (done, report) = try await new(folder, "--owner", "rose", "--skip-errors")
    #expect(done.code == 0 && report.written && report.members == 2, done.story)
    #expect(report.lines == ["3 error", "4 error"] && report.diagnostics.isEmpty, done.story)
    #expect(report.findings.allSatisfy { $0.message.contains("[reserved-member]") })
    #expect(report.withoutEmail == [2, 5])
    let yaml = try #require(contents(of: folder.folder("clubs/chess.yaml")))
    #expect(try await members(yaml).map(\.id) == ["rose", "kim"])
    // The owner is no longer among them, or nobody is.
    for owner in ["admin", "postmaster"] {
      let without = try await new(folder, "--owner", owner, "--skip-errors", "--force")
      #expect(without.done.code == 3 && !without.report.written, without.done.story)
    }
    try folder.write("members.csv", "Name\nAdmin\n")
    #expect(try await new(folder, "--owner", "admin", "--skip-errors", "--force").done.code == 3)
    #expect(contents(of: folder.folder("clubs/chess.yaml")) == yaml)
  }

  @Test func `a file that would not be valid is not written, and the list's line is told`()
    async throws
  {
    let folder = try folder(Array("Name,Username\nRose Hill,rose\nDan Field,postmaster\n".utf8))
    let nobody = try await new(folder)
    #expect(nobody.done.code == 3)
    #expect(Set(nobody.report.diagnostics.map(\.rule)) == ["missing-owner", "reserved-member"])
    #expect(nobody.report.diagnostics.first { $0.rule == "reserved-member" }?.listLine == 3)
    // A name that another club has.
    try folder.write(ClubText("knit", domain: "knit.example"))
    try folder.write("list.csv", "Name\nRose Hill\n")
    let taken = try await run(
      Command(
        program,
        [
          "new", "chess", "--from-csv", "list.csv", "--owner", "Rose Hill", "--domain",
          "knit.example",
        ],
        directory: folder.path))
    #expect(taken.code == 3 && taken.errors.contains("[shared-host-name]"), taken.story)
    #expect(contents(of: folder.folder("clubs/chess.yaml")) == nil)
  }

  @Test(
    arguments: [
      ("binary", [0x50, 0x4B, 3, 4, 0, 0, 1]), ("empty", []),
      ("only a header", Array("a,b\n".utf8)),
      ("an open quote", Array("Name,Mail\nRose,\"x\n".utf8)),
      ("text after a quote", Array("Name\n\"Rose\" Hill\n".utf8)),
      ("a quote at the end", Array("Name,Mail\nRose,\"".utf8)),
      ("huge", [UInt8](repeating: 0x61, count: 6 << 20)),
      ("a huge cell", Array("Name\n".utf8) + [UInt8](repeating: 0x61, count: 20_000)),
      ("half of UTF-16", [0xFF, 0xFE, 0x4E]),
    ] as [(String, [UInt8])])
  func `what is no list is refused`(kind: String, bytes: [UInt8]) async throws {
    let folder = try folder(bytes)
    let done = try await run(
      Command(program, ["new", "chess", "--from-csv", "members.csv"], directory: folder.path))
    #expect(done.code == 3 && done.errors.contains("members.csv"), "\(kind): \(done.story)")
    #expect(contents(of: folder.folder("clubs/chess.yaml")) == nil)
  }

  @Test func `thousands of lines with names like each other's`() async throws {
    let names = (0..<4_000).map {
      "Rose Hill \($0 % 40 == 0 ? "" : String($0)),r\($0)@mail.example"
    }
    let folder = try folder(Array(("Name,Mail\n" + names.joined(separator: "\n")).utf8))
    let (done, report) = try await new(folder, "--owner", "r0@mail.example")
    #expect(done.code == 0 && report.members == 4_000, done.story)
    let made = try await members(try #require(contents(of: folder.folder("clubs/chess.yaml"))))
    #expect(Set(made.map(\.id)).count == 4_000)
    #expect(try await folder.validate().code == 0)
  }

  @Test func `a text that YAML would read as something else stays a text`() async throws {
    let odd = [
      "No Name", "no", "1e3", "0x1F", "12:30", "null", "~", "- a", "a: b", "#x", "'q", "ünï: cödé",
    ]
    let rows = odd.enumerated().map { "\"\($1)\",m\($0)" }.joined(separator: "\n")
    let folder = try folder(Array("Name,Username\n\(rows)\n".utf8))
    let (done, report) = try await new(folder, "--owner", "m0", "--name", "on")
    #expect(done.code == 0, "\(report.lines) \(done.story)")
    let made = try await members(try #require(contents(of: folder.folder("clubs/chess.yaml"))))
    #expect(made.map(\.name) == odd)
  }

  @Test func `a club without a list, and a file that is there`() async throws {
    let folder = try SpecFolder()
    func new(_ words: String...) async throws -> Finished {
      try await run(Command(program, ["new"] + words, directory: folder.path))
    }
    let made = try await new(
      "rowing", "--name", "Rowing Club", "--owner", "Åsa Öberg", "--folder", "water")
    #expect(made.code == 0, made.story)
    #expect(made.output.hasSuffix("\n  allotment validate\n"), made.story)
    #expect(
      contents(of: folder.folder("clubs/water/rowing.yaml"))?.contains("id: asa.oberg") == true)
    #expect(try await folder.validate("--strict").code == 0)
    let before = contents(of: folder.folder("clubs/chess.yaml"))
    let there = try await new("chess", "--owner", "Rose Hill")
    #expect(there.code == 1 && there.errors.contains("--force"), there.story)
    #expect(contents(of: folder.folder("clubs/chess.yaml")) == before)
    #expect(try await new("chess", "--owner", "Rose Hill", "--force").code == 0)
    #expect(contents(of: folder.folder("clubs/chess.yaml")) != before)
    #expect(try await new("Chess").code == 64)
    #expect(try await new("a", "--folder", "../x").code == 64)
    #expect(try await new("tennis", "--repo", "/nowhere").code == 6)
    #expect(try await new("tennis", "--from-csv", "nowhere.csv").code == 6)
    // The same id elsewhere.
    #expect(try await new("rowing", "--owner", "Rose Hill").code == 3)
  }
}
