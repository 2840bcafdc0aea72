extension Definition where Value == String {
  /// An e-mail address: an addr-spec of RFC 5322 without comments.
  static var email: Definition {
    let shape = TextShape(
      "an e-mail address", longest: 254, pattern: Pattern.whole(Pattern.mailbox),
      examples: ["rose@mail.example"])
    return Definition.parsed(shape, .email) { text throws(InvalidValue) in
      guard isMailAddress(text) else {
        throw InvalidValue("is not an e-mail address", hint: "as in `rose@mail.example`")
      }
      return text
    }.named("email")
  }

  /// An e-mail address, or a URI that people can write to (XEP-0157).
  static var contact: Definition {
    let shape = TextShape(
      "a contact", longest: 1000, pattern: Pattern.contact,
      examples: ["abuse@chess.example", "https://chess.example/contact"])
    return Definition.parsed(shape, .contact) { text throws(InvalidValue) in
      guard isContact(text) else {
        throw InvalidValue(
          "is not a contact", hint: "an e-mail address, or a `mailto:`, `xmpp:` or `https:` URI")
      }
      return text
    }.named("contact")
  }
}

/// Whether a text is one addr-spec of RFC 5322, as `email` wants it.
public func isMailAddress(_ text: String) -> Bool {
  let bytes = text.utf8.span
  guard bytes.count <= 254 else { return false }
  var at = bytes.count - 1
  while at >= 0, bytes[at] != UInt8(ascii: "@") { at -= 1 }
  guard (1...64).contains(at) else { return false }
  if isDotAtom(bytes.extracting(..<at)), isDotAtom(bytes.extracting((at + 1)...)) { return true }
  return isUnusualMailAddress(text)
}

/// With a part that is no dot-atom.
private func isUnusualMailAddress(_ text: String) -> Bool {
  guard let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return false }
  let local = text[..<at]
  let domain = String(text[text.utf8.index(after: at)...])
  guard isDotAtom(local.utf8.span) || isQuotedString(local) else { return false }
  return isDomainLiteral(domain) || isDotAtom(domain.utf8.span)
    || (try? DomainName(parsing: domain)) != nil
}

private func isDotAtom(_ text: Span<UInt8>) -> Bool {
  var wasDot = true
  for index in text.indices {
    let byte = text[index]
    let isDot = byte == UInt8(ascii: ".")
    guard isDot ? !wasDot : isAtomText(byte) else { return false }
    wasDot = isDot
  }
  return !wasDot
}

private func isAtomText(_ byte: UInt8) -> Bool {
  if isLetter(byte) || isDigit(byte) { return true }
  return "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
}

private func isQuotedString(_ text: Substring) -> Bool {
  guard text.utf8.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return false }
  var isEscaped = false
  for byte in text.utf8.dropFirst().dropLast() {
    guard (0x20...0x7E).contains(byte) else { return false }
    if isEscaped {
      isEscaped = false
    } else if byte == UInt8(ascii: "\\") {
      isEscaped = true
    } else if byte == UInt8(ascii: "\"") {
      return false
    }
  }
  return !isEscaped
}

private func isDomainLiteral(_ text: String) -> Bool {
  guard text.hasPrefix("["), text.hasSuffix("]"), text.utf8.count > 2 else { return false }
  return text.utf8.dropFirst().dropLast().allSatisfy {
    (0x21...0x7E).contains($0) && !"[]\\".utf8.contains($0)
  }
}

private func isContact(_ text: String) -> Bool {
  let lower = text.lowercased()
  if lower.hasPrefix("https:") { return (try? WebAddress(text)) != nil }
  let isURI = lower.hasPrefix("mailto:") || lower.hasPrefix("xmpp:")
  guard isURI, isURIText(text) else { return isMailAddress(text) }
  if lower.hasPrefix("mailto:") {
    let address = text.dropFirst("mailto:".count).prefix { $0 != "?" }
    return percentDecoded(String(address)).map(isMailAddress) ?? false
  }
  let address = text.dropFirst("xmpp:".count).prefix { $0 != "?" && $0 != "/" }
  guard let decoded = percentDecoded(String(address)) else { return false }
  return (try? BareJID(parsing: decoded)) != nil || (try? DomainName(parsing: decoded)) != nil
}

/// ASCII without spaces, controls and what RFC 3986 leaves out.
private func isURIText(_ text: String) -> Bool {
  text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"\"<>\\^`{|}".utf8.contains($0) }
}
