import CLibidn2
import Glibc

extension DomainName {
  /// The longest name that leaves room for `conference.` before it.
  static let longestForClub = 242

  /// Reads a host name: A-labels, U-labels or both, by IDNA2008 without the exceptions of the
  /// transition. Capitals and a final dot are let pass; see ``isNormal(_:)``.
  ///
  /// - Throws: ``InvalidName`` for an IP address, a single label, and what no DNS name can be.
  public init(parsing text: String) throws(InvalidName) {
    guard !text.isEmpty else { throw InvalidName("is empty") }
    guard text.utf8.count <= 2000 else { throw InvalidName("is longer than 253 bytes") }
    let name = text.utf8.last == UInt8(ascii: ".") ? String(text.dropLast()) : text
    let lower = isLowerASCII(name.utf8.span) ? name : lowerCase(name)
    guard lower.isASCII, !lower.holds("xn--") else {
      try self.init(international: lower)
      return
    }
    try checkLabels(lower)
    self.init(ascii: lower, unicode: lower)
  }

  private init(international name: String) throws(InvalidName) {
    for scalar in name.unicodeScalars where !isPrintable(scalar) {
      throw InvalidName("holds the invisible character \(codePoint(scalar))")
    }
    let ascii = try convert(name, named: "IDNA2008") { text, result in
      idn2_to_ascii_8z(text, &result, Int32(IDN2_NFC_INPUT.rawValue | IDN2_NO_TR46.rawValue))
    }
    let lower = ascii.lowercased()
    try checkLabels(lower)
    let unicode = try convert(lower, named: "IDNA2008") { text, result in
      idn2_to_unicode_8z8z(text, &result, Int32(IDN2_NO_TR46.rawValue))
    }
    let again = try convert(unicode, named: "IDNA2008") { text, result in
      idn2_to_ascii_8z(text, &result, Int32(IDN2_NO_TR46.rawValue))
    }
    guard again == lower else { throw InvalidName("is not a host name of IDNA2008") }
    try checkHyphens(of: unicode)
    // libidn2 checks these rules for registrations only.
    for label in unicode.split(separator: ".")
    where !ContextRules.areMet(Array(label.unicodeScalars)) {
      throw InvalidName(
        "is not a host name of IDNA2008", hint: "it holds a character that is not allowed there")
    }
    self.init(ascii: lower, unicode: unicode)
  }

  /// Whether the name is written as we would write it: lower case, without a final dot.
  static func isNormal(_ text: String) -> Bool {
    text.utf8.last != UInt8(ascii: ".")
      && (isLowerASCII(text.utf8.span) || lowerCase(text).utf8.elementsEqual(text.utf8))
  }

  /// Whether every XMPP server reads the name as itself. Servers of RFC 6122 fold a few letters
  /// that IDNA2008 keeps, such as `ß`: the name would become another one.
  var isSameForXMPP: Bool {
    if ascii.utf8.elementsEqual(unicode.utf8) { return true }
    return Stringprep.nameprep(unicode) == unicode && CombiningMarks.areOrderedEverywhere(unicode)
      && !unicode.unicodeScalars.contains(where: CombiningMarks.isLostByServers)
  }
}

/// In lower case; but IDNA2008 has the capitals of Cherokee, whose small letters are younger.
private func lowerCase(_ name: String) -> String {
  if name.utf8.allSatisfy({ $0 < 0x80 }) { return name.lowercased() }
  var lower = ""
  for scalar in name.unicodeScalars {
    if (0x13A0...0x13F5).contains(scalar.value) {
      lower.unicodeScalars.append(scalar)
    } else {
      lower += scalar.properties.lowercaseMapping
    }
  }
  return lower
}

/// Whether `lowercased()` would keep the text as it is: said of ASCII alone.
private func isLowerASCII(_ text: Span<UInt8>) -> Bool {
  for index in text.indices
  where text[index] >= 0x80 || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(text[index]) {
    return false
  }
  return true
}

/// libidn2's answer, as text of ours.
private func convert(
  _ text: String, named standard: String,
  by call: (String, inout UnsafeMutablePointer<CChar>?) -> Int32
) throws(InvalidName) -> String {
  var result: UnsafeMutablePointer<CChar>?
  let code = call(text, &result)
  guard code == IDN2_OK.rawValue, let result else {
    throw InvalidName("is not a host name of \(standard)", hint: reason(code))
  }
  defer { idn2_free(result) }
  return String(cString: result)
}

private func reason(_ code: Int32) -> String? {
  switch code {
  case IDN2_TOO_BIG_DOMAIN.rawValue: "a name has at most 253 bytes"
  case IDN2_TOO_BIG_LABEL.rawValue: "the parts between dots have at most 63 bytes"
  case IDN2_DISALLOWED.rawValue, IDN2_UNASSIGNED.rawValue:
    "it holds a character that is not allowed"
  case IDN2_INVALID_ALABEL.rawValue, IDN2_PUNYCODE_BAD_INPUT.rawValue,
    IDN2_ALABEL_ROUNDTRIP_FAILED.rawValue:
    "what stands after `xn--` is not valid"
  case IDN2_HYPHEN_STARTEND.rawValue: "no part begins or ends with a hyphen"
  case IDN2_2HYPHEN.rawValue: "no part has two hyphens in the third and fourth place"
  default: nil
  }
}

/// Letters, digits and hyphens; RFC 1123 and RFC 1035 section 2.3.4.
private func checkLabels(_ name: String) throws(InvalidName) {
  guard name.utf8.count <= 253 else { throw InvalidName("is longer than 253 bytes") }
  var count = 0
  var length = 0
  var last: UInt8 = 0
  var isNumeric = true
  let bytes = name.utf8.span
  for index in bytes.indices {
    let byte = bytes[index]
    if byte == UInt8(ascii: ".") {
      try checkLabelEnd(length, last)
      count += 1
      (length, last, isNumeric) = (0, 0, true)
      continue
    }
    guard isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "-") else {
      throw InvalidName(
        byte == UInt8(ascii: ":") ? "is not a host name" : "holds a character no host name has",
        hint: "use letters, digits and hyphens")
    }
    guard length > 0 || byte != UInt8(ascii: "-") else {
      throw InvalidName("has a part that begins with a hyphen")
    }
    isNumeric = isNumeric && isDigit(byte)
    length += 1
    last = byte
  }
  try checkLabelEnd(length, last)
  guard count >= 1 else {
    throw InvalidName("has no dot", hint: "write the whole name: `chess.example`")
  }
  guard !isNumeric else {
    throw InvalidName("ends in a number", hint: "a host name is wanted, no IP address")
  }
  try checkHyphens(name)
}

private func checkLabelEnd(_ length: Int, _ last: UInt8) throws(InvalidName) {
  guard length > 0 else { throw InvalidName("has an empty part between dots") }
  guard length <= 63 else { throw InvalidName("has a part longer than 63 bytes") }
  guard last != UInt8(ascii: "-") else { throw InvalidName("has a part that ends with a hyphen") }
}

/// RFC 5891 section 4.2.3.1, for U-labels.
private func checkHyphens(of name: String) throws(InvalidName) {
  for label in name.split(separator: ".") {
    guard label.utf8.first != UInt8(ascii: "-") else {
      throw InvalidName("has a part that begins with a hyphen")
    }
    guard label.utf8.last != UInt8(ascii: "-") else {
      throw InvalidName("has a part that ends with a hyphen")
    }
  }
}

/// RFC 5891 section 4.2.3.1: only A-labels have hyphens in the third and fourth place.
private func checkHyphens(_ name: String) throws(InvalidName) {
  guard name.holds("--") else { return }
  for label in name.split(separator: ".") where label.dropFirst(2).hasPrefix("--") {
    guard label.hasPrefix("xn--") else {
      throw InvalidName("has a part with hyphens in the third and fourth place")
    }
  }
}
