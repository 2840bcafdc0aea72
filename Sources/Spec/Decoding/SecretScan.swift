extension Reading {
  /// Reports every value that looks like a secret, whatever its key.
  mutating func scanForSecrets() {
    let offsets = tree.suspiciousOffsets()
    guard !offsets.isEmpty else { return }
    for node in tree.nodes.indices where tree.holds(anyOf: offsets, node) && !tree.isOpened(node) {
      let text = tree.string(node)
      if Secrets.hasKeyBlock(text) {
        report(
          .secret, "there is a private key in plain text", at: tree.position(node),
          hint: "take it out, and make a new key: this one is in the history for good")
      } else if Secrets.hasCredentials(text) {
        report(
          .secret, "there is a URL with a password in it", at: tree.position(node),
          hint: "take the password out, and change it: it is in the history for good")
      }
    }
  }
}

extension YAMLTree {
  /// Where `://` or `-----BEGIN ` stands in the text of all scalars, in order.
  fileprivate func suspiciousOffsets() -> [Int] {
    text.withUnsafeBufferPointer { bytes in
      var offsets: [Int] = []
      var index = 0
      while index + 2 < bytes.count {
        switch bytes[index + 2] {
        case UInt8(ascii: "/"):
          if bytes[index + 1] == UInt8(ascii: "/"), bytes[index] == UInt8(ascii: ":") {
            offsets.append(index)
          }
          index += 1
        case UInt8(ascii: "B"):
          if bytes[index + 1] == UInt8(ascii: "-"), bytes[index] == UInt8(ascii: "-") {
            offsets.append(index)
          }
          index += 3
        case UInt8(ascii: "-"), UInt8(ascii: ":"): index += 1
        default: index += 3
        }
      }
      return offsets
    }
  }

  /// Whether one of the bytes, which are in order, is in the scalar's text.
  fileprivate func holds(anyOf offsets: [Int], _ node: Int) -> Bool {
    guard isScalar(node) else { return false }
    let start = Int(nodes[node].offset)
    var low = 0
    var high = offsets.count
    while low < high {
      let middle = (low + high) / 2
      if offsets[middle] < start {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low < offsets.count && offsets[low] < start + Int(nodes[node].length)
  }
}
