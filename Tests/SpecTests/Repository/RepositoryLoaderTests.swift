import Spec
import Synchronization
import Testing

@Suite struct RepositoryLoaderTests {
  private func files(_ count: Int) -> [String: String] {
    var files = ["provider.yaml": Samples.provider]
    for number in 0..<count {
      files["clubs/c\(number).yaml"] = Samples.club("tariff: small", id: "c\(number)")
    }
    return files
  }

  @Test func `an unchanged file is not read again`() throws {
    var loader = RepositoryLoader(width: 1)
    var files = files(20)
    let first = MemoryContent(files)
    _ = try loader.load(first)
    #expect(first.reads.load(ordering: .relaxed) == 21)
    files["clubs/c7.yaml"] = Samples.club("tariff: large", id: "c7")
    let second = MemoryContent(files)
    let loaded = try loader.load(second)
    #expect(second.reads.load(ordering: .relaxed) == 1)
    #expect(loaded.diagnostics.map(\.rule) == [.unknownTariff])
    #expect(loaded.clubs.count { $0.errors.isEmpty } == 19)
  }

  @Test func `what is kept says the same as what is read anew`() throws {
    var random = SeededRandom(seed: 42)
    var files = files(12)
    var loader = RepositoryLoader(width: 2)
    let bodies = [
      "domain: games.example", "domain: go.games.example", "tariff: large", "a: [",
      "moved: {from: c3}",
      "site: {static: {path: sites/chess}}", "members: [{id: x, name: X, role: owner}]",
      "site: {redirect: \"https://a.example\", aliases: [games.example]}",
      "members: [{id: x, name: X, role: owner}, {id: y, name: Y, jid: rose@c2.clubs.example}]",
    ]
    for round in 0..<150 {
      let number = Int.random(in: 0..<12, using: &random)
      switch Int.random(in: 0..<12, using: &random) {
      case 0: files["clubs/c\(number).yaml"] = nil
      case 1: files["provider.yaml"] = Samples.provider.replacing("members: 4", with: "members: 1")
      case 2: files["provider.yaml"] = Samples.provider
      case 3: files["provider.yaml"] = "broken: ["
      case 4: files["sites/chess/index.html"] = "\(round)"
      case 5: files["sites/chess/index.html"] = nil
      default:
        let body = bodies[Int.random(in: bodies.indices, using: &random)]
        files["clubs/c\(number).yaml"] = Samples.club(body, id: "c\(number)")
      }
      let kept = try loader.load(MemoryContent(files))
      var fresh = RepositoryLoader(width: 1)
      let anew = try fresh.load(MemoryContent(files))
      #expect(kept.diagnostics == anew.diagnostics, "round \(round)")
      #expect(kept.clubs.map(\.siteTree) == anew.clubs.map(\.siteTree), "round \(round)")
      #expect(kept.clubs.map(\.club) == anew.clubs.map(\.club), "round \(round)")
      #expect(kept.provider == anew.provider, "round \(round)")
      let checked = try RepositoryLoader.check(MemoryContent(files), width: 2)
      #expect(checked.diagnostics == anew.diagnostics, "round \(round)")
      #expect(checked.notes == anew.notes, "round \(round)")
      #expect(checked.clubs.map(\.errors) == anew.clubs.map(\.errors), "round \(round)")
      #expect(checked.clubs.allSatisfy { $0.club == nil })
    }
  }

  @Test func `without provider.yaml clubs are still checked`() throws {
    try expectMarked(
      ["clubs/chess.yaml": .text(Samples.club("tarif: x\n#< unknown-key"))],
      plus: [
        "provider.yaml:1:1 missing-provider"
      ])
  }

  @Test func `a broken provider.yaml gives no provider`() throws {
    var loader = RepositoryLoader()
    let loaded = try loader.load(
      MemoryContent(["provider.yaml": "name: [", "clubs/chess.yaml": Samples.club("")]))
    #expect(loaded.provider == nil)
    #expect(loaded.clubs[0].club != nil)
    #expect(loaded.diagnostics.map(\.rule) == [.yamlSyntax])
  }

  @Test func `files that should be clubs are told, and stand for their clubs`() throws {
    let club = Samples.club("")
    var loader = RepositoryLoader()
    let loaded = try loader.load(
      MemoryContent(files: [
        "provider.yaml": .text(Samples.provider), "provider.yml": .text("x"),
        "clubs/a.yml": .text(club), "clubs/b.yaml": .link("chess.yaml"),
        "clubs/chess.yaml": .text(club), "clubs/chess.yml": .text(club),
        "clubs/chess.private.yaml": .text("x"), "clubs/README.md": .text("x"),
        "clubs/c.YAML": .text(club), "clubs/.gitkeep": .text(""), "README.yaml": .text("x"),
      ]))
    #expect(loaded.clubs.map(\.id) == ["a", "b", "c", "chess"])
    #expect(loaded.clubs.map { $0.errors.isEmpty } == [false, false, false, false])
    #expect(
      loaded.diagnostics.map { "\($0.location) \($0.severity) \($0.rule.rawValue)" } == [
        "clubs/a.yml:1:1 error file-name", "clubs/b.yaml:1:1 error file-link",
        "clubs/c.YAML:1:1 error file-name", "clubs/chess.private.yaml:1:1 error wrong-type",
        "clubs/chess.yml:1:1 error file-name", "provider.yml:1:1 error file-name",
      ])
  }

  @Test func `a repository that cannot be read is an error, not an empty one`() {
    struct Unreachable: Error {}
    struct Broken: RepositoryContent {
      func list(_ folder: String) throws -> [RepositoryEntry]? { throw Unreachable() }
      func read(_ id: ContentID, limit: Int) throws -> [UInt8] { throw Unreachable() }
    }
    var loader = RepositoryLoader()
    #expect(throws: Unreachable.self) { try loader.load(Broken()) }
  }

  @Test func `many files are decoded on several cores with the same result`() throws {
    var files = files(300)
    files["clubs/c100.yaml"] = "a: ["
    var one = RepositoryLoader(width: 1)
    var four = RepositoryLoader(width: 4)
    let alone = try one.load(MemoryContent(files))
    let together = try four.load(MemoryContent(files))
    #expect(alone.diagnostics == together.diagnostics)
    #expect(alone.clubs.map(\.club) == together.clubs.map(\.club))
  }

  private func expectMarked(
    _ files: [String: MemoryContent.File], plus expected: [String]
  ) throws {
    var loader = RepositoryLoader()
    let loaded = try loader.load(MemoryContent(files: files))
    var all = expected
    for (file, content) in files {
      if case .text(let text) = content {
        all += MarkedText.findings(in: text, file: file).map(\.description)
      }
    }
    #expect(
      loaded.diagnostics.map { "\($0.location) \($0.rule.rawValue)" }.sorted() == all.sorted())
  }
}
