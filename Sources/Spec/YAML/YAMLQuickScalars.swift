extension YAMLQuickReader {
  /// libyaml takes keys of up to 1,024 characters.
  private static let longestKey = 1_000

  /// Whether a value without quotes begins with it. Some that begin with a sign do, too.
  func startsPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
      return true
    default: return "_/.~+$(^;=<\\".utf8.contains(byte)
    }
  }

  /// Goes to the colon, the comment or the line's end after a value without quotes.
  mutating func endOfPlain(_ bytes: Span<UInt8>) -> Int {
    var index = at
    var end = index
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte > UInt8(ascii: ":") {
        end = index
        continue
      }
      if byte == UInt8(ascii: " ") { continue }
      let isEnd =
        byte == UInt8(ascii: "\n")
        || (byte == UInt8(ascii: ":") && isBlank(bytes, index))
        || (byte == UInt8(ascii: "#") && index - 1 > end)
      if isEnd {
        at = index - 1
        return end
      }
      end = index
    }
    at = index
    return end
  }

  /// Whether a key ends here.
  func isColon(_ bytes: Span<UInt8>) -> Bool {
    at < bytes.count && bytes[at] == UInt8(ascii: ":") && isBlank(bytes, at + 1)
  }

  private func isBlank(_ bytes: Span<UInt8>, _ index: Int) -> Bool {
    index >= bytes.count || bytes[index] == UInt8(ascii: " ") || bytes[index] == UInt8(ascii: "\n")
  }

  /// A value in quotes that stand for nothing but themselves.
  mutating func takeQuoted(_ bytes: Span<UInt8>) -> Bool {
    let quote = bytes[at]
    let start = at
    at += 1
    while at < bytes.count, bytes[at] != quote {
      let isEscape = bytes[at] == UInt8(ascii: "\\") && quote == UInt8(ascii: "\"")
      guard bytes[at] != UInt8(ascii: "\n"), !isEscape else { return false }
      at += 1
    }
    guard at < bytes.count else { return false }
    add(.quoted, bytes, at: start, text: start + 1..<at)
    at += 1
    // Two quotes stand for one.
    return at >= bytes.count || bytes[at] != quote
  }

  // MARK: Nodes

  mutating func addScalar(
    _ kind: YAMLNode.Kind, _ bytes: Span<UInt8>, _ start: Int, _ end: Int
  ) {
    add(kind, bytes, at: start, text: start..<end)
  }

  mutating func addKey(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    let isMerge =
      end - start == 2 && bytes[start] == mergeKey[0] && bytes[start + 1] == mergeKey[1]
    guard !isMerge, end - start <= YAMLQuickReader.longestKey else { return false }
    addScalar(.plain, bytes, start, end)
    return true
  }

  mutating func add(
    _ kind: YAMLNode.Kind, _ bytes: Span<UInt8>, at offset: Int, text: Range<Int> = 0..<0
  ) {
    let column = UInt32(offset - lineStart - continuations(bytes, upTo: offset)) + 1
    nodes.append(
      YAMLNode(
        kind: kind, position: SourcePosition(line: line, column: column),
        offset: UInt32(text.lowerBound), length: UInt32(text.count),
        next: UInt32(nodes.count + 1)))
  }

  /// Ends a mapping or a list.
  mutating func close(_ node: Int) { nodes[node].next = UInt32(nodes.count) }

  private mutating func continuations(_ bytes: Span<UInt8>, upTo offset: Int) -> Int {
    guard !isASCII else { return 0 }
    var found = continuations
    for index in counted..<offset where isContinuation(bytes[index]) { found += 1 }
    counted = offset
    continuations = found
    return found
  }
}
