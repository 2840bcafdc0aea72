/// A point in time as ISO 8601 in UTC: `2026-11-24T09:00:00Z`.
///
/// - Parameter seconds: since 1970; what lies outside the years 0 to 9999 is set to their bounds.
public func timestamp(_ seconds: Int64) -> String {
  let seconds = min(max(seconds, -62_167_219_200), 253_402_300_799)
  let day = Int((Double(seconds) / 86_400).rounded(.down))
  let second = Int(seconds) - day * 86_400
  let date = civilDate(day)
  return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
    + "T\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))Z"
}

/// The Gregorian date of a day counted from 1970-01-01 (H. Hinnant, "chrono-Compatible Low-Level
/// Date Algorithms").
private func civilDate(_ day: Int) -> (year: Int, month: Int, day: Int) {
  // Days from 0000-03-01, in eras of 400 years.
  let shifted = day + 719_468
  let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
  let dayOfEra = shifted - era * 146_097
  let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let monthFromMarch = (5 * dayOfYear + 2) / 153
  let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
}

private func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
