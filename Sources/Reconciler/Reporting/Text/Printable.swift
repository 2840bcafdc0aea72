/// A text that may stand on a terminal, in one line.
///
/// What is live, or declared in a file that nobody has reviewed yet, is anybody's: control
/// characters would drive the terminal, direction overrides would make it show another text than
/// the one that is there, and line breaks would forge lines of ours. All are written as escapes
/// (`\n`, `\u{202E}`).
///
/// - Parameter limit: characters (Unicode scalars) after which the text is cut, with `…`.
public func printable(_ text: String, limit: Int = .max) -> String {
  var result = ""
  var count = 0
  var previous: Unicode.Scalar = " "
  for scalar in text.unicodeScalars {
    if count == limit {
      result += "…"
      break
    }
    count += 1
    if isHarmless(scalar, after: previous) {
      result.unicodeScalars.append(scalar)
    } else {
      result += escape(scalar)
    }
    previous = scalar
  }
  return result
}

private func isHarmless(_ scalar: Unicode.Scalar, after previous: Unicode.Scalar) -> Bool {
  if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7F }
  // Joiners belong to the writing of several languages, and to emoji; not after Latin letters.
  if scalar == "\u{200C}" || scalar == "\u{200D}" { return !previous.isASCII }
  return !scalar.isInvisible
}

private func escape(_ scalar: Unicode.Scalar) -> String {
  switch scalar {
  case "\n": "\\n"
  case "\r": "\\r"
  case "\t": "\\t"
  default: "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
  }
}

extension Unicode.Scalar {
  /// Controls, formatting characters (direction overrides, zero widths, tags), separators of lines
  /// and paragraphs, and what is no character at all.
  var isInvisible: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
    default: properties.isNoncharacterCodePoint
    }
  }
}
