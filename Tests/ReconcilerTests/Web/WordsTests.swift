import Testing

@testable import Web

@Suite struct WordsTests {
  @Test(arguments: [
    (0, "less than a minute"), (59, "less than a minute"), (60, "1 minute"), (7_199, "1 hour"),
    (86_400 * 3, "3 days"), (86_400 * 400, "1 year"), (-5, "less than a minute"),
  ])
  func `a span is told by its largest unit`(seconds: Int64, text: String) {
    #expect(span(seconds) == text)
  }
}
