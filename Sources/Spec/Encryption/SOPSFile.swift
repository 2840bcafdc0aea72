/// Opens the values of a file that SOPS encrypted, in place: what is decoded afterwards does not
/// know the difference, but for ``YAMLTree/isOpened(_:)``.
struct SOPSFile {
  private let metadata: SOPSMetadata
  private let key: any DataKey
  /// The plain values in order, for the MAC.
  private var plain: [UInt8] = []
  private var isWhole = true

  /// False when the file could not be opened, which is then reported.
  static func open(
    _ section: YAMLTree.Entry, _ metadata: SOPSMetadata, _ keys: any DecryptionKeys,
    _ reading: inout Reading
  ) -> Bool {
    do throws(DecryptionFailure) {
      var file = SOPSFile(metadata, try keys.dataKey(from: metadata.recipients))
      return file.open(&reading, without: section.key)
    } catch {
      reading.report(
        .encryption, "the file \(error.reason)", at: reading.tree.position(section.key),
        hint: error.hint)
      return false
    }
  }

  private init(_ metadata: SOPSMetadata, _ key: any DataKey) {
    self.metadata = metadata
    self.key = key
    if metadata.macOnlyEncrypted { plain = SOPSFile.onlyEncrypted }
  }

  /// What SOPS puts first into a MAC that leaves out values: none is taken for one of the other
  /// sort (`MACOnlyEncryptedInitialization` of its source).
  private static let onlyEncrypted: [UInt8] = [
    0x8A, 0x3F, 0xD2, 0xAD, 0x54, 0xCE, 0x66, 0x52, 0x7B, 0x10, 0x34, 0xF3, 0xD1, 0x47, 0xBE, 0x0B,
    0x0B, 0x97, 0x5B, 0x3B, 0xF4, 0x4F, 0x72, 0xC6, 0xFD, 0xAD, 0xEC, 0x81, 0x76, 0xF2, 0x7D, 0x69,
  ]

  private mutating func open(_ reading: inout Reading, without section: Int) -> Bool {
    reading.tree.beginOpening()
    walk(YAMLTree.root, path: [], without: section, &reading)
    guard isWhole else { return false }
    let place = Array(metadata.lastModified.utf8)
    guard let mac = key.open(metadata.mac, at: place),
      mac.elementsEqual(hexadecimal(key.digest(of: plain)).utf8)
    else {
      reading.report(
        .encryption, "values were changed, added or taken out after the file was encrypted",
        at: metadata.macPosition, hint: "edit it with `sops edit`, never by hand")
      return false
    }
    return true
  }

  /// - Parameter path: the keys above, each with a colon behind it; elements of a list have none.
  private mutating func walk(
    _ node: Int, path: [UInt8], without section: Int? = nil, _ reading: inout Reading
  ) {
    switch reading.tree.kind(node) {
    case .mapping:
      var key = node + 1
      while key < reading.tree.next(node) {
        let value = reading.tree.next(key)
        if key != section {
          walk(value, path: path + reading.tree.bytes(key) + [UInt8(ascii: ":")], &reading)
        }
        key = reading.tree.next(value)
      }
    case .sequence:
      var element = node + 1
      while element < reading.tree.next(node) {
        walk(element, path: path, &reading)
        element = reading.tree.next(element)
      }
    case .plain, .quoted: take(node, path, &reading)
    }
  }

  private mutating func take(_ node: Int, _ path: [UInt8], _ reading: inout Reading) {
    guard reading.tree.bytes(node).starts(with: SealedValue.start) else {
      if !metadata.macOnlyEncrypted, let bytes = SOPSLeaf.bytes(node, reading.tree) {
        plain += bytes
      }
      return
    }
    guard let value = SealedValue(reading.tree.bytes(node)),
      let bytes = key.open(value, at: path)
    else {
      isWhole = false
      return reading.report(
        .encryption, "this value does not fit its place: it was changed, moved or copied here",
        at: reading.tree.position(node), hint: "take it from the file's last good commit")
    }
    plain += bytes
    reading.tree.open(node, bytes, value.kind)
  }

  private func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
