import Reporting
import Testing

struct PrintableTests {
  @Test func `ordinary writing stays as it is`() {
    for text in ["Rose Hill", "Müller-Lüdenscheidt", "園芸クラブ", "👩‍🔬🏳️‍🌈", "می‌خواهم", "a\\b \"c\" | `d`"] {
      #expect(printable(text) == text)
    }
  }

  @Test func `what a terminal would act upon is escaped`() {
    #expect(printable("a\u{1B}[31m\nb\t\r\u{7F}\u{9B}") == "a\\u{1B}[31m\\nb\\t\\r\\u{7F}\\u{9B}")
    #expect(printable("\u{202E}\u{2066}\u{200E}") == "\\u{202E}\\u{2066}\\u{200E}")
    #expect(printable("\u{FEFF}x\u{200B}y\u{AD}\u{2028}") == "\\u{FEFF}x\\u{200B}y\\u{AD}\\u{2028}")
    #expect(printable("ro\u{200D}se") == "ro\\u{200D}se")
  }

  @Test func `a long text is cut`() {
    #expect(printable("abcdef", limit: 3) == "abc…")
    #expect(printable("abc", limit: 3) == "abc")
    #expect(
      printable("e" + String(repeating: "\u{301}", count: 1000), limit: 4).unicodeScalars.count == 5
    )
  }
}
