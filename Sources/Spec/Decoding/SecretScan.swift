import Glibc

extension Reading {
  /// Reports every value that looks like a secret, whatever its key.
  mutating func scanForSecrets() {
    var offsets = tree.suspiciousOffsets()
    let ageKeys = tree.offsets(of: UInt8(ascii: "1")) { one in
      Secrets.ageKeys.contains { tree.isAfter(one, $0) }
    }
    if !ageKeys.isEmpty { offsets = (offsets + ageKeys).sorted() }
    guard !offsets.isEmpty else { return }
    for node in tree.nodes.indices where tree.holds(anyOf: offsets, node) && !tree.isOpened(node) {
      let text = tree.string(node)
      if Secrets.hasKeyBlock(text) || Secrets.hasAgeKey(text) {
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
  /// Where a byte stands in the text of all scalars and `isWanted` there, in order. To look for one
  /// byte takes next to no time.
  func offsets(of byte: UInt8, where isWanted: (Int) -> Bool) -> [Int] {
    text.withUnsafeBytes { bytes in
      var found: [Int] = []
      var index = 0
      while index < bytes.count, let start = bytes.baseAddress,
        let place = memchr(start + index, Int32(byte), bytes.count - index)
      {
        index = start.distance(to: UnsafeRawPointer(place))
        if isWanted(index) { found.append(index) }
        index += 1
      }
      return found
    }
  }

  /// Whether the text stands in front of a place, in small letters or capitals.
  func isAfter(_ place: Int, _ words: StaticString) -> Bool {
    let count = words.utf8CodeUnitCount
    guard place >= count else { return false }
    return words.withUTF8Buffer { wanted in
      wanted.indices.allSatisfy { index in
        let byte = text[place - count + index]
        let isCapital = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        return (isCapital ? byte | 0x20 : byte) == wanted[index]
      }
    }
  }

  /// Where `://` or `-----BEGIN ` stands in the text of all scalars, in order.
  fileprivate func suspiciousOffsets() -> [Int] {
    let bytes = text.span
    let raw = bytes.bytes
    var offsets: [Int] = []
    var index = 2
    while index < bytes.count {
      if index + 8 <= bytes.count,
        YAMLTree.holdNone(raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
      {
        index += 8
        continue
      }
      let (before, last) = (bytes[index - 1], bytes[index - 2])
      switch bytes[index] {
      case UInt8(ascii: "/") where before == UInt8(ascii: "/") && last == UInt8(ascii: ":"),
        UInt8(ascii: "B") where before == UInt8(ascii: "-") && last == UInt8(ascii: "-"):
        offsets.append(index - 2)
      default: break
      }
      index += 1
    }
    return offsets
  }

  /// Whether none of eight bytes is a `/` or a `B`. Of each byte, `slash` and `letter` are zero where
  /// it is one, and only from a zero does subtracting one set the highest bit anew.
  private static func holdNone(_ eight: UInt64) -> Bool {
    let each: UInt64 = 0x0101_0101_0101_0101
    let slash = eight ^ (each &* UInt64(UInt8(ascii: "/")))
    let letter = eight ^ (each &* UInt64(UInt8(ascii: "B")))
    let zeros = ((slash &- each) & ~slash) | ((letter &- each) & ~letter)
    return zeros & (each &* 0x80) == 0
  }

  /// Whether one of the bytes, which are in order, is in the scalar's text.
  fileprivate func holds(anyOf offsets: [Int], _ node: Int) -> Bool {
    guard isScalar(node) else { return false }
    let start = Int(nodes[node].offset)
    guard start + Int(nodes[node].length) > offsets[0], start <= offsets[offsets.count - 1] else {
      return false
    }
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
