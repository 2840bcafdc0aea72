extension Definition where Value == CalendarDate {
  /// `2026-11-01`
  static var date: Definition {
    let shape = TextShape("a date", pattern: Pattern.date, examples: ["2026-11-01"])
    return Definition.parsed(shape, .date) { text throws(InvalidValue) in
      let parts = numbers(text, widths: [4, 2, 2])
      guard let parts, parts[0] >= 1, isDay(parts[2], ofMonth: parts[1], year: parts[0]) else {
        throw InvalidValue("is not a date", hint: "write year, month and day: `2026-11-01`")
      }
      return CalendarDate(year: parts[0], month: parts[1], day: parts[2])
    }.named("date")
  }
}

extension Definition where Value == DayOfYear {
  /// `05-01`
  static var dayOfYear: Definition {
    let shape = TextShape("a day of the year", pattern: Pattern.dayOfYear, examples: ["05-01"])
    return Definition.parsed(shape, .date) { text throws(InvalidValue) in
      // A leap year: 29 February is a day.
      guard let parts = numbers(text, widths: [2, 2]), isDay(parts[1], ofMonth: parts[0], year: 4)
      else {
        throw InvalidValue("is not a day of the year", hint: "write month and day: `05-01`")
      }
      return DayOfYear(month: parts[0], day: parts[1])
    }.named("dayOfYear")
  }
}

private func numbers(_ text: String, widths: [Int]) -> [Int]? {
  let parts = text.split(separator: "-", omittingEmptySubsequences: false)
  guard parts.count == widths.count else { return nil }
  var numbers: [Int] = []
  for (part, width) in zip(parts, widths) {
    guard part.utf8.count == width, part.utf8.allSatisfy(isDigit), let number = Int(part) else {
      return nil
    }
    numbers.append(number)
  }
  return numbers
}

private func isDay(_ day: Int, ofMonth month: Int, year: Int) -> Bool {
  guard (1...12).contains(month) else { return false }
  let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
  let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  return (1...days[month - 1]).contains(day)
}
