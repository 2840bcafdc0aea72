import Crypto
import HTTPTypes
import Hummingbird
import NIOCore

/// A push as Forgejo, Gitea, GitHub and GitLab announce it: a hint to look at the repository now.
///
/// Nothing that it says is believed or even read: only its signature is checked. So a stolen or
/// repeated announcement can do no more than a look that comes early.
struct PushHook: Sendable {
  /// Bytes; GitHub sends 25 MB at most.
  static let bodyLimit = 32 << 20

  enum Verdict: Equatable {
    case accepted
    /// No signature that we know.
    case unsigned
    case wrong
    case tooLarge
  }

  let secret: SharedSecret

  /// Goes through the body piece by piece: none of it is kept.
  func check(_ request: Request) async -> Verdict {
    guard let proof = Proof(request.headers) else { return .unsigned }
    var mac = HMAC<SHA256>(key: secret.key)
    var length = 0
    do {
      for try await piece in request.body {
        length += piece.readableBytes
        guard length <= Self.bodyLimit else { return .tooLarge }
        mac.update(data: piece.readableBytesView)
      }
    } catch {
      return .wrong
    }
    switch proof {
    case .token(let token): return secret.matches(token) ? .accepted : .wrong
    case .signatures(let signatures):
      let code = mac.finalize()
      // The comparison of a code takes the same time wherever the first difference is.
      return signatures.allSatisfy { code == $0 } ? .accepted : .wrong
    }
  }

  /// How the sender shows that it knows the secret.
  private enum Proof {
    /// HMACs with SHA-256 of the body. Forgejo sends the same one under several names: all must be
    /// right.
    case signatures([[UInt8]])
    /// GitLab's: the secret itself.
    case token([UInt8])

    init?(_ headers: HTTPFields) {
      let signatures = HTTPField.Name.signatures.flatMap { headers[values: $0] }
      if !signatures.isEmpty {
        self = .signatures(signatures.map { bytes(ofHex: $0) ?? [] })
      } else if let token = headers[.gitLabToken] {
        self = .token(Array(token.utf8))
      } else {
        return nil
      }
    }
  }
}

extension HTTPField.Name {
  /// The documented names: GitHub, Forgejo, Gitea.
  fileprivate static let signatures = [
    Self("X-Hub-Signature-256")!, Self("X-Forgejo-Signature")!, Self("X-Gitea-Signature")!,
  ]
  fileprivate static let gitLabToken = Self("X-Gitlab-Token")!
}

/// 64 hexadecimal digits, with `sha256=` before them or not; nil for anything else.
private func bytes(ofHex text: String) -> [UInt8]? {
  let prefix = "sha256="
  let digits = Array((text.hasPrefix(prefix) ? text.dropFirst(prefix.count) : text[...]).utf8)
  guard digits.count == 2 * SHA256.byteCount else { return nil }
  var bytes: [UInt8] = []
  for index in stride(from: 0, to: digits.count, by: 2) {
    guard let high = Character(UnicodeScalar(digits[index])).hexDigitValue,
      let low = Character(UnicodeScalar(digits[index + 1])).hexDigitValue
    else { return nil }
    bytes.append(UInt8(high << 4 | low))
  }
  return bytes
}
