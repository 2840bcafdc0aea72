extension Reading {
  /// Reports every value that looks like a secret, whatever its key.
  mutating func scanForSecrets() {
    guard tree.mayHoldSecrets else { return }
    for node in tree.nodes.indices where tree.isScalar(node) {
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
  /// Whether it is worth a closer look: some text has `://` and `@`, or `-----BEGIN`.
  fileprivate var mayHoldSecrets: Bool {
    text.withUnsafeBufferPointer { bytes in
      var index = 0
      while index + 2 < bytes.count {
        if bytes[index + 1] == UInt8(ascii: "/") {
          if bytes[index] == UInt8(ascii: ":"), bytes[index + 2] == UInt8(ascii: "/") {
            return true
          }
          index += 1
        } else if bytes[index + 2] == UInt8(ascii: "-"), bytes[index + 1] == UInt8(ascii: "-"),
          bytes[index] == UInt8(ascii: "-")
        {
          return true
        } else {
          index += 1
        }
      }
      return false
    }
  }
}
