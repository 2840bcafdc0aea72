import Spec
import Testing

@Suite struct CatalogueTests {
  @Test func `every rule is explained once`() {
    let explained = RuleCatalogue.sections.flatMap(\.rules).map(\.rule.rawValue)
    #expect(explained.sorted() == Rule.allCases.map(\.rawValue).sorted())
    for rule in Rule.allCases { #expect(RuleCatalogue.explanation(of: rule)?.rule == rule) }
  }

  @Test(arguments: Rule.allCases) func `a wrong example breaks its rule where it is marked`(
    _ rule: Rule
  ) throws {
    let explanation = try #require(RuleCatalogue.explanation(of: rule))
    let found = try explanation.wrong.findings()
    let own = found.filter { $0.rule == explanation.rule }
    #expect(!own.isEmpty, "\(found.map { "\($0.location) \($0.rule.rawValue)" })")
    for diagnostic in own {
      #expect(
        explanation.severity == .either
          || diagnostic.severity.rawValue == explanation.severity.rawValue)
    }
    let marks = explanation.wrong.marks
    // What concerns a whole file has no line to mark.
    if marks.isEmpty {
      #expect(own.allSatisfy { $0.location.position == .start || $0.rule == .tooManyProblems })
    } else {
      #expect(
        found.map {
          MarkedText.Finding(
            file: $0.location.file, line: $0.location.position.line,
            column: $0.location.position.column, rule: $0.rule.rawValue)
        }.sorted() == marks, "\(found.map { "\($0.location) \($0.message)" })")
    }
  }

  @Test(arguments: Rule.allCases) func `a right example stays silent`(
    _ rule: Rule
  ) throws {
    let explanation = try #require(RuleCatalogue.explanation(of: rule))
    #expect(explanation.right.marks.isEmpty)
    #expect(try explanation.right.findings().map { "\($0.location) \($0.message)" } == [])
  }

  @Test(arguments: Rule.allCases) func `an explanation is text that people read`(
    _ rule: Rule
  ) throws {
    let explanation = try #require(RuleCatalogue.explanation(of: rule))
    #expect((10...90).contains(explanation.title.count))
    #expect((40...500).contains(explanation.text.count))
    #expect(explanation.text.hasSuffix("."))
    #expect(!explanation.title.hasSuffix("."))
  }

  @Test func `the nearest rule is found`() {
    #expect(RuleCatalogue.nearest(to: "unknown-keys") == .unknownKey)
    #expect(RuleCatalogue.nearest(to: "duplicate_member") == .duplicateMember)
    #expect(RuleCatalogue.nearest(to: "potting-shed-of-rose") == nil)
  }
}
