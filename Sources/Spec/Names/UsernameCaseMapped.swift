/// The UsernameCaseMapped profile of PRECIS (RFC 8265), which RFC 7622 asks for, on the safe side:
/// what depends on more context than is looked at here is refused.
enum UsernameCaseMapped {
  /// Whether a server of RFC 7622 stores `text` as `prepared`, which is in NFKC.
  static func agrees(_ text: String, with prepared: String) -> Bool {
    guard hasPlainSigma(text), let mapped = mapped(text) else { return false }
    // Strings compare by canonical equivalence, so this is NFC on both sides.
    guard mapped == prepared else { return false }
    let scalars = Array(prepared.unicodeScalars)
    return scalars.allSatisfy(isIdentifier) && ContextRules.areMet(scalars)
      && isOneDirection(scalars)
  }

  /// Names from right to left hold nothing but Hebrew, Arabic and their neighbours, digits and
  /// signs: narrower than the bidi rule of RFC 5893, whose classes change with Unicode's versions.
  private static func isOneDirection(_ scalars: [Unicode.Scalar]) -> Bool {
    func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
      (0x0590...0x08FF).contains(scalar.value) || (0xFB1D...0xFDFF).contains(scalar.value)
        || (0xFE70...0xFEFE).contains(scalar.value)
    }
    guard scalars.contains(where: isRightToLeft) else { return true }
    return scalars.allSatisfy {
      isRightToLeft($0) || (0x0300...0x036F).contains($0.value)
        || ($0.isASCII && !$0.properties.isAlphabetic)
    }
  }

  /// Width mapping and lower case. RFC 8265 maps width before case.
  private static func mapped(_ text: String) -> String? {
    var result = ""
    for scalar in text.unicodeScalars {
      guard (0xFF01...0xFFEE).contains(scalar.value) else {
        result += scalar.properties.lowercaseMapping
        continue
      }
      guard let narrow = Stringprep.compatible(String(Character(scalar))) else { return nil }
      for scalar in narrow.unicodeScalars { result += scalar.properties.lowercaseMapping }
    }
    return result
  }

  /// At a word's end a capital sigma becomes another letter in some implementations than in others.
  private static func hasPlainSigma(_ text: String) -> Bool {
    let scalars = Array(text.unicodeScalars)
    return scalars.indices.allSatisfy { index in
      guard scalars[index].value == 0x03A3 else { return true }
      return index + 1 < scalars.count && scalars[index + 1].properties.isAlphabetic
    }
  }

  /// RFC 8264 section 8 for the IdentifierClass. What has a compatibility mapping is refused
  /// already: nodeprep's NFKC would have changed it.
  private static func isIdentifier(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return (0x21...0x7E).contains(scalar.value) }
    if ContextRules.apply(to: scalar) { return true }
    switch scalar.value {
    case 0x00DF, 0x03C2, 0x06FD, 0x06FE, 0x0F0B, 0x3007: return true
    case 0x0640, 0x07FA, 0x302E, 0x302F, 0x3031...0x3035, 0x303B: return false
    // Old Hangul jamo.
    case 0x1100...0x11FF, 0xA960...0xA97C, 0xD7B0...0xD7FB: return false
    default: break
    }
    let properties = scalar.properties
    guard !properties.isDefaultIgnorableCodePoint, !properties.isNoncharacterCodePoint else {
      return false
    }
    switch properties.generalCategory {
    case .lowercaseLetter, .uppercaseLetter, .otherLetter, .modifierLetter, .nonspacingMark,
      .spacingMark, .decimalNumber:
      return true
    default: return false
    }
  }
}
