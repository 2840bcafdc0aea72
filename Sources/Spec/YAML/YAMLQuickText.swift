/// What the quick reader must know of a text before it looks at single characters.
struct YAMLQuickText {
  private(set) var isASCII = true

  /// Nil for anything but printable text and new lines: libyaml reads that, or says what it is.
  init?(_ bytes: Span<UInt8>) {
    let raw = bytes.bytes
    var at = 0
    while at < bytes.count {
      if at + 8 <= bytes.count {
        let eight = raw.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self)
        if YAMLQuickText.arePlain(eight) {
          at += 8
          continue
        }
      }
      if bytes[at] >= 0x80 {
        guard let length = YAMLQuickText.character(at, bytes) else { return nil }
        isASCII = false
        at += length
      } else {
        guard YAMLQuickText.isPlain(bytes[at]) else { return nil }
        at += 1
      }
    }
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (byte >= 0x20 && byte < 0x7F) || byte == UInt8(ascii: "\n")
  }

  /// Whether ``isPlain(_:)`` is true of each of eight bytes. The highest bit of each byte of the
  /// sums says what is asked of that byte; no sum of two bytes below 128 goes over into the next.
  private static func arePlain(_ eight: UInt64) -> Bool {
    let high = eight & highBits
    let isPrintable = eight &+ each(0x60)
    let isNotNewLine = (eight ^ each(UInt64(UInt8(ascii: "\n")))) &+ each(0x7F)
    let isNotDelete = (eight ^ each(0x7F)) &+ each(0x7F)
    return high == 0 && (isPrintable | ~isNotNewLine) & isNotDelete & highBits == highBits
  }

  private static let highBits = each(0x80)

  private static func each(_ byte: UInt64) -> UInt64 { byte &* 0x0101_0101_0101_0101 }

  /// The length of a character of several bytes; nil for what is no UTF-8, and for what somebody
  /// takes for a control character or for a line's end.
  private static func character(_ at: Int, _ bytes: Span<UInt8>) -> Int? {
    let first = bytes[at]
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard first >= 0xC2, first <= 0xF4, at + length <= bytes.count else { return nil }
    var value = UInt32(first) & (0x7F >> UInt32(length))
    for index in at + 1..<at + length {
      guard isContinuation(bytes[index]) else { return nil }
      value = value << 6 | UInt32(bytes[index] & 0x3F)
    }
    // Written in more bytes than it needs, or half of a pair of UTF-16.
    guard length == 2 || value >= (length == 3 ? 0x800 : 0x1_0000), Unicode.Scalar(value) != nil
    else { return nil }
    switch value {
    case ..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: return nil
    default: return length
    }
  }
}
