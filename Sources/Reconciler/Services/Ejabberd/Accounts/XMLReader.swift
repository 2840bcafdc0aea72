package import ServiceContract

/// Reads one element of XML 1.0 as ejabberd writes it: no document type, no processing
/// instruction, no comment and no CDATA section, of which a server's own writer makes none.
package struct XMLReader {
  private static let deepest = 64
  private static let mostElements = 100_000

  private var rest: Substring.UnicodeScalarView
  private var elements = 0

  /// Nil when it is no well-formed element, or has something after it.
  package static func element(_ text: String) -> XMLElement? {
    var reader = XMLReader(rest: text[...].unicodeScalars)
    guard let element = reader.element(depth: 1), reader.rest.isEmpty else { return nil }
    return element
  }

  private init(rest: Substring.UnicodeScalarView) { self.rest = rest }

  private mutating func element(depth: Int) -> XMLElement? {
    elements += 1
    guard depth <= Self.deepest, elements <= Self.mostElements, skip("<"), let name = name()
    else { return nil }
    var element = XMLElement(name)
    while true {
      skipSpaces()
      if skip("/>") { return element }
      if skip(">") { break }
      guard let key = self.name(), skip("="), let value = quoted(),
        element.attributes.updateValue(value, forKey: key) == nil
      else { return nil }
    }
    while !skip("</") {
      if rest.first == "<" {
        guard let child = self.element(depth: depth + 1) else { return nil }
        element.children.append(.element(child))
      } else {
        guard let text = text(until: "<") else { return nil }
        element.children.append(.text(text))
      }
    }
    guard self.name() == name else { return nil }
    skipSpaces()
    return skip(">") ? element : nil
  }

  private mutating func name() -> String? {
    let name = rest.prefix {
      $0.properties.isAlphabetic || $0.properties.numericType != nil
        || "_-.:".unicodeScalars
          .contains($0)
    }
    rest = rest.dropFirst(name.count)
    return name.isEmpty ? nil : String(String.UnicodeScalarView(name))
  }

  private mutating func quoted() -> String? {
    guard let quote = rest.first, quote == "'" || quote == "\"" else { return nil }
    rest = rest.dropFirst()
    if rest.first == quote {
      rest = rest.dropFirst()
      return ""
    }
    guard let text = text(until: quote), rest.first == quote else { return nil }
    rest = rest.dropFirst()
    return text
  }

  /// At least one character; nil when there is no end, or a reference that XML does not define.
  private mutating func text(until end: Unicode.Scalar) -> String? {
    var text = String.UnicodeScalarView()
    while let scalar = rest.first, scalar != end {
      if scalar == "&" {
        guard let meant = reference() else { return nil }
        text.append(meant)
      } else {
        text.append(scalar)
        rest = rest.dropFirst()
      }
    }
    return rest.isEmpty || text.isEmpty ? nil : String(text)
  }

  /// `&lt;`, `&#38;`, `&#x26;` (section 4.1).
  private mutating func reference() -> Unicode.Scalar? {
    let body = rest.dropFirst().prefix(12).prefix { $0 != ";" }
    let name = String(String.UnicodeScalarView(body))
    rest = rest.dropFirst(1 + body.count)
    guard skip(";") else { return nil }
    switch name {
    case "lt": return "<"
    case "gt": return ">"
    case "amp": return "&"
    case "quot": return "\""
    case "apos": return "'"
    default: break
    }
    guard name.hasPrefix("#") else { return nil }
    let digits = name.dropFirst()
    let value =
      digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits, radix: 10)
    return value.flatMap(Unicode.Scalar.init)
  }

  private mutating func skip(_ token: String) -> Bool {
    guard rest.starts(with: token.unicodeScalars) else { return false }
    rest = rest.dropFirst(token.unicodeScalars.count)
    return true
  }

  private mutating func skipSpaces() {
    rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" }
  }
}
