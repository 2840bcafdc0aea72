extension YAMLTree {
  /// A key of a mapping and its value.
  struct Entry {
    var key: Int
    var value: Int
  }

  private static let sops = Array("sops".utf8)

  /// Where SOPS keeps what it needs to open the file; nil for a file that is not its.
  var sopsSection: Entry? {
    guard !isEmpty, kind(YAMLTree.root) == .mapping else { return nil }
    var key = YAMLTree.root + 1
    while key < next(YAMLTree.root) {
      let value = next(key)
      if isScalar(key), equals(key, YAMLTree.sops), kind(value) == .mapping {
        return Entry(key: key, value: value)
      }
      key = next(value)
    }
    return nil
  }

  /// Whether the value is encrypted and was not opened: nothing is known about it.
  func isSealed(_ node: Int) -> Bool {
    hasSealed && isScalar(node) && bytes(node).starts(with: SealedValue.start)
  }

  /// How many values are sealed.
  var sealedCount: Int { hasSealed ? nodes.indices.count { isSealed($0) } : 0 }

  /// Whether the value was encrypted and is opened now: it must not be shown.
  func isOpened(_ node: Int) -> Bool { Int(nodes[node].offset) >= openedFrom && isScalar(node) }

  /// From here on, text that is added was encrypted.
  mutating func beginOpening() { openedFrom = text.count }

  mutating func open(_ node: Int, _ plain: [UInt8], _ kind: SealedValue.Kind) {
    var plain = plain
    switch kind {
    case .bool:
      plain = plain.elementsEqual("True".utf8) ? Array("true".utf8) : Array("false".utf8)
      nodes[node].kind = .plain
    case .int, .float, .time: nodes[node].kind = .plain
    case .str, .bytes, .comment: nodes[node].kind = .quoted
    }
    nodes[node].offset = UInt32(text.count)
    nodes[node].length = UInt32(plain.count)
    text += plain
  }

  /// SOPS writes a date as a time of that day, `2026-11-01T00:00:00Z`, encrypted or not.
  mutating func shortenDates() {
    let midnight = Array("T00:00:00Z".utf8)
    for node in nodes.indices where kind(node) == .plain && nodes[node].length == 20 {
      let bytes = bytes(node)
      guard bytes.suffix(10).elementsEqual(midnight),
        bytes.prefix(4).allSatisfy(isDigit), bytes.dropFirst(4).first == UInt8(ascii: "-")
      else { continue }
      nodes[node].length = 10
    }
  }

  /// Takes an entry of the root away.
  mutating func remove(_ entry: Entry) {
    let removed = entry.key..<next(entry.value)
    nodes.removeSubrange(removed)
    for node in nodes.indices where Int(nodes[node].next) > removed.lowerBound {
      nodes[node].next -= UInt32(removed.count)
    }
  }
}

extension Reading {
  /// Reports values as SOPS writes them in a file that has nothing to open them with: nobody can
  /// read them, whatever keys there are. They are sealed.
  mutating func reportLostValues() {
    let places = tree.offsets(of: UInt8(ascii: "_")) { tree.isAfter($0, "enc[aes256") }
    guard !places.isEmpty else { return }
    tree.hasSealed = true
    guard let first = tree.nodes.indices.first(where: { tree.isSealed($0) }) else {
      tree.hasSealed = false
      return
    }
    sealedCount = tree.sealedCount
    let values = sealedCount == 1 ? "this value is" : "this and \(sealedCount - 1) more values are"
    report(
      .encryption,
      mayBeEncrypted
        ? "\(values) encrypted, and the file has no section `sops` to open it with"
        : "\(values) encrypted: only the files of clubs can be",
      at: tree.position(first),
      hint: mayBeEncrypted
        ? "take the file from its last good commit, or write plain text and run `sops encrypt`"
        : "write plain text")
  }

  /// Opens a file that SOPS encrypted, or leaves its values sealed without keys.
  ///
  /// - Returns: false when the file cannot be opened by anybody, or not with the keys that are there,
  ///   which is then reported.
  mutating func openSealed(_ bytes: [UInt8]) -> Bool {
    guard let section = tree.sopsSection else { return true }
    isEncrypted = true
    guard let metadata = SOPSMetadata(section.value, key: section.key, &self) else { return false }
    if let keys {
      guard SOPSFile.open(section, metadata, keys, &self) else { return false }
      findings.concealment = Concealment(source: bytes, tree)
    } else {
      tree.hasSealed = true
    }
    tree.remove(section)
    tree.shortenDates()
    sealedCount = tree.sealedCount
    return true
  }
}
