/// A YAML document with the place of every value: an array of nodes and an arena of text.
///
/// Meant to be used again for the next file, so that its memory is asked for once.
struct YAMLTree {
  var nodes = ContiguousArray<YAMLNode>()
  /// The text of the scalars: the file itself, or what libyaml made of it.
  var text: [UInt8] = []
  /// Whether any mapping has a key `<<`.
  var hasMerges = false
  /// Whether SOPS encrypted values, which stay closed: see ``isSealed(_:)``.
  var hasSealed = false
  /// Where the text of values begins that were encrypted and are opened now.
  var openedFrom = Int.max
  /// Where the alias stands that repeated a node: the node itself has the place of its anchor.
  var uses: [Int: SourcePosition] = [:]

  /// Where the root is; a tree without nodes is an empty file.
  static let root = 0

  var isEmpty: Bool { nodes.isEmpty }

  mutating func reset() {
    nodes.removeAll(keepingCapacity: true)
    text.removeAll(keepingCapacity: true)
    hasMerges = false
    hasSealed = false
    openedFrom = .max
    uses.removeAll()
  }

  func kind(_ node: Int) -> YAMLNode.Kind { nodes[node].kind }

  func position(_ node: Int) -> SourcePosition { nodes[node].position }

  /// The node after this one and all below it.
  func next(_ node: Int) -> Int { Int(nodes[node].next) }

  func isScalar(_ node: Int) -> Bool {
    switch nodes[node].kind {
    case .plain, .quoted: true
    case .sequence, .mapping: false
    }
  }

  func bytes(_ node: Int) -> ArraySlice<UInt8> {
    let start = Int(nodes[node].offset)
    return text[start..<start + Int(nodes[node].length)]
  }

  func string(_ node: Int) -> String { String(decoding: bytes(node), as: UTF8.self) }

  func equals(_ node: Int, _ wanted: [UInt8]) -> Bool {
    guard Int(nodes[node].length) == wanted.count else { return false }
    var index = Int(nodes[node].offset)
    for byte in wanted {
      if text[index] != byte { return false }
      index += 1
    }
    return true
  }

  /// Null of YAML 1.2's core schema.
  func isNull(_ node: Int) -> Bool {
    guard nodes[node].kind == .plain else { return false }
    switch nodes[node].length {
    case 0: return true
    case 1: return text[Int(nodes[node].offset)] == UInt8(ascii: "~")
    case 4: return ["null", "Null", "NULL"].contains(string(node))
    default: return false
    }
  }

  /// Where a missing key of this mapping is reported: at its first key.
  func firstKeyPosition(_ mapping: Int) -> SourcePosition {
    let first = mapping + 1
    return kind(mapping) == .mapping && first < next(mapping) ? position(first) : position(mapping)
  }

  /// The children of a sequence.
  func elements(_ sequence: Int) -> YAMLChildren {
    YAMLChildren(tree: self, node: sequence + 1, end: next(sequence))
  }

  /// How many children a sequence has.
  func count(of sequence: Int) -> Int {
    var count = 0
    var node = sequence + 1
    while node < next(sequence) {
      count += 1
      node = next(node)
    }
    return count
  }

  /// The value of a key, the first where it stands twice.
  func value(of key: String, in mapping: Int) -> Int? {
    self.key(Array(key.utf8), in: mapping).map(next)
  }

  /// A key, the first where it stands twice.
  func key(_ wanted: [UInt8], in mapping: Int) -> Int? {
    guard kind(mapping) == .mapping else { return nil }
    var node = mapping + 1
    while node < next(mapping) {
      if isScalar(node), equals(node, wanted) { return node }
      node = next(next(node))
    }
    return nil
  }
}

/// Nodes that stand beside each other.
struct YAMLChildren: Sequence, IteratorProtocol {
  let tree: YAMLTree
  var node: Int
  let end: Int

  mutating func next() -> Int? {
    guard node < end else { return nil }
    defer { node = tree.next(node) }
    return node
  }
}
