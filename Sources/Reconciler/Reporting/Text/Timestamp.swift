import Spec

/// A point in time as ISO 8601 in UTC: `2026-11-24T09:00:00Z`.
///
/// - Parameter seconds: since 1970; what lies outside the years 0 to 9999 is set to their bounds.
public func timestamp(_ seconds: Int64) -> String {
  let seconds = min(max(seconds, -62_167_219_200), 253_402_300_799)
  let day = Int((Double(seconds) / 86_400).rounded(.down))
  let second = Int(seconds) - day * 86_400
  return "\(CalendarDate(daysSince1970: day))"
    + "T\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))Z"
}

private func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
