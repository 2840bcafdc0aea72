import Glibc

/// Seconds since 1970.
func secondsSince1970() -> Int64 { Int64(time(nil)) }

/// `2026-12-01` (midnight UTC) or `2026-12-01T18:00:00Z`, as seconds since 1970; nil when it is
/// neither.
func parsedTime(_ text: String) -> Int64? {
  let bytes = Array(text.utf8)
  guard bytes.count == 10 || (bytes.count == 20 && bytes[10] == UInt8(ascii: "T")) else {
    return nil
  }
  let separators: [Int: Character] = [4: "-", 7: "-", 10: "T", 13: ":", 16: ":", 19: "Z"]
  for (index, byte) in bytes.enumerated() {
    if let separator = separators[index] {
      guard byte == separator.asciiValue else { return nil }
    } else if !(48...57).contains(byte) {
      return nil
    }
  }
  func number(_ range: Range<Int>) -> Int32 {
    bytes[range].reduce(0) { $0 * 10 + Int32($1 - 48) }
  }
  var parts = tm()
  parts.tm_year = number(0..<4) - 1900
  parts.tm_mon = number(5..<7) - 1
  parts.tm_mday = number(8..<10)
  if bytes.count == 20 {
    parts.tm_hour = number(11..<13)
    parts.tm_min = number(14..<16)
    parts.tm_sec = number(17..<19)
  }
  // timegm makes the 3rd of March of a 31st of February: that is no date.
  var normalised = parts
  let seconds = timegm(&normalised)
  let isDate =
    normalised.tm_mday == parts.tm_mday && normalised.tm_mon == parts.tm_mon
    && normalised.tm_hour == parts.tm_hour && normalised.tm_min == parts.tm_min
  return isDate ? Int64(seconds) : nil
}
