import Crypto
import FoundationEssentials

/// The keys that a known_hosts file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT") gives for one host.
struct KnownHosts: Sendable {
  struct Key: Hashable, Sendable {
    /// Such as `ssh-ed25519`.
    var type: String
    /// The key as it goes over the wire.
    var blob: [UInt8]
  }

  private(set) var keys: [Key] = []
  private(set) var revoked: Set<[UInt8]> = []

  /// Reads plain and hashed names, patterns and `[host]:port`.
  ///
  /// Lines that are broken or name a certificate authority trust nobody.
  init(text: String, host: String, port: Int) {
    let name = port == 22 ? host : "[\(host)]:\(port)"
    for line in text.split(whereSeparator: \.isNewline) {
      var fields = line.split(whereSeparator: { $0 == " " || $0 == "\t" })[...]
      guard let first = fields.first, !first.hasPrefix("#") else { continue }
      var marker: Substring?
      if first.hasPrefix("@") { marker = fields.popFirst() }
      guard fields.count >= 3, let names = fields.popFirst(), let type = fields.popFirst(),
        let text = fields.popFirst(), let blob = Data(base64Encoded: String(text)), !blob.isEmpty,
        matches(names, name)
      else { continue }
      switch marker {
      case nil: keys.append(Key(type: String(type), blob: [UInt8](blob)))
      case "@revoked": revoked.insert([UInt8](blob))
      default: continue
      }
    }
    keys.removeAll { revoked.contains($0.blob) }
  }

  enum Verdict { case trusted, mismatch, unknown }

  func verdict(on blob: [UInt8]) -> Verdict {
    if revoked.contains(blob) { return .mismatch }
    if keys.contains(where: { $0.blob == blob }) { return .trusted }
    return keys.isEmpty ? .unknown : .mismatch
  }

  /// The same keys for exactly this host, for libssh2, which asks the server for the first kind.
  func file(host: String, port: Int) -> String {
    let order = [
      "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
    ]
    let known = order.flatMap { type in keys.filter { $0.type == type } }
    let rest = keys.filter { $0.type == "ssh-rsa" }
    return (known + rest).map {
      "[\(host)]:\(port) \($0.type) \(Data($0.blob).base64EncodedString())\n"
    }.joined()
  }
}

private func matches(_ names: Substring, _ host: String) -> Bool {
  if names.hasPrefix("|1|") { return matchesHash(names, host) }
  var found = false
  for pattern in names.split(separator: ",") {
    if pattern.hasPrefix("!") {
      if glob(pattern.dropFirst().lowercased(), host) { return false }
    } else if glob(pattern.lowercased(), host) {
      found = true
    }
  }
  return found
}

/// `|1|salt|hash`: HMAC-SHA1 of the name, keyed with the salt.
private func matchesHash(_ names: Substring, _ host: String) -> Bool {
  let parts = names.split(separator: "|")
  guard parts.count == 3, let salt = Data(base64Encoded: String(parts[1])),
    let hash = Data(base64Encoded: String(parts[2]))
  else { return false }
  return HMAC<Insecure.SHA1>.isValidAuthenticationCode(
    hash, authenticating: Data(host.utf8), using: SymmetricKey(data: salt))
}

/// `*` stands for any characters, `?` for one. Runs in length of pattern times length of text.
private func glob(_ pattern: String, _ text: String) -> Bool {
  let pattern = Array(pattern.utf8)
  let text = Array(text.utf8)
  var place = 0
  var at = 0
  var star: (pattern: Int, text: Int)?
  while at < text.count {
    if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
      star = (place, at)
      place += 1
    } else if place < pattern.count,
      pattern[place] == text[at] || pattern[place] == UInt8(ascii: "?")
    {
      place += 1
      at += 1
    } else if let back = star {
      star = (back.pattern, back.text + 1)
      place = back.pattern + 1
      at = back.text + 1
    } else {
      return false
    }
  }
  return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
}
