extension YAMLTree {
  /// Reads a file that consists of what nearly all files consist of: block mappings and lists,
  /// flow ones, and values of one line, without or in simple quotes.
  ///
  /// False for all else, right or wrong: libyaml decides then. Where it is true, the tree is the one
  /// that libyaml's events give. The text is not copied: the values are pieces of the file.
  mutating func readQuickly(_ bytes: [UInt8]) -> Bool {
    guard let text = YAMLQuickText(bytes.span) else { return false }
    var reader = YAMLQuickReader(nodes: nodes, isASCII: text.isASCII)
    // One owner of the memory at a time: it is written into.
    nodes = []
    let isRead = reader.read(bytes.span)
    nodes = reader.nodes
    self.text = bytes
    return isRead
  }
}

/// Goes through a text once, line by line. Every method that gives a Bool gives up with false.
struct YAMLQuickReader {
  /// An open block mapping or list. Flow ones open and close within one call.
  private struct Block {
    var node: Int
    /// The column of its keys or dashes, from 0.
    var indent: Int
    var isSequence: Bool
  }

  /// Deeper ones are libyaml's.
  private static let deepest = 32

  var nodes: ContiguousArray<YAMLNode>
  /// The next byte.
  var at = 0
  private var blocks: [Block] = []
  /// Whether the last key had nothing after its colon: its value begins on the next line.
  private var awaitsValue = false

  var line: UInt32 = 1
  var lineStart = 0
  let isASCII: Bool
  /// How many bytes from the line's start up to `counted` begin no character.
  var continuations = 0
  var counted = 0

  init(nodes: ContiguousArray<YAMLNode>, isASCII: Bool) {
    self.nodes = nodes
    self.isASCII = isASCII
  }

  mutating func read(_ bytes: Span<UInt8>) -> Bool {
    while let indent = nextLine(bytes) {
      guard takeLine(bytes, indent) else { return false }
    }
    guard !awaitsValue, !nodes.isEmpty else { return false }
    while let block = blocks.popLast() { close(block.node) }
    return true
  }

  // MARK: Lines

  /// Goes on to the next line that holds more than a comment, and gives its indentation.
  private mutating func nextLine(_ bytes: Span<UInt8>) -> Int? {
    while at < bytes.count {
      skipSpaces(bytes)
      guard at < bytes.count else { return nil }
      switch bytes[at] {
      case UInt8(ascii: "\n"): beginLine()
      case UInt8(ascii: "#"): skipComment(bytes)
      default: return at - lineStart
      }
    }
    return nil
  }

  /// `at` is the end of a line.
  mutating func beginLine() {
    at += 1
    line += 1
    lineStart = at
    counted = at
    continuations = 0
  }

  mutating func skipSpaces(_ bytes: Span<UInt8>) {
    var index = at
    while index < bytes.count, bytes[index] == UInt8(ascii: " ") { index += 1 }
    at = index
  }

  func isLineEnd(_ bytes: Span<UInt8>) -> Bool {
    at >= bytes.count || bytes[at] == UInt8(ascii: "\n")
  }

  /// To the start of the next line, or the end.
  private mutating func skipComment(_ bytes: Span<UInt8>) {
    while !isLineEnd(bytes) { at += 1 }
    if at < bytes.count { beginLine() }
  }

  /// Nothing but spaces and a comment may follow a value.
  private mutating func finishLine(_ bytes: Span<UInt8>) -> Bool {
    let end = at
    skipSpaces(bytes)
    if isLineEnd(bytes) {
      if at < bytes.count { beginLine() }
      return true
    }
    guard bytes[at] == UInt8(ascii: "#"), at > end else { return false }
    skipComment(bytes)
    return true
  }

  private mutating func takeLine(_ bytes: Span<UInt8>, _ indent: Int) -> Bool {
    if bytes[at] == UInt8(ascii: "-") {
      guard enter(bytes, indent, isSequence: true) else { return false }
      at += 1
      guard at < bytes.count, bytes[at] == UInt8(ascii: " ") else { return false }
      skipSpaces(bytes)
      return takeItem(bytes)
    }
    // The end of a document, perhaps.
    if indent == 0, bytes[at] == UInt8(ascii: ".") { return false }
    guard enter(bytes, indent, isSequence: false) else { return false }
    return takePair(bytes)
  }

  // MARK: Blocks

  /// Closes what is deeper than the line, and opens what begins with it.
  private mutating func enter(_ bytes: Span<UInt8>, _ indent: Int, isSequence: Bool) -> Bool {
    if awaitsValue {
      awaitsValue = false
      guard let block = blocks.last,
        // The dashes of a mapping's list may stand below its keys.
        indent > block.indent || (indent == block.indent && isSequence)
      else { return false }
      return open(bytes, indent, isSequence)
    }
    if blocks.isEmpty, nodes.isEmpty { return open(bytes, indent, isSequence) }
    while let block = blocks.last,
      block.indent > indent || (block.indent == indent && block.isSequence && !isSequence)
    {
      close(block.node)
      blocks.removeLast()
    }
    guard let block = blocks.last else { return false }
    return block.indent == indent && block.isSequence == isSequence
  }

  private mutating func open(
    _ bytes: Span<UInt8>, _ indent: Int, _ isSequence: Bool
  ) -> Bool {
    guard blocks.count < YAMLQuickReader.deepest else { return false }
    blocks.append(Block(node: nodes.count, indent: indent, isSequence: isSequence))
    add(isSequence ? .sequence : .mapping, bytes, at: at)
    return true
  }

  private mutating func takeItem(_ bytes: Span<UInt8>) -> Bool {
    guard at < bytes.count, startsPlain(bytes[at]) else { return takeValue(bytes) }
    let start = at
    let end = endOfPlain(bytes)
    guard isColon(bytes) else {
      addScalar(.plain, bytes, start, end)
      at = end
      return finishLine(bytes)
    }
    let indent = start - lineStart
    guard blocks.count < YAMLQuickReader.deepest else { return false }
    blocks.append(Block(node: nodes.count, indent: indent, isSequence: false))
    add(.mapping, bytes, at: start)
    return takeKey(bytes, start, end)
  }

  private mutating func takePair(_ bytes: Span<UInt8>) -> Bool {
    guard startsPlain(bytes[at]) else { return false }
    let start = at
    let end = endOfPlain(bytes)
    return isColon(bytes) && takeKey(bytes, start, end)
  }

  /// `at` is the colon.
  private mutating func takeKey(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    guard addKey(bytes, start, end) else { return false }
    at += 1
    let end = at
    skipSpaces(bytes)
    guard isLineEnd(bytes) || bytes[at] == UInt8(ascii: "#") else { return takeValue(bytes) }
    awaitsValue = true
    at = end
    return finishLine(bytes)
  }

  /// A value that is whole on its line, but for flow collections.
  private mutating func takeValue(_ bytes: Span<UInt8>) -> Bool {
    guard at < bytes.count else { return false }
    switch bytes[at] {
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      return takeFlow(bytes, depth: blocks.count) && finishLine(bytes)
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return takeQuoted(bytes) && finishLine(bytes)
    case let byte:
      guard startsPlain(byte) else { return false }
      let start = at
      let end = endOfPlain(bytes)
      guard !isColon(bytes) else { return false }
      addScalar(.plain, bytes, start, end)
      at = end
      return finishLine(bytes)
    }
  }
}
