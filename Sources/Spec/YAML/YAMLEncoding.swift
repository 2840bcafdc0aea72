extension YAMLTree {
  /// Refuses what libyaml would read in its own way: UTF-16, line ends that editors do not count as
  /// such (next line, line and paragraph separator), and byte order marks inside the text, which
  /// nobody sees.
  func checkEncoding(_ bytes: [UInt8]) throws(YAMLProblem) {
    if isUTF16(bytes) {
      throw YAMLProblem(
        rule: .encoding, message: "the file is UTF-16", position: .start,
        hint: "save it as UTF-8")
    }
    if let offset = firstSeparator(in: bytes) {
      let isMark = bytes[offset] == 0xEF
      throw YAMLProblem(
        rule: .encoding,
        message: isMark
          ? "there is a byte order mark inside the file, which nobody sees"
          : "there is a line separator of another kind than a new line",
        position: SourcePosition(offset: offset, in: bytes),
        hint: isMark ? "remove the invisible character U+FEFF" : "begin a new line instead")
    }
  }

  private func isUTF16(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 2 else { return false }
    switch (bytes[0], bytes[1]) {
    case (0xFF, 0xFE), (0xFE, 0xFF): return true
    // ASCII text without a byte order mark.
    case (0, let other): return other != 0
    case (_, 0): return bytes.count >= 4 && bytes[3] == 0
    default: return false
    }
  }

  /// U+0085, U+2028 and U+2029 in UTF-8, and U+FEFF but at the beginning.
  private func firstSeparator(in bytes: [UInt8]) -> Int? {
    bytes.withUnsafeBufferPointer { bytes in
      var index = 0
      while index + 1 < bytes.count {
        switch bytes[index] {
        case 0xC2 where bytes[index + 1] == 0x85: return index
        case 0xE2
        where index + 2 < bytes.count && bytes[index + 1] == 0x80
          && (bytes[index + 2] == 0xA8 || bytes[index + 2] == 0xA9):
          return index
        case 0xEF
        where index > 0 && index + 2 < bytes.count && bytes[index + 1] == 0xBB
          && bytes[index + 2] == 0xBF:
          return index
        default: index += 1
        }
      }
      return nil
    }
  }
}

extension SourcePosition {
  /// Where the byte at `offset` stands. Line ends are LF, CR LF and CR; a leading byte order mark
  /// takes no column.
  init(offset: Int, in bytes: [UInt8]) {
    self = .start
    var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    while index < min(offset, bytes.count) {
      switch bytes[index] {
      case UInt8(ascii: "\r") where index + 1 < bytes.count && bytes[index + 1] == 0x0A: break
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        line += 1
        column = 1
      case let byte where isContinuation(byte): break
      default: column += 1
      }
      index += 1
    }
  }

  /// The last character of a text: where a problem at its end is reported.
  init(endOf bytes: [UInt8]) {
    var end = bytes.count
    while end > 0, bytes[end - 1] <= UInt8(ascii: " ") { end -= 1 }
    end = max(0, end - 1)
    while end > 0, isContinuation(bytes[end]) { end -= 1 }
    self.init(offset: end, in: bytes)
  }
}
