import Foundation
import Model
import Reporting
import Spec
import Testing

struct TimestampTests {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
    (1_795_510_800, "2026-11-24T09:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"),
    (4_107_542_399, "2100-02-28T23:59:59Z"), (4_107_542_400, "2100-03-01T00:00:00Z"),
    (Int64.max, "9999-12-31T23:59:59Z"), (Int64.min, "0000-01-01T00:00:00Z"),
  ])
  func `a time is written in UTC`(seconds: Int64, text: String) {
    #expect(timestamp(seconds) == text)
  }

  @Test func `times are as Foundation writes them`() {
    let formatter = ISO8601DateFormatter()
    for step in 0..<5000 {
      // From 1970 to 2257, at odd steps.
      let seconds = Int64(step) * 1_814_399
      #expect(
        timestamp(seconds)
          == formatter.string(from: Date(timeIntervalSince1970: TimeInterval(seconds))))
    }
  }
}

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

struct JSONTests {
  @Test func `every text survives another parser`() throws {
    let all = (0..<0x3000).compactMap(Unicode.Scalar.init).map(String.init).joined() + "\u{10FFFF}😀"
    let text = JSON.list([.text(all)]).encoded()
    let back = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String]
    #expect(back == [all])
    #expect(!text.contains("\u{2028}"))
    #expect(
      text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\u{7F}" && $0 != "\u{202E}" })
  }

  @Test func `the two layouts`() {
    let json: JSON = ["b": [.number(-1), .null], "a": ["x": .flag(false)], "c": [], "d": "q\"\\"]
    #expect(json.encoded() == #"{"b":[-1,null],"a":{"x":false},"c":[],"d":"q\"\\"}"#)
    #expect(
      json.encoded(.indented) == """
        {
          "b": [
            -1,
            null
          ],
          "a": {
            "x": false
          },
          "c": [],
          "d": "q\\"\\\\"
        }
        """)
  }
}
