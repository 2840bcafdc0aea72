/// What a club's lifecycle comes to on one day.
public enum Standing: String, Sendable, CaseIterable {
  /// All of it works.
  case open
  /// Nobody comes in, the site says that it is closed; all data stays.
  case closed
  /// Nobody comes in, and the site is as it was; all data stays.
  case archived
  /// All of it goes.
  case over
}

/// A day on which a club's standing changes by itself.
public struct Turn: Sendable, Hashable {
  /// From the beginning of this day on, in the club's time zone.
  public var day: CalendarDate
  public var standing: Standing
  /// In plain words, with the date as the file has it: "closes on 31 August 2027".
  public var text: String
}

extension Lifecycle {
  /// Without a day, what holds on most days: the season is open, what was announced is not yet.
  public func standing(on day: CalendarDate?) -> Standing {
    switch self {
    case .trial, .active: .open
    case .archived: .archived
    case .suspended(let since, _):
      if let since, let day, day < since { .open } else { .closed }
    case .seasonal(let opens, let closes):
      if let day, !day.isWithin(opens, closes) { .closed } else { .open }
    case .offboarding(let exportBy, let deleteAfter):
      if let day, deleteAfter < day {
        .over
      } else if let day, exportBy < day {
        .closed
      } else {
        .open
      }
    }
  }

  /// What comes after this day, the nearest first; of a season its next change alone.
  public func turns(after day: CalendarDate) -> [Turn] {
    switch self {
    case .trial, .active, .archived: []
    case .suspended(let since, _):
      since.map { [turn($0, "is suspended on \($0.inWords)")] }?.filter { day < $0.day } ?? []
    case .seasonal: nextOfSeason(after: day).map { [$0] } ?? []
    case .offboarding(let exportBy, let deleteAfter):
      [
        exportBy == deleteAfter
          ? nil : turn(exportBy.next, "closes after \(exportBy.inWords), the last day to export"),
        turn(deleteAfter.next, "its data goes after \(deleteAfter.inWords)"),
      ].compactMap { $0 }.filter { day < $0.day }
    }
  }

  /// Whether time alone changes what it comes to.
  public var hasDates: Bool {
    switch self {
    case .trial, .active, .archived: false
    case .suspended(let since, _): since != nil
    case .seasonal, .offboarding: true
    }
  }

  var isLeaving: Bool {
    if case .offboarding = self { return true }
    return false
  }

  private func turn(_ day: CalendarDate, _ text: String) -> Turn {
    Turn(day: day, standing: standing(on: day), text: text)
  }

  /// Of a season that is open on leap days alone the next one may be eight years off.
  private func nextOfSeason(after day: CalendarDate) -> Turn? {
    var before = day
    for _ in 0..<3_000 {
      let next = before.next
      let standing = standing(on: next)
      if standing != self.standing(on: before) {
        return turn(
          next, standing == .open ? "opens on \(next.inWords)" : "closes on \(before.inWords)")
      }
      before = next
    }
    return nil
  }
}

extension CalendarDate {
  /// Both days belong to it; it may go over the end of a year. A 29 February that a year does not
  /// have is the time between 28 February and 1 March.
  fileprivate func isWithin(_ first: DayOfYear, _ last: DayOfYear) -> Bool {
    let day = DayOfYear(month: month, day: day)
    return first <= last ? first <= day && day <= last : first <= day || day <= last
  }
}
