import Crypto
public import Spec

/// The private keys of age that files are opened with. They cannot be printed.
public struct AgeKeys: DecryptionKeys {
  private let identities: [AgeIdentity]

  public init(_ identities: [AgeIdentity]) { self.identities = identities }

  /// The public keys, `age1…`: for whom others encrypt.
  public var recipients: [String] { identities.map(\.recipient) }

  public func dataKey(from recipients: [String]) throws(DecryptionFailure) -> any DataKey {
    var isDamaged = false
    for recipient in recipients {
      for identity in identities {
        do throws(AgeFile.Failure) {
          let key = try AgeFile.opened(armored: recipient, with: identity)
          if key.count == 32 { return AESKey(key: SymmetricKey(data: key)) }
          isDamaged = true
        } catch {
          if case .damaged = error { isDamaged = true }
        }
      }
    }
    if isDamaged {
      throw DecryptionFailure(
        "has a damaged key section", hint: "take it from the file's last good commit")
    }
    let ours = self.recipients.prefix(3).joined(separator: ", ")
    throw DecryptionFailure(
      "is encrypted for other keys than ours",
      hint: "add our public key (\(ours)) to .sops.yaml, then run `sops updatekeys`")
  }
}

extension AgeKeys: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "(secrets)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// The key of one file's values, AES-256-GCM.
struct AESKey: DataKey {
  let key: SymmetricKey

  func open(_ value: SealedValue, at place: [UInt8]) -> [UInt8]? {
    guard let nonce = try? AES.GCM.Nonce(data: value.nonce),
      let box = try? AES.GCM.SealedBox(
        nonce: nonce, ciphertext: value.ciphertext, tag: value.tag),
      let plain = try? AES.GCM.open(box, using: key, authenticating: place)
    else { return nil }
    return Array(plain)
  }

  func digest(of bytes: [UInt8]) -> [UInt8] { Array(SHA512.hash(data: bytes)) }
}
