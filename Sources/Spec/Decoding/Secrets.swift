/// What looks like a secret: it does not belong into a repository in plain text.
enum Secrets {
  /// Whether a key with this name would hold a secret: `password`, `api_token`, `clientSecret`.
  static func isNamed(_ key: String) -> Bool {
    guard key.utf8.count <= 100 else { return false }
    let words = words(of: key)
    guard let last = words.last else { return false }
    if ["password", "passwd", "passphrase", "token", "secret"].contains(last) { return true }
    return ["apikey", "privatekey", "secretkey"].contains { words.joined().hasSuffix($0) }
  }

  private static func words(of key: String) -> [String] {
    var words: [String] = [""]
    var wasLower = false
    for scalar in key.unicodeScalars {
      let isUpper = scalar.properties.isUppercase
      if !scalar.properties.isAlphabetic {
        words.append("")
      } else {
        if isUpper, wasLower { words.append("") }
        words[words.count - 1] += scalar.properties.lowercaseMapping
      }
      wasLower = !isUpper
    }
    return words.filter { !$0.isEmpty }
  }

  /// Whether a value carries a secret, whatever its key: a private key's block, a key of age, or
  /// a URL with a password in it.
  static func isInside(_ text: String) -> Bool {
    hasKeyBlock(text) || hasAgeKey(text) || hasCredentials(text)
  }

  /// What stands in front of the `1` of age's private keys, which are Bech32 in either case.
  static let ageKeys: [StaticString] = ["age-secret-key-", "age-secret-key-pq-"]

  static func hasAgeKey(_ text: String) -> Bool {
    guard text.utf8.contains(UInt8(ascii: "1")) else { return false }
    let bytes = Array(text.lowercased().utf8)[...]
    return ageKeys.contains { find("\($0)1", in: bytes) != nil }
  }

  static func hasKeyBlock(_ text: String) -> Bool {
    guard let begin = find("-----BEGIN ", in: Array(text.utf8)[...]) else { return false }
    return find("PRIVATE KEY", in: Array(text.utf8)[begin...]) != nil
  }

  /// Whether a URL in the text has a user and a password: `https://rose:thorn@mail.example`.
  static func hasCredentials(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    var rest = bytes[...]
    while let scheme = find("://", in: rest) {
      let authority = bytes[(scheme + 3)...].prefix { !" /?#\t\n\"'<>".utf8.contains($0) }
      if let at = authority.lastIndex(of: UInt8(ascii: "@")),
        authority[..<at].contains(UInt8(ascii: ":"))
      {
        return true
      }
      rest = bytes[(scheme + 3)...]
    }
    return false
  }

  /// A value that SOPS encrypted.
  static func isEncrypted(_ text: String) -> Bool {
    text.hasPrefix("ENC[") && text.hasSuffix("]")
  }

  private static func find(_ needle: String, in bytes: ArraySlice<UInt8>) -> Int? {
    let needle = Array(needle.utf8)
    guard bytes.count >= needle.count else { return nil }
    return (bytes.startIndex...bytes.endIndex - needle.count).first { start in
      bytes[start] == needle[0] && bytes[start..<start + needle.count].elementsEqual(needle)
    }
  }
}
