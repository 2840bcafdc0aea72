import Foundation
import Spec
import Testing

@Suite struct RulesPageTests {
  /// `UPDATE_GOLDENS=1` writes the page, and fails that run.
  @Test func `docs/rules.md says what the catalogue says`() throws {
    let page = RulesPage.markdown()
    let url = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().appendingPathComponent("../../../docs/rules.md").standardized
    if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
      try Data(page.utf8).write(to: url, options: .atomic)
      Issue.record("docs/rules.md was written: look at it")
      return
    }
    let written = try String(decoding: Data(contentsOf: url), as: UTF8.self)
    let lines = zip(
      page.split(separator: "\n", omittingEmptySubsequences: false),
      written.split(separator: "\n", omittingEmptySubsequences: false))
    let difference = lines.enumerated().first { $0.element.0 != $0.element.1 }
    #expect(
      page == written, "line \((difference?.offset ?? 0) + 1); UPDATE_GOLDENS=1 writes it anew")
  }
}

/// The page of all rules.
enum RulesPage {
  static func markdown() -> String {
    var page = """
      # Rules

      What `allotment validate` checks, made from the same source as the code; each example is run
      as a test. `allotment explain RULE` prints the same.

      The examples show what matters: the keys that they leave out are there, and right. In a wrong
      example a comment below a line marks the place that the message names: `^` stands below the
      column, and `#<` means the column of the `#` itself.


      """
    for section in RuleCatalogue.sections {
      let links = section.rules.map { "[\($0.rule.rawValue)](#\($0.rule.rawValue))" }
      page += "- \(section.title): \(links.joined(separator: ", "))\n"
    }
    for section in RuleCatalogue.sections {
      page += "\n## \(section.title)\n"
      for rule in section.rules { page += markdown(rule) }
    }
    return page
  }

  private static func markdown(_ rule: RuleExplanation) -> String {
    "\n### \(rule.rule.rawValue)\n\n**\(rule.title)** (\(rule.severity.rawValue))\n\n\(rule.text)\n"
      + "\nWrong:\n" + markdown(rule.wrong) + "\nRight:\n" + markdown(rule.right)
  }

  private static func markdown(_ example: RuleExample) -> String {
    example.shown.map { file in
      let note = file.note.map { " \($0)" } ?? ""
      guard let text = file.text else { return "\n`\(file.path)`\(note)\n" }
      let language = file.path.hasSuffix(".html") ? "html" : "yaml"
      return "\n`\(file.path)`\(note)\n```\(language)\n\(text)\n```\n"
    }.joined()
  }
}
