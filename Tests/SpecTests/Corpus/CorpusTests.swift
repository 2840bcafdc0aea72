import Spec
import Testing

/// All examples of this folder and its neighbours, counted.
@Suite struct CorpusTests {
  private struct Example: Hashable {
    var text: String
    var isWrong: Bool
  }

  private static let examples: Set<Example> = {
    let clubs: [[ClubCase]] = [
      ClubRuleTests.cases, KeyTests.cases, SiteRuleTests.cases, ValueTests.cases,
      WrongYAMLTests.syntax, HabitTests.wrong, HabitTests.right, RightClubTests.cases,
    ]
    var examples = clubs.flatMap { $0 }.map { example("club\n" + $0.body) }
    examples += ProviderTests.cases.map { example("provider\n" + $0.body) }
    let repositories = [
      AcrossClubsTests.cases, ConsequenceTests.cases, AllowedAcrossClubsTests.cases,
    ]
    for repository in repositories.flatMap({ $0 }) { examples.append(example(repository.files)) }
    examples += FileTests.cases.map { Example(text: text($0.0.files), isWrong: true) }
    for rule in Rule.allCases {
      guard let explanation = RuleCatalogue.explanation(of: rule) else { continue }
      examples.append(Example(text: text(explanation.wrong.repository), isWrong: true))
      examples.append(Example(text: text(explanation.right.repository), isWrong: false))
    }
    return Set(examples)
  }()

  private static func example(_ text: String) -> Example {
    Example(text: text, isWrong: !MarkedText.findings(in: text, file: "").isEmpty)
  }

  private static func example(_ files: [String: MemoryContent.File]) -> Example {
    example(text(files))
  }

  private static func text(_ files: [String: MemoryContent.File]) -> String {
    files.sorted { $0.key < $1.key }.map { path, content in
      switch content {
      case .text(let text): "\(path)\n\(text)"
      case .bytes(let bytes): "\(path)\n\(bytes)"
      case .link(let target): "\(path) -> \(target)"
      case .submodule: "\(path) submodule"
      }
    }.joined(separator: "\n")
  }

  @Test func `there are at least 250 wrong examples and 60 right ones, no two the same`() {
    #expect(CorpusTests.examples.count { $0.isWrong } >= 250)
    #expect(CorpusTests.examples.count { !$0.isWrong } >= 60)
  }

  /// Nobody can break a rule that no example breaks where it is marked.
  @Test func `every rule is broken by an example`() {
    let texts = CorpusTests.examples.filter(\.isWrong).map(\.text)
    let marked = Set(
      texts.flatMap { MarkedText.findings(in: $0, file: "").map(\.rule) })
    // What concerns a whole file has no line to mark; the catalogue's tests run these.
    let whole: Set<Rule> = [
      .missingProvider, .fileName, .fileLink, .fileTooLarge, .privateFile, .tooManyProblems,
    ]
    #expect(Rule.allCases.filter { !marked.contains($0.rawValue) && !whole.contains($0) } == [])
  }
}
