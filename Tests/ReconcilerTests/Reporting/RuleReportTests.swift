import Reporting
import Spec
import Testing

struct RuleReportTests {
  @Test func `a rule is explained with a wrong and a right example`() throws {
    let rule = try #require(RuleCatalogue.explanation(of: .unknownKey))
    #expect(
      RuleReport.text(rule) == """
        unknown-key (error)

        A key that is not known.

        Every key is one of the format's: a key that is spelt wrong would otherwise be
        left out silently, and its default taken.

        Wrong
          clubs/chess.yaml
            tarif: small
            #< unknown-key

        Right
          clubs/chess.yaml
            tariff: small

        """)
    #expect(
      RuleReport.json(rule).encoded().hasSuffix(
        #""wrong":[{"file":"clubs/chess.yaml","note":null,"text":"tarif: small\n#< unknown-key"}],"#
          + #""right":[{"file":"clubs/chess.yaml","note":null,"text":"tariff: small"}]}"#))
  }

  @Test(arguments: Rule.allCases) func `an explanation stands on any terminal`(_ rule: Rule) throws
  {
    let text = RuleReport.text(try #require(RuleCatalogue.explanation(of: rule)))
    let strange = text.unicodeScalars.filter {
      $0 != "\n" && ($0.properties.generalCategory == .control || $0.value == 0x2028)
    }
    #expect(strange.isEmpty)
  }
}
