import Spec
import TestSupport
import Testing

@Suite struct SchemaTests {
  @Test(arguments: SpecDocument.allCases) func `the schema is the one that was reviewed`(
    _ document: SpecDocument
  ) throws {
    try expectGolden(document.schema, "Tests/SpecTests/Schema/Goldens/\(document.rawValue).json")
  }

  @Test func `the reference tells every key`() throws {
    try expectGolden(SpecReference.markdown, "docs/spec-reference.md")
  }

  @Test func `a validator that is not ours finds in the corpus what a schema can say`()
    async throws
  {
    let files = Self.corpus
    let counts = try await expectAgreement(files)
    print(
      "\(counts.valid) right files are valid, \(counts.invalid) wrong ones are not, "
        + "\(counts.unread) right ones cannot be read by PyYAML")
    #expect(counts.unread <= 3)
    #expect(counts.valid >= 180 && counts.invalid >= 90)
  }

  @Test func `what a schema can say in part is seen at least once`() async throws {
    let files = Self.corpus.filter { $0.verdict == .either && $0.isPartly }
    var seen: Set<Rule> = []
    var counts = (seen: 0, all: files.count)
    for (file, complaint) in zip(files, try await independentVerdicts(on: files))
    where complaint != nil {
      counts.seen += 1
      seen.formUnion(file.diagnostics.map(\.rule).filter { $0.inSchema == .part })
    }
    print("\(counts.seen) of \(counts.all) wrong files of rules that a schema can say in part")
    let missed = Rule.allCases.filter { $0.inSchema == .part && !seen.contains($0) }
    #expect(missed == [])
  }

  @Test(arguments: [UInt64](1...4)) func `files damaged at random get the same verdict`(
    _ seed: UInt64
  ) async throws {
    var random = SeededRandom(seed: seed)
    let right = Self.corpus.filter { $0.verdict == .valid }
    let files = (0..<250).map { round in
      let file = right[Int.random(in: right.indices, using: &random)]
      let text = damaged(file.text, &random)
      let name = "seed \(seed), round \(round)"
      return file.schema == "club"
        ? SchemaFile(club: text, name) : SchemaFile(provider: text, name)
    }
    let counts = try await expectAgreement(files)
    #expect(counts.valid > 0 && counts.invalid > 0, "seed \(seed)")
  }

  /// The clubs and providers of all examples, each file as if it stood alone.
  static let corpus: [SchemaFile] = {
    let clubs =
      KeyTests.cases + ValueTests.cases + RightClubTests.cases + ClubRuleTests.cases
      + SiteRuleTests.cases + WrongYAMLTests.syntax + HabitTests.wrong + HabitTests.right
    var files = clubs.map { SchemaFile(club: Samples.club($0.body), $0.name) }
    files += ProviderTests.cases.map {
      SchemaFile(provider: ProviderTests.head + $0.body + "\n", $0.name)
    }
    files.append(SchemaFile(provider: Samples.provider, "the sample provider"))
    let repositories =
      AcrossClubsTests.cases + ConsequenceTests.cases + AllowedAcrossClubsTests.cases
      + FileTests.cases.map(\.0)
    files += repositories.flatMap { SchemaFile.all(in: $0.files, $0.name) }
    files += Rule.allCases.flatMap { rule in
      let examples = RuleCatalogue.explanation(of: rule).map { [$0.wrong, $0.right] } ?? []
      return examples.flatMap {
        SchemaFile.all(in: $0.repository, "an example of \(rule.rawValue)")
      }
    }
    var seen: Set<String> = []
    return files.filter { $0.text.utf8.count < 100_000 && seen.insert($0.text).inserted }
  }()
}

/// The text with a word replaced, taken out or repeated: mostly still YAML.
private func damaged(_ text: String, _ random: inout SeededRandom) -> String {
  let words = [
    "no", "true", "True", "1e3", "2024", "0x1F", "~", "null", "", "[]", "{}", "[rose]", "everyone",
    "2026-02-29", "P1M", "10MB", "x", "\"1\"", "ä", "a b", ".inf", "-1", "0", "xn--a",
    "https://a.b",
  ]
  var pieces: [Substring] = []
  var rest = text[...]
  let ends: Set<Character> = [" ", "\n", ",", "[", "]", "{", "}", ":"]
  while let first = rest.first {
    let piece = ends.contains(first) ? rest.prefix(1) : rest.prefix { !ends.contains($0) }
    pieces.append(piece)
    rest = rest[piece.endIndex...]
  }
  let wordPlaces = pieces.indices.filter { !ends.contains(pieces[$0].first ?? " ") }
  let place = wordPlaces[Int.random(in: wordPlaces.indices, using: &random)]
  switch Int.random(in: 0..<8, using: &random) {
  case 0: pieces.remove(at: place)
  case 1: pieces[place] += pieces[wordPlaces[Int.random(in: wordPlaces.indices, using: &random)]]
  case 2:
    pieces[place] = pieces[wordPlaces[Int.random(in: wordPlaces.indices, using: &random)]]
  case 3: pieces[place].removeFirst()
  default: pieces[place] = words[Int.random(in: words.indices, using: &random)][...]
  }
  return pieces.joined()
}
