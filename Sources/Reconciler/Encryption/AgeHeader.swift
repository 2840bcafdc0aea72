import Crypto
import Spec

/// The recipients of an age file, and the code that authenticates them.
struct AgeHeader {
  private struct Stanza {
    var arguments: [String]
    var body: [UInt8]
  }

  private static let mostStanzas = 200
  private static let longestLine = 4096

  let mac: [UInt8]
  /// The bytes before this one are authenticated.
  let macStart: Int
  /// Where the payload begins.
  let end: Int
  private let stanzas: [Stanza]

  init(_ bytes: [UInt8]) throws(AgeFile.Failure) {
    var lines = Lines(bytes: bytes)
    guard try lines.next() == "age-encryption.org/v1" else { throw .damaged }
    var stanzas: [Stanza] = []
    while true {
      let start = lines.offset
      let line = try lines.next()
      if line.hasPrefix("--- ") {
        guard let mac = Base64.decoded(Array(line.utf8.dropFirst(4)), padded: false),
          mac.count == 32, !stanzas.isEmpty
        else { throw .damaged }
        self.mac = mac
        macStart = start + 3
        break
      }
      guard line.hasPrefix("-> "), stanzas.count < AgeHeader.mostStanzas else { throw .damaged }
      let arguments = line.dropFirst(3).split(separator: " ", omittingEmptySubsequences: false)
      guard arguments.allSatisfy({ !$0.isEmpty }) else { throw .damaged }
      stanzas.append(Stanza(arguments: arguments.map(String.init), body: try lines.body()))
    }
    end = lines.offset
    self.stanzas = stanzas
  }

  /// Nil when no recipient has the key.
  func fileKey(for identity: AgeIdentity) throws(AgeFile.Failure) -> SymmetricKey? {
    for stanza in stanzas where stanza.arguments[0] == "X25519" {
      guard stanza.arguments.count == 2, stanza.body.count == 32,
        let share = Base64.decoded(Array(stanza.arguments[1].utf8), padded: false),
        share.count == 32,
        let ephemeral = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: share),
        // Refuses what makes the shared secret zero.
        let secret = try? identity.key.sharedSecretFromKeyAgreement(with: ephemeral)
      else { throw .damaged }
      let key = secret.hkdfDerivedSymmetricKey(
        using: SHA256.self, salt: share + identity.key.publicKey.rawRepresentation,
        sharedInfo: Array("age-encryption.org/v1/X25519".utf8), outputByteCount: 32)
      let nonce = [UInt8](repeating: 0, count: 12)
      if let fileKey = AgeFile.opened(stanza.body[...], nonce: nonce, key) {
        return SymmetricKey(data: fileKey)
      }
    }
    return nil
  }

  /// The header's lines; each ends with a line feed alone.
  private struct Lines {
    let bytes: [UInt8]
    var offset = 0

    mutating func next() throws(AgeFile.Failure) -> String {
      let line = bytes[offset...].prefix(longestLine).prefix { $0 != 0x0A }
      guard line.endIndex < bytes.count, bytes[line.endIndex] == 0x0A,
        line.allSatisfy({ (0x20...0x7E).contains($0) })
      else { throw .damaged }
      offset = line.endIndex + 1
      return String(decoding: line, as: UTF8.self)
    }

    /// Base64 in lines of 64 characters; a shorter one, empty perhaps, is the last.
    mutating func body() throws(AgeFile.Failure) -> [UInt8] {
      var text: [UInt8] = []
      while true {
        let line = try next()
        text += line.utf8
        guard line.utf8.count <= 64, text.count <= longestLine else { throw .damaged }
        if line.utf8.count < 64 { break }
      }
      guard let body = Base64.decoded(text, padded: false) else { throw .damaged }
      return body
    }
  }
}
