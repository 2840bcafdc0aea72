/// An absolute http or https URL, as far as it matters here.
struct WebAddress {
  let host: DomainName
  /// Nil where none is written.
  let port: UInt16?
  /// The path, without query and fragment; empty or beginning with `/`.
  let path: String

  init(_ text: String) throws(InvalidValue) {
    guard let scheme = ["https", "http"].first(where: { begins(text, with: $0) }) else {
      throw InvalidValue(
        "is not an absolute http or https URL", hint: "as in `https://chess.example/`")
    }
    try checkTarget(text)
    let rest = text.utf8.dropFirst(scheme.utf8.count + "://".utf8.count)
    let authority = rest.prefix { $0 != UInt8(ascii: "/") && !isPathEnd($0) }
    guard !authority.contains(UInt8(ascii: "@")) else {
      throw InvalidValue("has a user in it", hint: "leave out what stands before the `@`")
    }
    let parts = authority.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count <= 2, let name = parts.first else { throw InvalidValue("has no host") }
    port = parts.count == 2 ? UInt16(Substring(parts[1])) : nil
    if parts.count == 2, port ?? 0 == 0 { throw InvalidValue("has a bad port") }
    do throws(InvalidName) {
      host = try DomainName(parsing: String(Substring(name)))
    } catch {
      throw InvalidValue("has a host that \(error.reason)", hint: error.hint)
    }
    let path = rest.dropFirst(authority.count).prefix { !isPathEnd($0) }
    self.path = String(Substring(path))
  }
}

/// Whether the scheme stands there, in any case, with `://` after it.
private func begins(_ text: String, with scheme: String) -> Bool {
  let start = text.utf8.prefix(scheme.utf8.count)
  return start.map { $0 | 0x20 }.elementsEqual(scheme.utf8)
    && text.utf8.dropFirst(scheme.utf8.count).starts(with: "://".utf8)
}

private func isPathEnd(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
}

/// What may be sent to a browser as a place to go: no controls, no spaces, nothing that a template
/// of the web server would run.
func checkTarget(_ text: String) throws(InvalidValue) {
  guard text.utf8.count <= 2000 else { throw InvalidValue("is longer than 2,000 bytes") }
  if isPlainTarget(text.utf8.span) { return }
  guard !text.holds("{{") else { throw InvalidValue("holds `{{`") }
  for scalar in text.unicodeScalars {
    if !isPrintable(scalar) { throw InvalidValue("holds a control character") }
    if scalar == " " || scalar == "\\" || scalar == "\"" || scalar == "<" || scalar == ">" {
      throw InvalidValue(
        "holds a character that a URL cannot have", hint: "percent-encode it, as in `%20`")
    }
  }
  guard percentDecoded(text) != nil else {
    throw InvalidValue("has a `%` without two hexadecimal digits, or not in UTF-8")
  }
}

/// What nearly all are: said of ASCII alone.
private func isPlainTarget(_ text: Span<UInt8>) -> Bool {
  for index in text.indices {
    switch text[index] {
    case UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "<"), UInt8(ascii: ">"),
      UInt8(ascii: "\\"), UInt8(ascii: "{"):
      return false
    case 0x21...0x7E: continue
    default: return false
    }
  }
  return true
}

/// Nil where a `%` is not followed by two hexadecimal digits, or what comes out is not UTF-8.
func percentDecoded(_ text: String) -> String? {
  guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
  var bytes: [UInt8] = []
  var rest = Array(text.utf8)[...]
  while let byte = rest.popFirst() {
    guard byte == UInt8(ascii: "%") else {
      bytes.append(byte)
      continue
    }
    guard let high = rest.popFirst().flatMap(hexDigit), let low = rest.popFirst().flatMap(hexDigit)
    else { return nil }
    bytes.append(high << 4 | low)
  }
  return String(validating: bytes, as: UTF8.self)
}

private func hexDigit(_ byte: UInt8) -> UInt8? {
  if isDigit(byte) { return byte - UInt8(ascii: "0") }
  let lower = byte | 0x20
  guard (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(lower) else { return nil }
  return lower - UInt8(ascii: "a") + 10
}
