/// Base64 (RFC 4648 section 4), strictly: the one way to write some bytes, with or without its
/// padding as the format at hand wants it.
package enum Base64 {
  /// Nil for everything that is not exactly what an encoder writes.
  package static func decoded(
    _ text: some Collection<UInt8>, padded: Bool = true
  ) -> [UInt8]? {
    let padding = padded ? text.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count : 0
    guard !padded || text.count % 4 == 0 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    var bits: UInt32 = 0
    var count = 0
    for digit in text.dropLast(padding) {
      guard let value = value(of: digit) else { return nil }
      bits = (bits << 6 | value) & 0xFFFF
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    // What is left over is less than a digit, and zero; padding fills it up, no more.
    guard count < 6, bits & (1 << UInt32(count) - 1) == 0 else { return nil }
    guard !padded || padding == (3 - bytes.count % 3) % 3 else { return nil }
    return bytes
  }

  private static func value(of digit: UInt8) -> UInt32? {
    switch digit {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
