extension Definition where Value == Duration {
  /// ISO 8601: `P30D`, `P1Y6M`, `PT12H`, `P2W`. A month counts 30 days, a year 365.
  static var period: Definition {
    let shape = TextShape("a duration", pattern: Period.pattern, examples: ["P30D", "P1Y"])
    return Definition.parsed(shape, .duration) { text throws(InvalidValue) in
      .seconds(try Period.seconds(text))
    }.named("duration")
  }

  /// As in the agent's own file: `30s`, `10m`, `1h`, `2d`.
  static var interval: Definition {
    let shape = TextShape("a time", pattern: "^0*[1-9][0-9]*[smhd]$", examples: ["30s", "10m"])
    return Definition.parsed(shape, .duration) { text throws(InvalidValue) in
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

private let longestSeconds: Int64 = 1000 * 365 * 86_400

/// A duration of ISO 8601 in whole numbers.
private enum Period {
  private struct Unit {
    var letter: UInt8
    var seconds: Int64
    /// No duration of a club is longer than what these can say, and no sum of them overflows.
    var digits: Int

    init(_ letter: Unicode.Scalar, _ seconds: Int64, digits: Int) {
      self.letter = UInt8(ascii: letter)
      self.seconds = seconds
      self.digits = digits
    }

    var pattern: String { "[0-9]{1,\(digits)}\(Unicode.Scalar(letter))" }
  }

  private static let week = Unit("W", 7 * 86_400, digits: 5)
  private static let dates = [
    Unit("Y", 365 * 86_400, digits: 3), Unit("M", 30 * 86_400, digits: 4),
    Unit("D", 86_400, digits: 6),
  ]
  private static let times = [
    Unit("H", 3600, digits: 7), Unit("M", 60, digits: 8), Unit("S", 1, digits: 9),
  ]

  static let pattern: String = {
    let optional = { (units: [Unit]) in units.map { "(?:\($0.pattern))?" }.joined() }
    return "^P(?=.*[1-9])(?:\(week.pattern)|(?=[0-9T])\(optional(dates))"
      + "(?:T(?=[0-9])\(optional(times)))?)$"
  }()

  static func seconds(_ text: String) throws(InvalidValue) -> Int64 {
    var rest = text.utf8[...]
    guard rest.popFirst() == UInt8(ascii: "P"), !rest.isEmpty else { throw noDuration }
    var total = try sum(&rest, rest.last == UInt8(ascii: "W") ? [week] : dates)
    if rest.popFirst() != nil {
      guard !rest.isEmpty else { throw noDuration }
      total += try sum(&rest, times)
    }
    guard rest.isEmpty else { throw noDuration }
    guard total > 0 else { throw InvalidValue("is no time at all") }
    return total
  }

  private static let noDuration = InvalidValue(
    "is not a duration", hint: "write it in whole numbers: `P30D`, `P1Y`, `PT12H`, `P2W`")

  /// The parts up to the end or a `T`: in their order, each once.
  private static func sum(
    _ rest: inout Substring.UTF8View, _ units: [Unit]
  ) throws(InvalidValue) -> Int64 {
    var total: Int64 = 0
    var next = 0
    while let first = rest.first, first != UInt8(ascii: "T") {
      var number: Int64 = 0
      var digits = 0
      while let byte = rest.first, isDigit(byte) {
        number = digits < 9 ? number * 10 + Int64(byte - UInt8(ascii: "0")) : number
        digits += 1
        rest.removeFirst()
      }
      guard digits > 0, let letter = rest.popFirst(),
        let index = units.indices[next...].first(where: { units[$0].letter == letter })
      else { throw noDuration }
      guard digits <= units[index].digits else { throw InvalidValue("is too long") }
      total += number * units[index].seconds
      next = index + 1
    }
    return total
  }
}
