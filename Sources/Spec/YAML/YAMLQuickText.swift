/// What the quick reader must know of a text before it looks at single characters.
struct YAMLQuickText {
  let isASCII: Bool

  /// Nil for anything but printable text and new lines: libyaml reads that, or says what it is.
  init?(_ bytes: [UInt8]) {
    var all: UInt8 = 0
    var isOdd = false
    bytes.withUnsafeBufferPointer { buffer in
      for byte in buffer {
        all |= byte
        isOdd = isOdd || (byte < 0x20 && byte != UInt8(ascii: "\n")) || byte == 0x7F
      }
    }
    guard !isOdd else { return nil }
    isASCII = all < 0x80
    guard isASCII || YAMLQuickText.isPlain(bytes.span) else { return nil }
  }

  /// Whether it is valid UTF-8 that nobody reads as a control character or as a line's end.
  private static func isPlain(_ bytes: Span<UInt8>) -> Bool {
    guard (try? UTF8Span(validating: bytes)) != nil else { return false }
    for index in bytes.indices where bytes[index] >= 0xC2 {
      switch bytes[index] {
      // U+0080 to U+009F.
      case 0xC2: if bytes[index + 1] < 0xA0 { return false }
      // U+2028 and U+2029, the separators, and their neighbours.
      case 0xE2: if bytes[index + 1] == 0x80, bytes[index + 2] >= 0xA8 { return false }
      // U+FEFF, and U+FFFE and U+FFFF, which are no characters.
      case 0xEF:
        let next = (bytes[index + 1], bytes[index + 2])
        if next == (0xBB, 0xBF) || next == (0xBF, 0xBE) || next == (0xBF, 0xBF) { return false }
      default: break
      }
    }
    return true
  }
}
