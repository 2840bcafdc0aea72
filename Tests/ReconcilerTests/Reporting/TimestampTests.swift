import Foundation
import Reporting
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
