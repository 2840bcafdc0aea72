extension Definition where Value == Duration {
  /// ISO 8601: `P30D`, `P1Y6M`, `PT12H`, `P2W`. A month counts 30 days, a year 365.
  static var period: Definition {
    .parsed(TextShape("a duration", pattern: isoPattern), .duration) { text throws(InvalidValue) in
      guard let seconds = parsePeriod(text) else {
        throw InvalidValue(
          "is not a duration", hint: "write it in whole numbers: `P30D`, `P1Y`, `PT12H`, `P2W`")
      }
      guard seconds > 0 else { throw InvalidValue("is no time at all") }
      guard seconds <= longestSeconds else { throw InvalidValue("is longer than 1,000 years") }
      return .seconds(seconds)
    }
  }

  /// As in the agent's own file: `30s`, `10m`, `1h`, `2d`.
  static var interval: Definition {
    .parsed(TextShape("a time", pattern: "^[1-9][0-9]*[smhd]$"), .duration) {
      text throws(InvalidValue) in
      let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
      guard let unit = text.last.flatMap({ units[$0] }), text.utf8.dropLast().allSatisfy(isDigit),
        let number = Int64(text.dropLast()), number <= longestSeconds / unit
      else {
        throw InvalidValue("is not a time", hint: "write a number and a unit: `30s`, `10m`, `1h`")
      }
      guard number > 0 else { throw InvalidValue("is no time at all") }
      return .seconds(number * unit)
    }
  }
}

private let isoPattern =
  "^P(?:[0-9]+W|(?=[0-9T])(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?"
  + "(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+S)?)?)$"

private let longestSeconds: Int64 = 1000 * 365 * 86_400

/// Seconds; nil for what is no duration. The parts stand in their order, each once.
private func parsePeriod(_ text: String) -> Int64? {
  var rest = text.utf8[...]
  guard rest.popFirst() == UInt8(ascii: "P"), !rest.isEmpty else { return nil }
  let week: Int64 = 7 * 86_400
  if rest.last == UInt8(ascii: "W") {
    guard let number = wholeNumber(rest.dropLast()) else { return nil }
    return number * week
  }
  let parts = rest.split(
    separator: UInt8(ascii: "T"), maxSplits: 1, omittingEmptySubsequences: false)
  let dates: [(String, Int64)] = [("Y", 365 * 86_400), ("M", 30 * 86_400), ("D", 86_400)]
  let times: [(String, Int64)] = [("H", 3600), ("M", 60), ("S", 1)]
  guard let days = sum(parts[0], dates) else { return nil }
  guard parts.count == 2 else { return days }
  guard !parts[1].isEmpty, let seconds = sum(parts[1], times) else { return nil }
  return days + seconds
}

private func sum(_ text: Substring.UTF8View, _ units: [(letter: String, seconds: Int64)]) -> Int64?
{
  var total: Int64 = 0
  var rest = text
  var units = units[...]
  while !rest.isEmpty {
    let digits = rest.prefix(while: isDigit)
    guard let number = wholeNumber(digits), digits.endIndex < rest.endIndex else { return nil }
    let letter = rest[digits.endIndex]
    guard let index = units.firstIndex(where: { $0.letter.utf8.first == letter }) else {
      return nil
    }
    total += number * units[index].seconds
    units = units[(index + 1)...]
    rest = rest[rest.index(after: digits.endIndex)...]
  }
  return total
}

/// At most nine digits: no sum of a few of them overflows.
private func wholeNumber(_ digits: Substring.UTF8View) -> Int64? {
  guard (1...9).contains(digits.count), digits.allSatisfy(isDigit) else { return nil }
  return Int64(Substring(digits))
}
