extension Definition where Value == Int64 {
  /// Bytes, decimal (`10MB`) or binary (`10MiB`).
  static var size: Definition {
    let shape = TextShape("a size", pattern: Size.pattern, examples: ["10MB", "1GiB"])
    return Definition.parsed(shape, .size) { text throws(InvalidValue) in
      try Size.bytes(text)
    }.named("size")
  }
}

/// A whole number and a unit, without a space.
private enum Size {
  private struct Unit {
    var name: String
    var bytes: Int64
    /// With so many of them the product still fits into 64 bits.
    var digits: Int
  }

  private static let units = [
    Unit(name: "B", bytes: 1, digits: 18), Unit(name: "kB", bytes: 1000, digits: 15),
    Unit(name: "MB", bytes: 1_000_000, digits: 12),
    Unit(name: "GB", bytes: 1_000_000_000, digits: 9),
    Unit(name: "KiB", bytes: 1 << 10, digits: 15), Unit(name: "MiB", bytes: 1 << 20, digits: 12),
    Unit(name: "GiB", bytes: 1 << 30, digits: 9),
  ]

  static let pattern =
    "^[1-9](?:" + units.map { "[0-9]{0,\($0.digits - 1)}\($0.name)" }.joined(separator: "|") + ")$"

  static func bytes(_ text: String) throws(InvalidValue) -> Int64 {
    let digits = text.utf8.prefix(while: isDigit)
    let word = text[digits.endIndex...]
    guard !digits.isEmpty, let unit = units.first(where: { $0.name == word }) else {
      throw noSize(String(Substring(digits)), String(word))
    }
    guard digits.first != UInt8(ascii: "0") || digits.count == 1 else {
      throw InvalidValue("begins with 0", hint: "leave the leading 0 out")
    }
    guard digits.count <= unit.digits, let number = Int64(Substring(digits)) else {
      throw InvalidValue("is too large")
    }
    guard number > 0 else { throw InvalidValue("is no size at all") }
    return number * unit.bytes
  }

  private static func noSize(_ digits: String, _ word: String) -> InvalidValue {
    let near = units.first { $0.name.lowercased() == word.lowercased() }
    return InvalidValue(
      "is not a size",
      hint: near.map { "write \(digits.isEmpty ? "10" : String(digits.prefix(20)))\($0.name)" }
        ?? "write a whole number and a unit without a space: `10MB`, `1GiB`")
  }
}

/// Bytes as people write them, for messages.
func sizeText(_ bytes: Int64) -> String {
  for (unit, size) in [("GB", Int64(1_000_000_000)), ("MB", 1_000_000), ("kB", 1000)]
  where bytes.isMultiple(of: size) {
    return "\(bytes / size)\(unit)"
  }
  for (unit, size) in [("GiB", Int64(1) << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
  where bytes.isMultiple(of: size) {
    return "\(bytes / size)\(unit)"
  }
  return "\(bytes)B"
}
