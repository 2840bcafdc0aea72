/// An address that can be fetched from, checked before libgit2 sees it.
struct GitAddress: Hashable, Sendable {
  enum Transport: Hashable, Sendable {
    case local(path: String)
    case git
    case http
    case https
    case ssh
  }

  var transport: Transport
  /// As given; without a password, so that it may be printed.
  var text: String
  /// Lower case; empty for paths.
  var host: String = ""
  var port: Int?
  var user: String?

  init(_ text: String) throws(SourceFailure) {
    self.text = text
    let odd = text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7f }
    if text.isEmpty || odd || text.hasPrefix("-") || text.utf8.count > 4096 {
      throw SourceFailure(.addressInvalid, "the repository's address is not a path or URL")
    }
    if let scheme = text.firstRange(of: "://") {
      let rest = text[scheme.upperBound...]
      transport = try GitAddress.transport(of: text[..<scheme.lowerBound].lowercased(), rest)
      if case .local = transport { return }
      try readAuthority(rest.prefix { $0 != "/" })
    } else if let (authority, _) = GitAddress.shortForm(text) {
      transport = .ssh
      try readAuthority(authority)
    } else {
      transport = .local(path: text)
    }
  }

  /// May a token travel to it without anybody reading along?
  var mayCarryToken: Bool {
    switch transport {
    case .https: true
    case .http: ["localhost", "127.0.0.1", "::1"].contains(host)
    default: false
    }
  }

  /// Is it a URL or `user@host:path`, rather than a path?
  static func isRemote(_ text: String) -> Bool {
    text.contains("://") || shortForm(text) != nil
  }

  private static func transport(
    of scheme: String, _ rest: Substring
  ) throws(SourceFailure) -> Transport {
    switch scheme {
    case "file":
      guard rest.hasPrefix("/") else {
        throw SourceFailure(.addressInvalid, "a file URL has three slashes: file:///srv/clubs.git")
      }
      return .local(path: try percentDecoded(rest))
    case "git": return .git
    case "http": return .http
    case "https": return .https
    case "ssh", "git+ssh", "ssh+git": return .ssh
    default:
      throw SourceFailure(
        .addressInvalid,
        "the scheme \(scheme) is not supported; use https, ssh, git, file or a path")
    }
  }

  /// `user@host:path`: a colon before the first slash.
  private static func shortForm(_ text: String) -> (Substring, Substring)? {
    guard !text.hasPrefix("/"), !text.hasPrefix("."), let colon = text.firstIndex(of: ":"),
      !text[..<colon].contains("/"), colon != text.startIndex
    else { return nil }
    return (text[..<colon], text[text.index(after: colon)...])
  }

  private mutating func readAuthority(_ authority: Substring) throws(SourceFailure) {
    var hostAndPort = authority
    if let at = authority.lastIndex(of: "@") {
      let name = authority[..<at]
      hostAndPort = authority[authority.index(after: at)...]
      if name.contains(":") {
        throw SourceFailure(
          .addressInvalid, "the URL holds a password; put it into a file, see credentials")
      }
      user = String(name)
    }
    if hostAndPort.hasPrefix("["), let end = hostAndPort.firstIndex(of: "]") {
      host = hostAndPort[hostAndPort.index(after: hostAndPort.startIndex)..<end].lowercased()
      hostAndPort = hostAndPort[hostAndPort.index(after: end)...]
    } else {
      let name = hostAndPort.prefix { $0 != ":" }
      host = name.lowercased()
      hostAndPort = hostAndPort[name.endIndex...]
    }
    if hostAndPort.hasPrefix(":") {
      port = Int(hostAndPort.dropFirst())
      if port == nil || !(1...65535).contains(port ?? 0) { host = "" }
    }
    if host.isEmpty || host.hasPrefix("-") || host.contains(where: \.isWhitespace) {
      throw SourceFailure(.addressInvalid, "the URL has no valid host: \(text)")
    }
  }
}

private func percentDecoded(_ text: Substring) throws(SourceFailure) -> String {
  var bytes: [UInt8] = []
  var rest = text.utf8[...]
  while let byte = rest.popFirst() {
    guard byte == UInt8(ascii: "%") else {
      bytes.append(byte)
      continue
    }
    guard let digits = String(rest.prefix(2)), digits.utf8.count == 2,
      digits.utf8.allSatisfy(isHexDigit), let value = UInt8(digits, radix: 16), value != 0
    else {
      throw SourceFailure(.addressInvalid, "a % in a file URL begins two hexadecimal digits")
    }
    bytes.append(value)
    rest = rest.dropFirst(2)
  }
  return String(decoding: bytes, as: UTF8.self)
}
