import CLibyaml

/// A place in the source that only moves forward: from libyaml's count of characters to bytes.
struct YAMLCursor {
  private var offset: Int
  private var characters = 0

  init(offset: Int) { self.offset = offset }

  /// Where the value begins whose anchor or tag stands at `mark`.
  ///
  /// libyaml tells only where the anchor stands. Marks must come in the order of the text.
  mutating func afterProperties(_ mark: yaml_mark_t, in bytes: [UInt8]) -> SourcePosition {
    move(to: mark.index, in: bytes)
    var at = offset
    var position = SourcePosition(mark)
    let first = position
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"): position.column += 1
      case UInt8(ascii: "\n"):
        position = SourcePosition(line: position.line + 1, column: 1)
      case UInt8(ascii: "\r"):
        if at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "\n") { break }
        position = SourcePosition(line: position.line + 1, column: 1)
      case UInt8(ascii: "#"):
        skip(in: bytes, &at, &position) { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        continue
      case UInt8(ascii: "&"), UInt8(ascii: "!"):
        skip(in: bytes, &at, &position) { $0 <= UInt8(ascii: " ") }
        continue
      default: return position
      }
      at += 1
    }
    return first
  }

  private func skip(
    in bytes: [UInt8], _ at: inout Int, _ position: inout SourcePosition,
    until isEnd: (UInt8) -> Bool
  ) {
    while at < bytes.count, !isEnd(bytes[at]) {
      if !isContinuation(bytes[at]) { position.column += 1 }
      at += 1
    }
  }

  private mutating func move(to index: Int, in bytes: [UInt8]) {
    while characters < index, offset < bytes.count {
      offset += 1
      while offset < bytes.count, isContinuation(bytes[offset]) { offset += 1 }
      characters += 1
    }
  }
}

/// Whether the byte is one of the later ones of a character in UTF-8.
func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
