import Foundation
import Spec

/// Days in one time zone.
struct LocalTime {
  private let zone: TimeZone

  /// - Parameter zone: a name of the IANA database; UTC without one.
  init(_ zone: String?) {
    self.zone = zone.flatMap { TimeZone(identifier: $0) } ?? .gmt
  }

  /// - Parameter seconds: since 1970.
  func day(at seconds: Int64) -> CalendarDate {
    let local = seconds + offset(at: seconds)
    return CalendarDate(daysSince1970: Int((Double(local) / 86_400).rounded(.down)))
  }

  /// The first second of a day, which need not be midnight: clocks may be put forward then.
  func start(of day: CalendarDate) -> Int64 {
    let noon = day.secondsSince1970 + 43_200
    // No zone is more than a day away from UTC.
    var (before, after) = (noon - 2 * 86_400, noon + 86_400)
    while after - before > 1 {
      let middle = (before + after) / 2
      if self.day(at: middle) < day { before = middle } else { after = middle }
    }
    return after
  }

  private func offset(at seconds: Int64) -> Int64 {
    Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
  }
}
