/// What SOPS keeps under the key `sops` of a file.
struct SOPSMetadata {
  /// An age file in armor for each recipient.
  var recipients: [String]
  /// Over all values, so that none is taken out, added or moved.
  var mac: SealedValue
  var macPosition: SourcePosition
  /// Binds the MAC to its time.
  var lastModified: String
  /// Whether values that are not encrypted are left out of the MAC.
  var macOnlyEncrypted: Bool

  private static let mostRecipients = 100

  /// Nil when it cannot be used, which is then reported.
  init?(_ node: Int, key: Int, _ reading: inout Reading) {
    let tree = reading.tree
    func value(_ name: String) -> Int? {
      tree.value(of: name, in: node).flatMap { tree.isScalar($0) ? $0 : nil }
    }
    guard let mac = value("mac"), let modified = value("lastmodified"),
      let sealed = SealedValue(tree.bytes(mac))
    else {
      reading.report(
        .encryption, "what SOPS needs to open the file is not whole: `mac` and `lastmodified`",
        at: tree.position(key), hint: "take the file from its last good commit")
      return nil
    }
    self.mac = sealed
    macPosition = tree.position(mac)
    lastModified = tree.string(modified)
    macOnlyEncrypted = value("mac_only_encrypted").map { tree.string($0) == "true" } ?? false
    let groups = tree.value(of: "key_groups", in: node).map { Array(tree.elements($0)) } ?? []
    guard groups.count <= 1 else {
      reading.report(
        .encryption, "the file's key is shared out between groups, which is not supported",
        at: tree.position(key), hint: "encrypt it for age recipients without `key_groups`")
      return nil
    }
    recipients = ([node] + groups).flatMap { SOPSMetadata.recipients(in: $0, tree) }
    guard !recipients.isEmpty, recipients.count <= SOPSMetadata.mostRecipients else {
      reading.report(
        .encryption,
        recipients.isEmpty
          ? "the file is not encrypted for any key of age"
          : "the file is encrypted for more than \(SOPSMetadata.mostRecipients) keys",
        at: tree.position(key), hint: "encrypt it with `sops encrypt --age`")
      return nil
    }
  }

  private static func recipients(in node: Int, _ tree: YAMLTree) -> [String] {
    guard tree.kind(node) == .mapping, let list = tree.value(of: "age", in: node),
      tree.kind(list) == .sequence
    else { return [] }
    return tree.elements(list).prefix(mostRecipients + 1).compactMap { entry in
      guard let enc = tree.value(of: "enc", in: entry), tree.isScalar(enc) else { return nil }
      return tree.string(enc)
    }
  }
}
