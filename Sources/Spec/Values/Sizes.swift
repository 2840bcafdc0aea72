extension Definition where Value == Int64 {
  /// Bytes, decimal (`10MB`) or binary (`10MiB`).
  static var size: Definition {
    .parsed(TextShape("a size", pattern: "^[1-9][0-9]*([kMG]?B|[KMG]iB)$"), .size) {
      text throws(InvalidValue) in try parseSize(text)
    }
  }
}

private let units: [String: Int64] = [
  "B": 1, "kB": 1000, "MB": 1_000_000, "GB": 1_000_000_000,
  "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30,
]

private func parseSize(_ text: String) throws(InvalidValue) -> Int64 {
  let digits = text.prefix { $0.isASCII && $0.isNumber }
  let word = String(text[digits.endIndex...])
  guard !digits.isEmpty, let unit = units[word] else {
    let near = units.keys.sorted().first { $0.lowercased() == word.lowercased() }
    throw InvalidValue(
      "is not a size",
      hint: near.map { "write \(digits.isEmpty ? "10" : String(digits.prefix(20)))\($0)" }
        ?? "write a whole number and a unit without a space: `10MB`, `1GiB`")
  }
  guard digits.utf8.first != UInt8(ascii: "0") || digits.utf8.count == 1 else {
    throw InvalidValue("begins with 0", hint: "leave the leading 0 out")
  }
  guard let number = Int64(digits), number <= Int64.max / unit else {
    throw InvalidValue("is too large")
  }
  guard number > 0 else { throw InvalidValue("is no size at all") }
  return number * unit
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
