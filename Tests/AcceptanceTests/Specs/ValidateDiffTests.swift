import Foundation
import TestSupport
import Testing

/// `validate --diff`: what a change made wrong.
@Suite struct ValidateDiffTests {
  private struct Clubs {
    let folder: TemporaryDirectory
    let repository: ProviderRepository

    /// With an error and a warning that were always there.
    init() async throws {
      folder = try TemporaryDirectory()
      repository = try await ProviderRepository.make(at: folder("clubs"))
      try repository.write("provider.yaml", providerText())
      var chess = ClubText("chess", domain: "Chess.example")
      chess.members.append("{id: eve, name: Eve, rolle: owner}")
      try repository.write(chess)
      try repository.write(ClubText("knit"))
      try await repository.commit("As it always was")
    }

    func report(_ arguments: String..., base: String = "main") async throws -> (
      code: Int32, report: ValidationJSON
    ) {
      let done = try await run(
        Command(
          program, ["validate", "--format", "json", "--diff", base] + arguments,
          directory: repository.path))
      return (done.code, try decoded(done))
    }
  }

  @Test func `what was wrong before and only moved is not told`() async throws {
    let clubs = try await Clubs()
    let same = try await clubs.report()
    #expect(same.code == 0 && same.report.valid && same.report.diagnostics.isEmpty)
    #expect(same.report.before?.errors == 1 && same.report.before?.warnings == 1)
    // Lines above, the wrong line itself elsewhere, and the file in another folder.
    try clubs.repository.edit(
      "clubs/chess.yaml", "members:\n", "# The oldest club\n\nmembers:\n  - {id: kim, name: Kim}\n")
    #expect(try await clubs.report().code == 0)
    let line = "  - {id: eve, name: Eve, rolle: owner}\n"
    try clubs.repository.edit("clubs/chess.yaml", line, "")
    try clubs.repository.edit("clubs/chess.yaml", "members:\n", "members:\n" + line)
    #expect(try await clubs.report().code == 0)
    let text = try clubs.repository.read("clubs/chess.yaml")
    try clubs.repository.remove("clubs/chess.yaml")
    try clubs.repository.write("clubs/games/chess.yaml", text)
    #expect(try await clubs.report().code == 0)
    // Edited in place, and as wrong as before.
    try await clubs.repository.git("checkout", "-q", "main", "--", "clubs/chess.yaml")
    try clubs.repository.remove("clubs/games/chess.yaml")
    try clubs.repository.edit("clubs/chess.yaml", "name: Eve, ", "name: Eve Hill, ")
    #expect(try await clubs.report().code == 0)
  }

  @Test func `what the change makes wrong is told, wherever it shows`() async throws {
    let clubs = try await Clubs()
    try clubs.repository.edit(
      "clubs/chess.yaml", "  - {id: dan, name: Dan Molar}",
      "  - {id: dan, name: Dan Molar, rolle: owner}")
    let one = try await clubs.report()
    #expect(one.code == 3 && one.report.diagnostics.map(\.rule) == ["unknown-key"])
    #expect(
      one.report.diagnostics[0].line
        == (try clubs.repository.line(of: "id: dan", in: "clubs/chess.yaml")))
    #expect(one.report.summary["errors"] == 1 && one.report.before?.errors == 1)
    // One mended and the same made elsewhere in the file is a new one.
    try clubs.repository.edit("clubs/chess.yaml", "name: Eve, rolle: owner", "name: Eve")
    let other = try await clubs.report()
    #expect(other.report.diagnostics.map(\.rule) == ["unknown-key"], "\(other.report)")
    // In a file that the change does not touch.
    try await clubs.repository.git("checkout", "-q", "-f", "main")
    try clubs.repository.edit("provider.yaml", "  small:", "  large:")
    try clubs.repository.edit("provider.yaml", "tariff: small", "tariff: large")
    try clubs.repository.edit(
      "clubs/knit.yaml", "name: The knit club", "name: The knit club\ntariff: small")
    try await clubs.repository.git("checkout", "-q", "-b", "other")
    try await clubs.repository.commit("Another tariff")
    let (code, report) = try await clubs.report()
    #expect(code == 3 && report.places == ["knit.yaml:5 unknown-tariff"])
  }

  @Test(arguments: [
    // Beside each other, and so one edit; in other lines; a line that only moved, below other keys.
    ("offices: {secretary: bob}\n", "groups: {g: [bob]}\n", 1),
    ("offices:\n  secretary: bob\n", "groups:\n  g:\n    - bob\n", 1),
    ("groups:\n  g:\n    - bob\n", "groups:\n  g:\n    - rose\n  h:\n    - bob\n", 1),
    // One made out of another, and a second copy.
    ("offices: {secretary: bob}\n", "offices: {treasurer: bob}\n", 1),
    ("groups: {g: [bob]}\n", "groups: {g: [bob, bob]}\n", 1),
    // As wrong as before: edited, with lines more, and moved.
    ("groups: {g: [bob]}\n", "groups: {g: [rose, bob]}\n", 0),
    ("groups: {g: [bob]}\n", "groups:\n  g:\n    - bob\n", 0),
    ("groups:\n  g:\n    - bob\n", "groups:\n  g:\n    - dan\n    - bob\n", 0),
  ])
  func `the same mistake under another key is told`(
    old: String, new: String, errors: Int
  ) async throws {
    let clubs = try await Clubs()
    let text = ClubText("knit").text
    try clubs.repository.write("clubs/knit.yaml", text + old)
    try await clubs.repository.commit("An unknown member")
    try await clubs.repository.git("checkout", "-q", "-b", "topic")
    try clubs.repository.write("clubs/knit.yaml", text + new)
    let after = try await clubs.report()
    #expect(after.report.summary["errors"] == errors, "\(after.report.places)")
    guard errors > 0 else { return }
    // Elsewhere in the file, too.
    let line = "members:\n"
    try clubs.repository.write(
      "clubs/knit.yaml", text.replacingOccurrences(of: line, with: new + line))
    let above = try await clubs.report()
    #expect(above.code == 3, "\(above.report.places)")
  }

  @Test func `the same mistake of another member is told, and of one who moved is not`()
    async throws
  {
    let clubs = try await Clubs()
    var knit = ClubText("knit")
    let wrong = "id: eve\n    name: Eve\n    rolle: owner\n"
    let right = "id: kim\n    name: Kim\n"
    knit.members += [wrong, right].map { String($0.dropLast()) }
    try clubs.repository.write(knit)
    try await clubs.repository.commit("By lines")
    let text = knit.text
    func errors(_ new: String) async throws -> Int? {
      try clubs.repository.write(
        "clubs/knit.yaml",
        text.replacingOccurrences(of: "  - \(wrong)  - \(right)", with: new))
      return try await clubs.report().report.summary["errors"]
    }
    #expect(try await errors("  - \(right)  - \(wrong)") == 0)
    let other = "  - id: eve\n    name: Eve\n  - \(right)    rolle: owner\n"
    #expect(try await errors(other) == 1)
  }

  @Test func `a name that the change takes from another club is told`() async throws {
    let clubs = try await Clubs()
    try await clubs.repository.git("checkout", "-q", "-b", "add")
    try clubs.repository.write(ClubText("alpha", domain: "chess.example"))
    let (code, report) = try await clubs.report()
    #expect(code == 3)
    #expect(report.diagnostics.contains { $0.rule == "shared-host-name" }, "\(report.places)")
    #expect(!report.diagnostics.contains { $0.rule == "unknown-key" })
  }

  @Test func `what went into the base since the branch began does not count`() async throws {
    let clubs = try await Clubs()
    try await clubs.repository.git("checkout", "-q", "-b", "topic")
    try clubs.repository.write("clubs/rail.yaml", ClubText("rail").text)
    try clubs.repository.write(ClubText("rail"))
    try await clubs.repository.commit("The railway")
    try await clubs.repository.git("checkout", "-q", "main")
    try clubs.repository.edit("clubs/chess.yaml", ", rolle: owner", "")
    try await clubs.repository.commit("Mended")
    try await clubs.repository.git("checkout", "-q", "topic")
    let (code, report) = try await clubs.report()
    #expect(code == 0 && report.before?.errors == 1, "\(report.places)")
    // Compared with that commit itself, it would have been.
    let base = try await clubs.repository.git("merge-base", "main", "HEAD")
    #expect(report.before?.revision == "main@sha1:\(base)")
  }

  @Test func `a repository below the root of its checkout, and one that is new`() async throws {
    let clubs = try await Clubs()
    try clubs.repository.write("inner/provider.yaml", providerText())
    try clubs.repository.write("inner/clubs/chess.yaml", "kind: Club\n")
    let new = try await clubs.report("inner")
    #expect(new.code == 3 && new.report.before?.errors == 0)
    try await clubs.repository.commit("A second one")
    let old = try await clubs.report("inner")
    #expect(old.code == 0 && (old.report.before?.errors ?? 0) > 0)
  }

  @Test func `a base that is not there is 6, and a file is wrong usage`() async throws {
    let clubs = try await Clubs()
    let here = clubs.repository.path
    func code(_ words: String..., at path: String) async throws -> Int32 {
      try await run(Command(program, ["validate"] + words, directory: path)).code
    }
    #expect(try await code("--diff", "nowhere", at: here) == 6)
    #expect(try await code("--diff", "main", "clubs/chess.yaml", at: here) == 64)
    let plain = try SpecFolder()
    #expect(try await code("--diff", "main", at: plain.path) == 6)
    let strict = try await clubs.report("--strict")
    #expect(strict.code == 0)
    let text = try await run(
      Command(program, ["validate", "--diff", "HEAD"], directory: here))
    #expect(text.output.contains("0 errors, 0 warnings introduced since HEAD@sha1:"), text.story)
    #expect(text.output.contains("1 error and 1 warning were there before"))
  }
}
