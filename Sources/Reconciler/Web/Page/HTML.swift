/// A piece of HTML, written as a literal with values in it.
///
/// What the literal itself says is markup; every value is escaped, in text and in quoted
/// attributes alike. There is no way to turn a `String` into markup.
struct HTML: ExpressibleByStringInterpolation {
  private(set) var markup: String

  init(stringLiteral: StaticString) { markup = "\(stringLiteral)" }

  init(stringInterpolation: Interpolation) { markup = stringInterpolation.markup }

  struct Interpolation: StringInterpolationProtocol {
    fileprivate var markup = ""

    init(literalCapacity: Int, interpolationCount: Int) {
      markup.reserveCapacity(literalCapacity + interpolationCount * 16)
    }

    mutating func appendLiteral(_ literal: StaticString) { markup += "\(literal)" }

    mutating func appendInterpolation(_ value: some StringProtocol) {
      for scalar in value.unicodeScalars { append(scalar) }
    }

    mutating func appendInterpolation(_ value: Int) { markup += String(value) }

    mutating func appendInterpolation(_ html: HTML) { markup += html.markup }

    mutating func appendInterpolation(_ html: HTML?) { markup += html?.markup ?? "" }

    mutating func appendInterpolation(_ parts: [HTML]) {
      for part in parts { markup += part.markup }
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
      switch scalar {
      case "&": markup += "&amp;"
      case "<": markup += "&lt;"
      case ">": markup += "&gt;"
      case "\"": markup += "&quot;"
      case "'": markup += "&#39;"
      case "\t", "\n": markup.unicodeScalars.append(scalar)
      // Control characters are not allowed in HTML.
      case "\0"..."\u{1f}", "\u{7f}"..."\u{9f}": markup += "\u{fffd}"
      default: markup.unicodeScalars.append(scalar)
      }
    }
  }
}
