/// A value as SOPS writes it: `ENC[AES256_GCM,data:…,iv:…,tag:…,type:str]`, the binary parts in
/// base64.
public struct SealedValue: Sendable, Equatable {
  /// What the value was before.
  public enum Kind: String, Sendable, CaseIterable {
    case str, int, float, bool, time, bytes, comment
  }

  public var ciphertext: [UInt8]
  public var nonce: [UInt8]
  public var tag: [UInt8]
  public var kind: Kind

  static let start = Array("ENC[AES256_GCM,".utf8)

  /// Nil for what SOPS did not write.
  public init?(_ text: some BidirectionalCollection<UInt8>) {
    guard text.starts(with: SealedValue.start), text.last == UInt8(ascii: "]") else { return nil }
    let fields = text.dropFirst(SealedValue.start.count).dropLast()
      .split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard fields.count == 4,
      let ciphertext = SealedValue.bytes(of: fields[0], "data:"),
      let nonce = SealedValue.bytes(of: fields[1], "iv:"), nonce.count == 32,
      let tag = SealedValue.bytes(of: fields[2], "tag:"), tag.count == 16,
      fields[3].starts(with: "type:".utf8),
      let kind = Kind(rawValue: String(decoding: fields[3].dropFirst(5), as: UTF8.self))
    else { return nil }
    self.ciphertext = ciphertext
    self.nonce = nonce
    self.tag = tag
    self.kind = kind
  }

  private static func bytes(of field: some Collection<UInt8>, _ name: String) -> [UInt8]? {
    guard field.starts(with: name.utf8) else { return nil }
    return Base64.decoded(field.dropFirst(name.utf8.count))
  }
}
