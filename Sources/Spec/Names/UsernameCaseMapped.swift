/// The UsernameCaseMapped profile of PRECIS (RFC 8265), which RFC 7622 asks for, on the safe side:
/// what depends on more context than is looked at here is refused.
enum UsernameCaseMapped {
  /// Whether a server of RFC 7622 stores `text` as `prepared`, which is in NFKC.
  static func agrees(_ text: String, with prepared: String) -> Bool {
    guard hasPlainSigma(text), let mapped = mapped(text) else { return false }
    // Strings compare by canonical equivalence, so this is NFC on both sides.
    guard mapped == prepared else { return false }
    let scalars = Array(prepared.unicodeScalars)
    return scalars.allSatisfy(isIdentifier) && isDigitRuleMet(scalars)
      && scalars.indices.allSatisfy { isContextRuleMet(scalars, $0) }
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
    if isContextual(scalar) { return true }
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

  private static func isContextual(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00B7, 0x0375, 0x05F3, 0x05F4, 0x30FB, 0x0660...0x0669, 0x06F0...0x06F9: true
    default: false
    }
  }

  /// RFC 5892 appendix A: what may stand only between or beside certain others.
  private static func isContextRuleMet(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
    let before = index > 0 ? scalars[index - 1].value : 0
    let after = index + 1 < scalars.count ? scalars[index + 1].value : 0
    switch scalars[index].value {
    case 0x00B7: return before == 0x6C && after == 0x6C
    case 0x0375: return (0x0370...0x03FF).contains(after) || (0x1F00...0x1FFF).contains(after)
    case 0x05F3, 0x05F4: return (0x0591...0x05F4).contains(before)
    case 0x30FB:
      return scalars.contains { (0x3041...0x30FA).contains($0.value) || isHan($0) }
    default: return true
    }
  }

  private static func isHan(_ scalar: Unicode.Scalar) -> Bool {
    (0x3400...0x9FFF).contains(scalar.value) || (0x20000...0x3FFFF).contains(scalar.value)
  }

  /// Arabic-Indic digits do not mix with extended or European ones, and need an Arabic letter
  /// before them (the bidi rule of RFC 5893; nodeprep's own is stricter for the rest).
  private static func isDigitRuleMet(_ scalars: [Unicode.Scalar]) -> Bool {
    let isArabicIndic: (Unicode.Scalar) -> Bool = { (0x0660...0x0669).contains($0.value) }
    guard scalars.contains(where: isArabicIndic) else { return true }
    return !scalars.contains {
      (0x06F0...0x06F9).contains($0.value) || (0x30...0x39).contains($0.value)
    } && !isArabicIndic(scalars[0])
      && !scalars.contains { $0.isASCII && $0.properties.isAlphabetic }
  }
}
