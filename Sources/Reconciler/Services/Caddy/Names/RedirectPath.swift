/// A path that leads elsewhere, in the form in which requests for it are looked up: decoded
/// segments, without empty ones and without a final slash.
struct RedirectPath: Hashable, Sendable {
  /// Ends the path of a redirect's file; no request can name it, because hidden names are refused.
  static let leaf = ".redirect-to"
  private static let wellKnown = ".well-known"

  let segments: [String]

  /// Nil for a path that no request could have: hidden names other than `/.well-known`, `..`,
  /// control characters, a backslash, bytes that are no UTF-8, or more than the file system holds.
  init?(_ written: String) {
    guard written.hasPrefix("/"), let decoded = Self.decoded(written) else { return nil }
    self.init(segments: decoded.split(separator: "/").map(String.init))
  }

  init?(segments: [String]) {
    guard segments.count <= 32 else { return nil }
    for (index, segment) in segments.enumerated() {
      let isHidden = segment.hasPrefix(".") && !(index == 0 && segment == Self.wellKnown)
      guard !isHidden, !segment.isEmpty, segment.utf8.count <= 255,
        segment.utf8.allSatisfy({ $0 >= 32 && $0 != 127 && $0 != 92 && $0 != 47 })
      else { return nil }
    }
    self.segments = segments
  }

  /// Percent-encoded: `/alte%20seite`. Each path has only one such text.
  var text: String {
    if segments.isEmpty { return "/" }
    return segments.map { "/" + Self.encoded($0) }.joined()
  }

  private static func encoded(_ segment: String) -> String {
    var output: [UInt8] = []
    for byte in segment.utf8 {
      switch byte {
      case 48...57, 65...90, 97...122: output.append(byte)
      case _ where "-._~!$&()*+,;=:@".utf8.contains(byte): output.append(byte)
      default: appendEscape(of: byte, to: &output)
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  private static func decoded(_ text: String) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16),
        rest.first != UInt8(ascii: "+"), rest.first != UInt8(ascii: "-")
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
