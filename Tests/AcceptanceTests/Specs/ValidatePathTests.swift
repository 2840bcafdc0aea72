import Glibc
import TestSupport
import Testing

/// What `validate` takes.
@Suite struct ValidatePathTests {
  @Test func `a single file is checked with the provider above it, and says what was not`()
    async throws
  {
    var chess = ClubText("chess", domain: "shared.example")
    let folder = try SpecFolder([chess, ClubText("knit", domain: "shared.example")])
    #expect(try await folder.report().report.places.contains("knit.yaml:5 shared-host-name"))
    let alone = try await folder.report("clubs/chess.yaml")
    #expect(alone.code == 0 && alone.report.diagnostics.isEmpty)
    #expect(alone.report.notes?.first?.contains("rules across clubs") == true)
    #expect(alone.report.summary == ["files": 2, "clubs": 1, "errors": 0, "warnings": 0])
    // The provider's rules, and the folder of the site, count.
    chess.further = ["tariff: huge"]
    chess.site = "static: {path: sites/nowhere}"
    try folder.write(chess.file, chess.text)
    let wrong = try await folder.report("clubs/chess.yaml")
    #expect(wrong.code == 3)
    #expect(Set(wrong.report.diagnostics.map(\.rule)) == ["site-path", "unknown-tariff"])
    #expect(wrong.report.diagnostics.allSatisfy { $0.file == "clubs/chess.yaml" })
    // The same from another folder.
    let (code, _) = try await folder.report(
      "../\(folder.path.split(separator: "/").last!)/clubs/chess.yaml")
    #expect(code == 3)
  }

  @Test func `a single file is found where it lies, and nothing else is looked at`() async throws {
    var chess = ClubText("chess", domain: "shared.example")
    chess.further = ["tariff: huge"]
    let folder = try SpecFolder([ClubText("knit", domain: "shared.example")])
    try folder.write("clubs/games/board/chess.yaml", chess.text)
    try folder.write("clubs/games/board/wrong.yaml", "a: [")
    let deep = try await folder.report("clubs/games/board/chess.yaml")
    #expect(deep.report.diagnostics.map(\.rule) == ["site-path", "unknown-tariff"])
    #expect(deep.report.summary["clubs"] == 1 && deep.report.summary["files"] == 2)
    // The provider's file alone brings no club along, and says so.
    let provider = try await folder.report("provider.yaml")
    #expect(provider.code == 0 && provider.report.summary["clubs"] == 0)
    let note = "not checked: whether the clubs use what is not there"
    #expect(provider.report.notes?.first?.hasPrefix(note) == true)
    let input = try await folder.report("-", input: providerText())
    #expect(input.report.notes?.first?.hasPrefix(note) == true)
    // A link is told, not followed.
    try #require(symlink("knit.yaml", folder.path + "/clubs/link.yaml") == 0)
    let link = try await folder.report("clubs/link.yaml")
    #expect(link.report.diagnostics.map(\.rule) == ["file-link"] && link.code == 3)
  }

  @Test func `wrong usage and questions for help are answered as for every command`() async throws {
    let folder = try SpecFolder()
    let help = try await folder.validate("--help")
    #expect(help.code == 0 && help.output.contains("USAGE: allotment validate "), help.story)
    let asked = try await run(Command(program, ["help", "validate"], directory: folder.path))
    #expect(asked.output == help.output)
    let version = try await folder.validate("--version")
    #expect(version.code == 0 && version.output.hasPrefix("0."), version.story)
    for wrong in [
      ["--formt", "json"], ["--format", "xml"], ["-", "-"], ["--stdin-path", "a.yaml"],
    ] {
      let done = try await run(
        Command(program, ["validate"] + wrong, directory: folder.path))
      #expect(done.code == 64, done.story)
      #expect(done.errors.contains("Usage: allotment validate "), done.story)
    }
    let both = try await folder.validate("--diff", "HEAD", "clubs/chess.yaml")
    #expect(both.code == 64 && both.errors.contains("--diff compares one whole folder"), both.story)
  }

  @Test func `a folder inside of a repository stands for it`() async throws {
    let folder = try SpecFolder([ClubText("chess"), ClubText("knit")])
    let (code, report) = try await folder.report("clubs")
    #expect(code == 0 && report.summary["clubs"] == 2)
  }

  @Test func `several paths are one report, and nothing counts twice`() async throws {
    let folder = try SpecFolder([ClubText("chess"), ClubText("knit"), ClubText("rail")])
    let two = try await folder.report("clubs/chess.yaml", "clubs/knit.yaml", "clubs/chess.yaml")
    #expect(two.report.summary == ["files": 3, "clubs": 2, "errors": 0, "warnings": 0])
    let all = try await folder.report("clubs/chess.yaml", ".", "clubs/knit.yaml")
    #expect(all.report.summary == ["files": 4, "clubs": 3, "errors": 0, "warnings": 0])
    #expect(all.report.notes == nil)
    // Two repositories: the same name in both is told apart.
    for name in ["one", "two"] {
      try folder.write("\(name)/provider.yaml", providerText())
      try folder.write("\(name)/clubs/chess.yaml", "kind: Club\nfrom: \(name)\n")
    }
    let done = try await folder.validate("one", "two")
    #expect(done.output.contains("one/clubs/chess.yaml:2:1: error: ") && done.code == 3)
    #expect(done.output.contains("2 | from: two"), done.story)
  }

  @Test func `standard input is a file like others`() async throws {
    let folder = try SpecFolder()
    let club = ClubText("rowing").text
    let right = try await folder.report("-", input: club)
    #expect(right.code == 0 && right.report.summary["clubs"] == 1)
    let wrong = try await folder.report("-", input: club + "tariff: huge\n")
    #expect(
      wrong.report.places == ["<stdin>:\(club.split(separator: "\n").count + 1) unknown-tariff"])
    let provider = try await folder.report("-", input: providerText() + "colour: red\n")
    #expect(provider.report.diagnostics.map(\.rule) == ["unknown-key"])
    #expect(provider.report.summary["clubs"] == 0)
    // As an editor calls it: the name counts.
    let named = try await folder.report("--stdin-path", "clubs/chess.yaml", "-", input: club)
    #expect(named.report.diagnostics.map(\.rule) == ["club-id"])
    #expect(named.report.diagnostics.first?.file == "clubs/chess.yaml")
    let text = try await folder.validate("-", input: club + "tariff: huge\n")
    #expect(text.output.contains("| tariff: huge\n"))
    #expect(try await folder.validate("--stdin-path", "x.yaml").code == 64)
    #expect(try await folder.validate("-", "-").code == 64)
  }

  @Test func `standard input as a file of members' personal fields is no club`() async throws {
    let folder = try SpecFolder([ClubText("chess"), ClubText("knit")])
    let name = "clubs/chess.private.yaml"
    let plain = "dan: {email: dan@mail.example}\n"
    let alone = try await folder.report("-", "--stdin-path", name, input: plain)
    #expect(alone.code == 3 && alone.report.places == ["chess.private.yaml:1 private-file"])
    // As it is by its path, and the text that is not saved counts.
    try folder.write(name, "rose: {email: rose@mail.example}\nrose: {}\n")
    let again = try await folder.report("-", "--stdin-path", name, input: plain)
    #expect(again.report.places == alone.report.places)
    #expect(again.report.summary == ["files": 3, "clubs": 1, "errors": 1, "warnings": 0])
    try folder.write(name, plain)
    let saved = try await folder.report(name)
    #expect(saved.report.places == alone.report.places)
    #expect(saved.report.summary == again.report.summary)
    let nobodys = try await folder.report(
      "-", "--stdin-path", "clubs/nobody.private.yaml", input: plain)
    #expect(nobodys.report.places == ["nobody.private.yaml:1 private-file"])
    let odd = try await folder.report("-", "--stdin-path", "clubs/chess.private.yml", input: plain)
    #expect(odd.report.places.contains("chess.private.yml:1 file-name"))
  }

  @Test func `standard input takes the place of a file of a whole repository`() async throws {
    let folder = try SpecFolder([ClubText("chess"), ClubText("knit", domain: "knit.example")])
    var chess = ClubText("chess", domain: "knit.example")
    chess.further = ["tariff: huge"]
    let path = ["--stdin-path", "clubs/chess.yaml"]
    for words in [
      ["-", "."], [".", "-"], ["-", "clubs/knit.yaml", "clubs"], [".", "-", "clubs"],
    ] {
      let done = try await run(
        Command(
          program, ["validate", "--format", "json"] + words + path, directory: folder.path,
          input: chess.text))
      let report: ValidationJSON = try decoded(done)
      #expect(report.summary["files"] == 3 && report.summary["clubs"] == 2, "\(words)")
      #expect(Set(report.diagnostics.map(\.rule)) == ["shared-host-name", "unknown-tariff"])
      #expect(Set(report.diagnostics.map(\.file)) == ["clubs/chess.yaml", "clubs/knit.yaml"])
      #expect(done.code == 3 && report.notes == nil)
    }
    let provider = try await run(
      Command(
        program, ["validate", "--format", "json", "-", ".", "--stdin-path", "provider.yaml"],
        directory: folder.path, input: providerText().replacing("small", with: "large")))
    #expect(provider.code == 0, provider.story)
    // Without a name it is one more file.
    let text = try await folder.validate("-", ".", input: chess.text)
    #expect(text.output.contains("<stdin>:") && text.output.contains("3 clubs in 4 files"))
    #expect(!text.output.contains(folder.path), text.story)
  }

  @Test func `what cannot be read does not hide the rest`() async throws {
    var chess = ClubText("chess")
    chess.further = ["tariff: huge"]
    let folder = try SpecFolder([chess, ClubText("knit")])
    for words in [
      [".", "nope.yaml"], ["nope.yaml", "clubs/chess.yaml"], ["clubs/nope.yaml", "clubs", "nope"],
    ] {
      let done = try await run(
        Command(program, ["validate", "--format", "json"] + words, directory: folder.path))
      let report: ValidationJSON = try decoded(done)
      #expect(done.code == 6 && !report.valid, done.story)
      #expect(report.places == ["chess.yaml:13 unknown-tariff"], done.story)
      #expect(report.notes?.last?.contains("No such file") == true)
      #expect(done.errors.contains("nope"))
    }
    // Nothing else is wrong, and in every format it is not valid.
    for (format, told) in [
      ("text", "not valid, because not all could be read"), ("json", "\"valid\":false"),
      ("github", "::error::nope: No such file or directory"),
      ("sarif", "nope: No such file or directory"), ("junit", "errors=\"1\""),
      ("tap", "not ok 3 - nope: No such file or directory"),
    ] {
      let done = try await folder.validate("clubs/knit.yaml", "nope", "--format", format)
      #expect(done.code == 6 && done.output.contains(told), done.story)
      #expect(!done.output.contains("files: valid"))
    }
  }

  @Test func `standard input is bounded`() async throws {
    let folder = try SpecFolder()
    let done = try await run(
      Command(
        "bash",
        ["-c", "yes 'name: x' | head -c 200000000 | '\(program)' validate --format json -"],
        directory: folder.path))
    let report: ValidationJSON = try decoded(done)
    #expect(report.diagnostics.map(\.rule) == ["file-too-large"], done.story)
  }

  @Test func `what cannot be read is 6, and never valid`() async throws {
    let folder = try SpecFolder()
    try folder.write("clubs/knit.yaml", ClubText("knit").text)
    for words in [["nowhere"], ["clubs/nowhere.yaml"], ["nowhere", "clubs/nowhere.yaml"]] {
      let done = try await run(
        Command(program, ["validate", "--format", "json"] + words, directory: folder.path))
      #expect(done.code == 6 && done.output.isEmpty, done.story)
      #expect(done.errors.contains("nowhere"))
    }
    // A loop of links can be read by nobody, root included.
    symlink("b", folder.folder("clubs/a"))
    symlink("a", folder.folder("clubs/b"))
    #expect(try await folder.validate("clubs/a").code == 6)
    // Without a reader of the folder there is nothing to say about it.
    guard geteuid() == 0 else { return }
    for name in [".", "clubs", "sites"] { chmod(folder.folder(name), 0o755) }
    chmod(folder.folder("clubs/knit.yaml"), 0)
    let done = try await run(
      Command(
        "setpriv", ["--reuid=65534", "--clear-groups", program, "validate", folder.path],
        directory: "/"))
    #expect(done.code == 6, done.story)
    #expect(done.errors.contains("knit.yaml cannot be read"))
  }

  @Test func `links and odd names are the same mistake alone and in a repository`() async throws {
    let folder = try SpecFolder()
    try folder.write("clubs/knit.yml", ClubText("knit").text)
    symlink("chess.yaml", folder.folder("clubs/link.yaml"))
    for name in ["clubs/knit.yml", "clubs/link.yaml"] {
      let whole = try await folder.report().report.diagnostics.filter { $0.file == name }
      let alone = try await folder.report(name).report.diagnostics
      #expect(alone.map(\.rule) == whole.map(\.rule) && !alone.isEmpty, "\(name)")
    }
  }

  @Test func `strict makes warnings invalid and leaves them warnings`() async throws {
    let folder = try SpecFolder([ClubText("chess", domain: "Chess.example")])
    #expect(try await folder.report().code == 0)
    let (code, report) = try await folder.report("--strict")
    #expect(code == 3 && !report.valid)
    #expect(report.diagnostics.map(\.severity) == ["warning"])
    #expect(report.summary["errors"] == 0 && report.summary["warnings"] == 1)
    #expect(try await folder.validate("--strict").output.contains("not valid, because of --strict"))
  }
}
