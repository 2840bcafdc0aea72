/// A contact as the URI that XEP-0157 asks for: a plain e-mail address gets `mailto:`, with what
/// RFC 6068 does not allow in one percent-encoded.
func contactURI(_ address: String) -> String {
  let lower = address.lowercased()
  for scheme in ["mailto:", "xmpp:", "https:"] where lower.hasPrefix(scheme) { return address }
  return address.utf8.reduce(into: "mailto:") { uri, byte in
    if isPlainInMailto(byte) {
      uri.unicodeScalars.append(Unicode.Scalar(byte))
    } else {
      let digits = String(byte, radix: 16, uppercase: true)
      uri += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
    }
  }
}

private func isPlainInMailto(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"):
    true
  default: "-._~!$'()*+,:@".utf8.contains(byte)
  }
}
