import Crypto
import Spec

/// A file in age's format, version 1, for X25519 recipients: https://age-encryption.org/v1.
enum AgeFile {
  enum Failure: Error {
    /// None of its recipients has this key.
    case otherRecipients
    case damaged
  }

  /// A data key has 32 bytes; what is much larger is not one.
  static let largest = 64 << 10

  /// The content of a file in armor.
  static func opened(
    armored: String, with identity: AgeIdentity
  ) throws(Failure) -> [UInt8] {
    guard armored.utf8.count <= largest, let bytes = bytes(armored: armored) else {
      throw .damaged
    }
    return try opened(bytes, with: identity)
  }

  static func opened(
    _ bytes: [UInt8], with identity: AgeIdentity
  ) throws(Failure) -> [UInt8] {
    let header = try AgeHeader(bytes)
    guard let fileKey = try header.fileKey(for: identity) else { throw .otherRecipients }
    let macKey = derived(fileKey, salt: [], info: "header")
    let isAuthentic = HMAC<SHA256>.isValidAuthenticationCode(
      header.mac, authenticating: bytes[..<header.macStart], using: macKey)
    guard isAuthentic else { throw .damaged }
    return try payload(bytes[header.end...], fileKey)
  }

  /// RFC 7468 strictly: lines of 64 characters, the last one shorter or as long.
  private static func bytes(armored: String) -> [UInt8]? {
    var lines = armored.split(whereSeparator: \.isNewline)[...]
    guard lines.popFirst() == "-----BEGIN AGE ENCRYPTED FILE-----",
      lines.popLast() == "-----END AGE ENCRYPTED FILE-----",
      let last = lines.last, (1...64).contains(last.utf8.count),
      lines.dropLast().allSatisfy({ $0.utf8.count == 64 })
    else { return nil }
    return Base64.decoded(Array(lines.joined().utf8))
  }

  /// STREAM: chunks of 64 KiB, whose nonces count and mark the last one.
  private static func payload(
    _ bytes: ArraySlice<UInt8>, _ fileKey: SymmetricKey
  ) throws(Failure) -> [UInt8] {
    guard bytes.count >= 16 + 16 else { throw .damaged }
    let key = derived(fileKey, salt: Array(bytes.prefix(16)), info: "payload")
    var rest = bytes.dropFirst(16)
    var plain: [UInt8] = []
    var index: UInt64 = 0
    while true {
      let chunk = rest.prefix((64 << 10) + 16)
      rest = rest.dropFirst(chunk.count)
      let nonce =
        [0, 0, 0] + withUnsafeBytes(of: index.bigEndian, Array.init) + [rest.isEmpty ? 1 : 0]
      guard let part = opened(chunk, nonce: nonce, key) else { throw .damaged }
      // Only a file without content ends with an empty chunk.
      guard !part.isEmpty || index == 0 else { throw .damaged }
      plain += part
      if rest.isEmpty { return plain }
      index += 1
    }
  }

  static func opened(
    _ box: ArraySlice<UInt8>, nonce: [UInt8], _ key: SymmetricKey
  ) -> [UInt8]? {
    guard box.count >= 16, let nonce = try? ChaChaPoly.Nonce(data: nonce),
      let sealed = try? ChaChaPoly.SealedBox(
        nonce: nonce, ciphertext: box.dropLast(16), tag: box.suffix(16)),
      let plain = try? ChaChaPoly.open(sealed, using: key)
    else { return nil }
    return Array(plain)
  }

  private static func derived(
    _ key: SymmetricKey, salt: [UInt8], info: String
  ) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(
      inputKeyMaterial: key, salt: salt, info: Array(info.utf8), outputByteCount: 32)
  }
}
