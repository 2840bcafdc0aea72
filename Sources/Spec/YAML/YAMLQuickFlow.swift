extension YAMLQuickReader {
  private static let deepestFlow = 32

  /// A list or mapping in brackets. A line may end after a bracket and after a comma.
  mutating func takeFlow(_ bytes: Span<UInt8>, depth: Int) -> Bool {
    guard depth < YAMLQuickReader.deepestFlow else { return false }
    let isMapping = bytes[at] == UInt8(ascii: "{")
    let close = isMapping ? UInt8(ascii: "}") : UInt8(ascii: "]")
    let node = nodes.count
    add(isMapping ? .mapping : .sequence, bytes, at: at)
    at += 1
    guard skipToValue(bytes) else { return false }
    if bytes[at] == close {
      at += 1
      return true
    }
    while true {
      guard !isMapping || takeFlowKey(bytes), takeFlowValue(bytes, depth) else { return false }
      skipSpaces(bytes)
      guard at < bytes.count else { return false }
      let byte = bytes[at]
      at += 1
      if byte == close { break }
      guard byte == UInt8(ascii: ","), skipToValue(bytes) else { return false }
    }
    self.close(node)
    return true
  }

  /// To what stands next, on the same line or on a later one. False at the end.
  private mutating func skipToValue(_ bytes: Span<UInt8>) -> Bool {
    skipSpaces(bytes)
    while at < bytes.count, bytes[at] == UInt8(ascii: "\n") {
      beginLine()
      // The end of a document, perhaps.
      if at < bytes.count, bytes[at] == UInt8(ascii: ".") { return false }
      skipSpaces(bytes)
    }
    return at < bytes.count
  }

  private mutating func takeFlowKey(_ bytes: Span<UInt8>) -> Bool {
    guard startsPlain(bytes[at]) else { return false }
    let start = at
    guard let end = endOfFlowPlain(bytes), isColon(bytes), addKey(bytes, start, end) else {
      return false
    }
    at += 1
    skipSpaces(bytes)
    return true
  }

  private mutating func takeFlowValue(_ bytes: Span<UInt8>, _ depth: Int) -> Bool {
    guard at < bytes.count else { return false }
    switch bytes[at] {
    case UInt8(ascii: "["), UInt8(ascii: "{"): return takeFlow(bytes, depth: depth + 1)
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return takeQuoted(bytes)
    case let byte:
      let start = at
      guard startsPlain(byte), let end = endOfFlowPlain(bytes), !isColon(bytes) else {
        return false
      }
      addScalar(.plain, bytes, start, end)
      return true
    }
  }

  /// Goes to the comma, the closing bracket or the colon after a value without quotes.
  private mutating func endOfFlowPlain(_ bytes: Span<UInt8>) -> Int? {
    var end = at
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"): return end
      case UInt8(ascii: " "):
        at += 1
        continue
      case UInt8(ascii: "\n"), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "?"),
        UInt8(ascii: "#"):
        return nil
      case UInt8(ascii: ":"):
        if isColon(bytes) { return end }
        guard at + 1 < bytes.count, !",?[]{}".utf8.contains(bytes[at + 1]) else { return nil }
      default: break
      }
      at += 1
      end = at
    }
    return nil
  }
}
