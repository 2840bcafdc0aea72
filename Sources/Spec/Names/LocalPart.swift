/// The part of an XMPP address before the `@`: a member's or a room's id.
public enum LocalPart {
  /// The text as every server stores it: prepared by nodeprep (RFC 6122) and by RFC 7622 with the
  /// same result; 1 to 1,023 bytes of UTF-8.
  ///
  /// - Throws: ``InvalidName``, also for what the two read differently.
  public static func prepared(_ text: String) throws(InvalidName) -> String {
    guard !text.isEmpty else { throw InvalidName("is empty") }
    guard text.utf8.count <= 1023 else { throw InvalidName("is longer than 1,023 bytes") }
    if isPlain(text.utf8.span) { return text }
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return try preparedASCII(text) }
    try checkScalars(text)
    guard CombiningMarks.areOrderedEverywhere(text) else {
      throw InvalidName(
        "is not the same address on every XMPP server", hint: "use letters with fewer accents")
    }
    guard let prepared = Stringprep.nodeprep(text), !prepared.isEmpty else {
      throw InvalidName(
        "cannot be an address of an XMPP account", hint: "use letters, digits, `.`, `-` and `_`")
    }
    guard prepared.utf8.count <= 1023 else { throw InvalidName("is longer than 1,023 bytes") }
    guard UsernameCaseMapped.agrees(text, with: prepared) else {
      throw InvalidName(
        "is not the same address on every XMPP server",
        hint: "write `\(cut(prepared))`, if that is meant, or use letters a to z")
    }
    // What is stored is read again: it must be its own prepared form.
    guard UsernameCaseMapped.agrees(prepared, with: prepared),
      CombiningMarks.areOrderedEverywhere(prepared), Stringprep.nodeprep(prepared) == prepared
    else { throw InvalidName("is not the same address on every XMPP server") }
    return prepared
  }

  /// What nearly all names consist of, and what every profile keeps: a to z, digits, `.`, `-`, `_`.
  private static func isPlain(_ text: Span<UInt8>) -> Bool {
    for index in text.indices {
      switch text[index] {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
        continue
      default: return false
      }
    }
    return true
  }

  private static func preparedASCII(_ text: String) throws(InvalidName) -> String {
    var hasCapitals = false
    for byte in text.utf8 {
      guard (0x21...0x7E).contains(byte), !isExcluded(byte) else {
        throw InvalidName(
          "holds \(byteText(byte)), which an XMPP address cannot have",
          hint: "use letters, digits, `.`, `-` and `_`")
      }
      if (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) { hasCapitals = true }
    }
    return hasCapitals ? text.lowercased() : text
  }

  private static func checkScalars(_ text: String) throws(InvalidName) {
    for scalar in text.unicodeScalars where !isPrintable(scalar) {
      throw InvalidName(
        "holds the invisible character \(codePoint(scalar))",
        hint: "remove the invisible character")
    }
  }

  /// RFC 7622 section 3.3.1.
  private static func isExcluded(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "/"),
      UInt8(ascii: ":"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "@"):
      true
    default: false
    }
  }

  private static func byteText(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: " "): "a space"
    case 0x21...0x7E: quoted(String(Unicode.Scalar(byte)))
    default: "a control character"
    }
  }
}

/// Why a text is no name of the kind that is wanted. The reason goes on after the name:
/// `is empty`.
public struct InvalidName: Error, Hashable, Sendable {
  public var reason: String
  public var hint: String?

  init(_ reason: String, hint: String? = nil) {
    self.reason = reason
    self.hint = hint
  }
}
