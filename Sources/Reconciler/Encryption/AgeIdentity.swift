import Crypto

/// A private key of age, `AGE-SECRET-KEY-1…`. It cannot be printed.
public struct AgeIdentity: Sendable {
  let key: Curve25519.KeyAgreement.PrivateKey

  /// Nil for what is no such key, or has a typing error.
  public init?(_ text: String) {
    guard let bytes = Bech32.decoded(text, prefix: "age-secret-key-"), bytes.count == 32,
      let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes)
    else { return nil }
    self.key = key
  }

  /// The public key, `age1…`: for whom others encrypt. No secret.
  public var recipient: String {
    Bech32.encoded(Array(key.publicKey.rawRepresentation), prefix: "age")
  }
}

extension AgeIdentity: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "(a secret)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
