/// Marks above, below and beside a letter, where servers come apart.
enum CombiningMarks {
  /// Whether every server puts the marks of each letter into the same order (Unicode Standard
  /// section 3.11, D109): ejabberd's library moves a mark past one other and no farther.
  static func areOrderedEverywhere(_ text: String) -> Bool {
    var before: [UInt8] = []
    for scalar in text.unicodeScalars {
      let order = scalar.properties.canonicalCombiningClass.rawValue
      guard order > 0 else {
        before = marks(within: scalar)
        continue
      }
      guard before.count(where: { $0 > order }) < 2 else { return false }
      before.append(order)
      // Two marks in one.
      if scalar.value == 0x0344 { before.append(order) }
    }
    return true
  }

  /// How many marks the letter comes apart into, at most, as marks above it.
  private static func marks(within letter: Unicode.Scalar) -> [UInt8] {
    switch letter.value {
    case ..<0x80: []
    case 0x01D5...0x01E1, 0x01EC...0x01ED, 0x01FA...0x01FB, 0x022A...0x0231, 0x0390, 0x03B0,
      0x1E00...0x1FFF, 0xFB1D...0xFB4F:
      [230, 230]
    default: [230]
    }
  }

  /// Vowel signs of two parts, of Bengali, Oriya, Tamil, Telugu, Kannada, Malayalam and Sinhala, for
  /// which ejabberd's library of IDNA makes no A-label: the host could not be found.
  static func isLostByServers(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09CB...0x09CC, 0x0B48, 0x0B4B...0x0B4C, 0x0BCA...0x0BCC, 0x0C48, 0x0CC0,
      0x0CC7...0x0CC8, 0x0CCA...0x0CCB, 0x0D4A...0x0D4C, 0x0DDA, 0x0DDC...0x0DDE:
      true
    default: false
    }
  }
}
