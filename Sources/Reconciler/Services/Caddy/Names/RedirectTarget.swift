import Spec

/// Where a redirect leads, as it stands in a `Location` header: a path or an http(s) URL, all of
/// it ASCII of RFC 3986.
///
/// Whatever else was written is percent-encoded: no brace, quote, space, control character or
/// backslash is left, so that it is harmless in a header, in HTML and in a template.
struct RedirectTarget: Sendable {
  let text: String

  init(_ written: String) {
    var rest = Substring(written)
    var start = ""
    if let authority = Self.authority(of: written) {
      start = Self.encoded(written[..<authority.lowerBound]) + Self.host(written[authority])
      rest = written[authority.upperBound...]
      if rest.isEmpty { rest = "/" }
    }
    text = start + Self.encoded(rest)
  }

  /// Whether it can be sent: a path of the host itself, or an absolute http or https URL.
  var isUsable: Bool {
    guard text.utf8.count <= 2_048, text.utf8.allSatisfy(Self.isAllowed) else { return false }
    if text.hasPrefix("/") { return !text.hasPrefix("//") }
    return Self.authority(of: text).map { !$0.isEmpty } ?? false
  }

  /// Whether the asked path and query are added to it: it is a URL whose path is a folder.
  var keepsPath: Bool {
    Self.authority(of: text) != nil && text.hasSuffix("/") && !text.contains("?")
      && !text.contains("#")
  }

  /// The range of `host:port` in an http(s) URL.
  private static func authority(of text: String) -> Range<String.Index>? {
    for scheme in ["https://", "http://"] {
      guard text.lowercased().hasPrefix(scheme) else { continue }
      let start = text.utf8.index(text.startIndex, offsetBy: scheme.utf8.count)
      let end = text[start...].firstIndex { "/?#".contains($0) } ?? text.endIndex
      return start..<end
    }
    return nil
  }

  /// International host names as A-labels, which every client understands.
  private static func host(_ authority: Substring) -> String {
    let name = authority.prefix { $0 != ":" }
    let ascii = (try? DomainName(parsing: String(name)))?.ascii
    return (ascii ?? encoded(name)) + encoded(authority.dropFirst(name.count))
  }

  private static func encoded(_ text: Substring) -> String {
    let bytes = Array(text.utf8)
    var output: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      let isEscape =
        byte == UInt8(ascii: "%") && index + 2 < bytes.count && isHex(bytes[index + 1])
        && isHex(bytes[index + 2])
      if isEscape || (byte != UInt8(ascii: "%") && isAllowed(byte)) {
        output.append(byte)
      } else {
        appendEscape(of: byte, to: &output)
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  private static func isHex(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...70).contains(byte) || (97...102).contains(byte)
  }

  /// Unreserved and reserved characters (RFC 3986, section 2) and `%`, without `'`.
  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122: true
    default: "-._~:/?#[]@!$&()*+,;=%".utf8.contains(byte)
    }
  }
}

/// Percent-encodes a byte with capital digits, as RFC 3986 wants it.
func appendEscape(of byte: UInt8, to output: inout [UInt8]) {
  let digits = Array("0123456789ABCDEF".utf8)
  output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
}
