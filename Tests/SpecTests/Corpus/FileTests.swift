import Spec
import Testing

@Suite struct FileTests {
  @Test(arguments: cases) func `files that are not what they should be are told`(
    _ repository: RepositoryCase, _ expected: String
  ) throws {
    var loader = RepositoryLoader(width: 1)
    let loaded = try loader.load(MemoryContent(files: repository.files))
    #expect(
      loaded.diagnostics.map { "\($0.location) \($0.severity) \($0.rule.rawValue)" } == [expected])
    #expect(loaded.diagnostics.allSatisfy { $0.location.position == .start })
  }

  static let cases: [(RepositoryCase, String)] = [
    (
      RepositoryCase("clubs in capitals", files: ["Clubs/chess.yaml": .text("x")]),
      "Clubs:1:1 error file-name"
    ),
    (
      RepositoryCase("a file called clubs", files: ["clubs": .text("x")]),
      "clubs:1:1 error file-name"
    ),
    (
      RepositoryCase("a submodule of clubs", files: ["clubs": .submodule]),
      "clubs:1:1 error file-name"
    ),
    (
      RepositoryCase("a submodule among clubs", files: ["clubs/more": .submodule]),
      "clubs/more:1:1 error file-name"
    ),
    (
      RepositoryCase("a link instead of clubs", files: ["clubs": .link("elsewhere")]),
      "clubs:1:1 error file-link"
    ),
    (
      RepositoryCase("a link to a folder", files: ["clubs/more": .link("../more")]),
      "clubs/more:1:1 warning file-link"
    ),
    (
      RepositoryCase("another spelling of provider.yaml", files: ["Provider.yaml": .text("x")]),
      "Provider.yaml:1:1 error file-name"
    ),
    (
      RepositoryCase("another ending of provider.yaml", files: ["provider.yml": .text("x")]),
      "provider.yml:1:1 error file-name"
    ),
    (
      RepositoryCase("a club in capitals", files: ["clubs/chess.YML": .text("x")]),
      "clubs/chess.YML:1:1 error file-name"
    ),
    (
      RepositoryCase("a link to a club", files: ["clubs/chess.yaml": .link("go.yaml")]),
      "clubs/chess.yaml:1:1 error file-link"
    ),
    (
      RepositoryCase("a submodule like a club", files: ["clubs/chess.yaml": .submodule]),
      "clubs/chess.yaml:1:1 error file-name"
    ),
    (
      RepositoryCase(
        "folders without an end",
        files: [
          "clubs/" + String(repeating: "a/", count: 40) + "chess.yaml": .text(Samples.club(""))
        ]),
      "clubs/" + Array(repeating: "a", count: 32).joined(separator: "/") + ":1:1 error file-name"
    ),
  ]

  @Test func `a linked provider.yaml is not followed`() throws {
    var loader = RepositoryLoader(width: 1)
    let loaded = try loader.load(MemoryContent(files: ["provider.yaml": .link("other.yaml")]))
    #expect(loaded.diagnostics.map(\.rule) == [.fileLink, .missingProvider])
    #expect(loaded.provider == nil)
  }

  @Test(arguments: [
    ("members: 3", "", ["members"]),
    ("members: [{id: rose, name: R, role: owner}, {name: Dan}]", "", ["members"]),
    (
      "members: [{id: rose, name: R, role: owner}, {id: dan, name: D, state: gone}]", "",
      ["members"]
    ),
    (
      "delegates: go.games.example\ndomain: games.example", "domain: go.games.example",
      ["delegates"]
    ),
    (
      "site: {static: {path: sites/chess}, aliases: foo.example}", "domain: foo.example",
      ["aliases"]
    ),
    ("site: {aliases: [foo.example]}", "domain: foo.example", ["aliases"]),
    ("delegates: 3\nprune: never", "", [String]()), ("groups: 3", "", [String]()),
  ])
  func `what others could not be checked against is noted`(
    _ chess: String, _ go: String, _ parts: [String]
  ) throws {
    var loader = RepositoryLoader(width: 1)
    let outsider = """
      members:
        - {id: rose, name: Rose, role: owner}
        - {id: dan, name: Dan, jid: dan@chess.clubs.example}

      """
    let loaded = try loader.load(
      MemoryContent([
        "provider.yaml": Samples.provider, "clubs/chess.yaml": Samples.club(chess),
        "clubs/go.yaml": Samples.club(go.isEmpty ? outsider : go, id: "go"),
        "sites/chess/index.html": "x",
      ]))
    let expected = parts.map { "the \($0) in clubs/chess.yaml cannot all be read" }
    #expect(loaded.notes.map { $0.split(separator: ":")[0] } == expected.map { $0[...] })
    #expect(loaded.diagnostics.allSatisfy { $0.location.file == "clubs/chess.yaml" })
  }

  @Test func `encrypted values that nothing opens are told once for each file`() throws {
    let sealed = "\"ENC[AES256_GCM,data:QUJD,iv:x,tag:y,type:str]\""
    var loader = RepositoryLoader(width: 1)
    let loaded = try loader.load(
      MemoryContent(files: [
        "provider.yaml": .text(Samples.provider.replacing("GBP", with: sealed)),
        "clubs/chess.yaml": .text(Samples.club("tariff: \(sealed)\nplacement: \(sealed)")),
        "clubs/chess.private.yaml": .text("rose: {email: \(sealed)}\n"),
      ]))
    #expect(
      loaded.diagnostics.map { "\($0.location) \($0.rule.rawValue)" } == [
        "clubs/chess.private.yaml:1:15 encryption", "clubs/chess.yaml:8:9 encryption",
        "provider.yaml:8:37 encryption",
      ])
    #expect(loaded.provider == nil)
    #expect(loaded.clubs[0].club == nil)
    // Nobody looks for a key that would open them.
    #expect(
      loaded.clubs[0].errors.map(\.message) == [
        "this and 1 more values are encrypted, and the file has no section `sops` to open it with",
        "this value is encrypted, and the file has no section `sops` to open it with",
      ])
  }

  @Test func `rules across files say which file they did not see`() throws {
    var loader = RepositoryLoader(width: 1)
    let loaded = try loader.load(
      MemoryContent(files: [
        "provider.yaml": .text(Samples.provider), "clubs/a.yaml": .text("a: ["),
        "clubs/b.yaml": .text(Samples.club("domain: a_b.example", id: "b")),
        "clubs/c.yaml": .link("a.yaml"), "clubs/d.yaml": .text(Samples.club("", id: "d")),
        "clubs/e.yaml": .text(Samples.club("tariff: none", id: "e")),
      ]))
    #expect(
      loaded.notes.map { $0.split(separator: ":")[0] } == [
        "clubs/a.yaml was not read", "the domain in clubs/b.yaml cannot be read",
        "clubs/c.yaml was not read",
      ])
    var fresh = RepositoryLoader(width: 1)
    #expect(try fresh.load(MemoryContent([:])).notes.count == 1)
    #expect(
      try fresh.load(MemoryContent(["provider.yaml": Samples.provider])).notes.isEmpty)
  }
}
