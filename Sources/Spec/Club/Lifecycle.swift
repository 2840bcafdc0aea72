/// Where a club stands in its life. Dates are written `2026-11-01`, days of a year `05-01`.
public enum Lifecycle: Sendable, Equatable {
  case trial
  case active
  case suspended(since: CalendarDate?, reason: String?)
  case archived
  case seasonal(opens: DayOfYear, closes: DayOfYear)
  case offboarding(exportBy: CalendarDate, deleteAfter: CalendarDate)
}

/// A date of the Gregorian calendar, without a time zone.
public struct CalendarDate: Sendable, Hashable, Comparable, CustomStringConvertible {
  public var year: Int
  public var month: Int
  public var day: Int

  public init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  public static func < (a: Self, b: Self) -> Bool {
    (a.year, a.month, a.day) < (b.year, b.month, b.day)
  }

  public var description: String { "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))" }
}

/// A day that comes back each year.
public struct DayOfYear: Sendable, Hashable, Comparable, CustomStringConvertible {
  public var month: Int
  public var day: Int

  public init(month: Int, day: Int) {
    self.month = month
    self.day = day
  }

  public static func < (a: Self, b: Self) -> Bool { (a.month, a.day) < (b.month, b.day) }

  public var description: String { "\(padded(month, 2))-\(padded(day, 2))" }
}

private func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
