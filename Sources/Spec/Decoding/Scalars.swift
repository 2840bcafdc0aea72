extension Definition where Value == String {
  /// Text of one line that people read. Numbers, dates and words like `no` are text here.
  static func line(_ what: String, longest: Int = 200) -> Definition {
    let shape = TextShape(what, longest: longest, pattern: Pattern.line, mayLookLike: .data)
    return .parsed(shape, .text) { text throws(InvalidValue) in
      try checkedText(text, longest: longest)
    }
  }

  /// Text that may have several lines.
  static func paragraph(_ what: String, longest: Int) -> Definition {
    let shape = TextShape(
      what, longest: longest, pattern: Pattern.paragraph, mayLookLike: .data)
    return .parsed(shape, .text) { text throws(InvalidValue) in
      try checkedText(text, longest: longest, allowing: ["\n", "\t"], mayBeEmpty: true)
    }
  }
}

/// Text as it is, if it is neither empty, nor too long, nor hides anything.
func checkedText(
  _ text: String, longest: Int, allowing allowed: Set<Unicode.Scalar> = [],
  mayBeEmpty: Bool = false
) throws(InvalidValue) -> String {
  if isPlainASCII(text.utf8.span), text.utf8.count <= longest {
    if !mayBeEmpty, text.utf8.allSatisfy({ $0 == UInt8(ascii: " ") }) {
      throw InvalidValue("is empty")
    }
    return text
  }
  var count = 0
  var isBlank = true
  var isInvisible = true
  for scalar in text.unicodeScalars {
    count += 1
    guard isPrintable(scalar) || allowed.contains(scalar) else {
      throw InvalidValue(
        isDirectionControl(scalar) ? "changes the direction of writing" : controlReason(scalar),
        hint: scalar == "\n"
          ? "write one line; a block that begins with `>-` joins its lines to one"
          : "remove the invisible character \(codePoint(scalar))")
    }
    let isSpace = scalar == " " || (!scalar.isASCII && scalar.properties.isWhitespace)
    isBlank = isBlank && isSpace
    isInvisible = isInvisible && (isSpace || showsNothing(scalar))
  }
  guard count <= longest else {
    throw InvalidValue("is too long: \(count) characters, at most \(longest) are allowed")
  }
  guard !isBlank || mayBeEmpty else { throw InvalidValue("is empty") }
  guard !isInvisible || mayBeEmpty else {
    throw InvalidValue("has nothing in it that can be seen", hint: "only invisible characters")
  }
  return text
}

/// Whether the character alone leaves nothing on a page: fillers, joiners, soft hyphens, and the
/// blank of Braille.
private func showsNothing(_ scalar: Unicode.Scalar) -> Bool {
  scalar.value == 0x2800 || (!scalar.isASCII && scalar.properties.isDefaultIgnorableCodePoint)
}

private func controlReason(_ scalar: Unicode.Scalar) -> String {
  scalar == "\n" ? "has more than one line" : "holds a control character"
}

func codePoint(_ scalar: Unicode.Scalar) -> String {
  let digits = String(scalar.value, radix: 16, uppercase: true)
  return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}

private func isPlainASCII(_ text: Span<UInt8>) -> Bool {
  for index in text.indices where text[index] < 0x20 || text[index] >= 0x7F { return false }
  return true
}

extension Definition where Value == Bool {
  /// `true` or `false`, and nothing else.
  static var boolean: Definition {
    Definition(.boolean) { node, reading in
      guard let text = reading.scalar(node, "`true` or `false`") else { return nil }
      if reading.tree.kind(node) == .plain {
        if text == "true" { return true }
        if text == "false" { return false }
      }
      reading.report(
        .wrongType, "\(quoted(text)) is neither `true` nor `false`",
        at: reading.tree.position(node), hint: booleanHint(text))
      return nil
    }
  }
}

private func booleanHint(_ text: String) -> String? {
  switch text.lowercased() {
  case "true", "yes", "on", "y": "write `true`, without quotes"
  case "false", "no", "off", "n": "write `false`, without quotes"
  default: nil
  }
}

extension Definition where Value == Int {
  /// A whole number in decimal digits.
  static func integer(_ what: String, in range: ClosedRange<Int>) -> Definition {
    Definition(.integer(range)) { node, reading in
      reading.integer(node, what) { text throws(InvalidValue) in
        try parseInteger(text, what, in: range)
      }
    }
  }

  /// One of a few whole numbers of 0 or more.
  static func integer(_ what: String, oneOf numbers: [Int]) -> Definition {
    Definition(.number(numbers)) { node, reading in
      reading.integer(node, what) { text throws(InvalidValue) in
        let number = try parseInteger(text, what, in: 0...Int.max)
        guard numbers.contains(number) else {
          throw InvalidValue(
            "is not \(what)",
            hint: "one of: \(numbers.map { "\($0)" }.joined(separator: ", "))")
        }
        return number
      }
    }
  }
}

extension Reading {
  fileprivate mutating func integer(
    _ node: Int, _ what: String, _ parse: (String) throws(InvalidValue) -> Int
  ) -> Int? {
    guard let text = scalar(node, what) else { return nil }
    do throws(InvalidValue) {
      guard tree.kind(node) == .plain else {
        throw InvalidValue("is text, \(what) is wanted", hint: "write it without quotes")
      }
      return try parse(text)
    } catch {
      report(.number, "\(quoted(text)) \(error.reason)", at: tree.position(node), hint: error.hint)
      return nil
    }
  }
}

private func parseInteger(
  _ text: String, _ what: String, in range: ClosedRange<Int>
) throws(InvalidValue) -> Int {
  let digits = text.utf8.first == UInt8(ascii: "-") ? text.dropFirst() : text[...]
  guard !digits.isEmpty, digits.utf8.allSatisfy(isDigit) else {
    throw InvalidValue("is not \(what)", hint: "write a whole number in decimal digits")
  }
  guard digits.utf8.first != UInt8(ascii: "0") || digits.utf8.count == 1 else {
    throw InvalidValue(
      "begins with 0, which some read as an octal number", hint: "leave the leading 0 out")
  }
  let isNegative = digits.startIndex != text.startIndex
  guard isNegative || Int(text).map({ $0 <= range.upperBound }) == true else {
    throw InvalidValue(
      "is not \(what)",
      hint: range.upperBound < .max ? "at most \(range.upperBound)" : "the number is too large")
  }
  guard let number = Int(text), range.contains(number) else {
    throw InvalidValue("is not \(what)", hint: rangeHint(range))
  }
  return number
}

private func rangeHint(_ range: ClosedRange<Int>) -> String {
  range.upperBound >= 1_000_000_000
    ? "at least \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
}

func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

func isLetter(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}
