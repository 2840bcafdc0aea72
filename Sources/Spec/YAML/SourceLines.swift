/// A text by lines, as positions count them. Slow: for messages only.
struct SourceLines {
  private let bytes: [UInt8]
  private let starts: [Int]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var starts = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
    for index in bytes.indices {
      switch bytes[index] {
      case UInt8(ascii: "\n"): starts.append(index + 1)
      case UInt8(ascii: "\r") where index + 1 == bytes.count || bytes[index + 1] != 0x0A:
        starts.append(index + 1)
      default: break
      }
    }
    self.starts = starts
  }

  /// How many lines begin.
  var count: Int { starts.count }

  /// A line without its end; nil past the last. Bytes that are no UTF-8 become U+FFFD.
  func line(_ number: UInt32) -> String? {
    guard number >= 1, Int(number) <= starts.count else { return nil }
    let start = starts[Int(number) - 1]
    var end = Int(number) < starts.count ? starts[Int(number)] : bytes.count
    while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  func indentation(_ number: UInt32) -> Int {
    line(number)?.utf8.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "-") }.count ?? 0
  }

  func character(at position: SourcePosition) -> Unicode.Scalar? {
    line(position.line)?.unicodeScalars.dropFirst(Int(position.column) - 1).first
  }
}
