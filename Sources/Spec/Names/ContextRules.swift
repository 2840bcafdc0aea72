/// RFC 5892 appendix A: code points that a name may hold only in certain company. PRECIS has the
/// same rules (RFC 8264 section 9.3).
enum ContextRules {
  static func areMet(_ scalars: [Unicode.Scalar]) -> Bool {
    isDigitRuleMet(scalars) && scalars.indices.allSatisfy { isMet(scalars, $0) }
  }

  static func apply(to scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00B7, 0x0375, 0x05F3, 0x05F4, 0x30FB, 0x0660...0x0669, 0x06F0...0x06F9: true
    default: false
    }
  }

  private static func isMet(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
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
