/// Names as people and their scripts have them, and as nobody has them.
public struct NamesAtRandom {
  /// Where standards, libraries and servers come apart, or might.
  private static let blocks: [ClosedRange<UInt32>] = [
    0x0021...0x007E, 0x00A1...0x00FF, 0x0100...0x024F, 0x0250...0x02FF, 0x0300...0x036F,
    0x0370...0x03FF, 0x0400...0x052F, 0x0531...0x058A, 0x0591...0x05F4, 0x0600...0x06FF,
    0x0700...0x07BF, 0x0901...0x097F, 0x0980...0x0DFF, 0x0E01...0x0EFF, 0x0F00...0x0FFF,
    0x1000...0x10FF, 0x1100...0x11FF, 0x1200...0x137F, 0x13A0...0x13FF, 0x1780...0x17FF,
    0x1E00...0x1EFF, 0x1F00...0x1FFF, 0x2000...0x206F, 0x2070...0x218F, 0x2C00...0x2DFF,
    0x3000...0x30FF, 0x3100...0x31FF, 0x3400...0x3410, 0x4E00...0x4FFF, 0xA640...0xA7FF,
    0xAC00...0xAFFF, 0xF900...0xFAFF, 0xFB00...0xFB4F, 0xFB50...0xFDFF, 0xFE20...0xFEFE,
    0xFF00...0xFFEF, 0x10300...0x1034F, 0x10400...0x1044F, 0x1D400...0x1D4FF,
    0x1F100...0x1F1FF, 0x1F300...0x1F64F, 0x20000...0x20020, 0x2F800...0x2F81F,
  ]
  private static let ascii = Array("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-._+".unicodeScalars)

  public var generator: SplitMix64

  public init(generator: SplitMix64) { self.generator = generator }

  /// A local part: most often of one script, with digits and signs between.
  public mutating func localPart() -> String {
    let block = Self.blocks.randomElement(using: &generator) ?? 0x61...0x7A
    return text(Int.random(in: 1...6, using: &generator)) { generator in
      switch Int.random(in: 0..<10, using: &generator) {
      case 0: Self.ascii.randomElement(using: &generator)
      case 1:
        Unicode.Scalar(
          UInt32.random(
            in: Self.blocks.randomElement(using: &generator) ?? block, using: &generator))
      default: Unicode.Scalar(UInt32.random(in: block, using: &generator))
      }
    }
  }

  /// A host name of one or two labels below `example`.
  public mutating func domain() -> String {
    let labels = (0...Int.random(in: 0...1, using: &generator)).map { _ in localPart() }
    return labels.map { $0.replacing(".", with: "-") }.joined(separator: ".") + ".example"
  }

  private mutating func text(
    _ count: Int, _ scalar: (inout SplitMix64) -> Unicode.Scalar?
  ) -> String {
    var text = ""
    for _ in 0..<count {
      if let scalar = scalar(&generator) { text.unicodeScalars.append(scalar) }
    }
    return text
  }
}

/// Names that were trouble somewhere.
public enum HardNames {
  public static let localParts = [
    "rose", "ROSE", "Rose.Hill", "o-neill_2+x", "ZOË", "zoe\u{308}", "Ｒｏｓｅ", "ｶﾒﾗ", "カメラ", "АННА",
    "ελένη", "Ἀθηνᾶ", "ᾳ", "ΐ", "ΰ", "山田", "נועה", "שָׁלוֹם", "سارة", "كتاب", "ہ", "ی", "दीपा", "นก",
    "ოთარი",
    "ԱՆԻ", "ǆ", "ǅ", "Ǆ", "İ", "ı", "ŉ", "ǰ", "ſ", "ß", "ẞ", "ς", "Σ", "Å", "K", "Ω", "µ", "ª", "º",
    "ﬁ", "ﷺ", "㎏", "①", "ᾀ", "ͅ", "ͺ", "\u{1F00}\u{345}", "e\u{301}", "é", "ạ\u{307}",
    "\u{1100}\u{1161}",
    "가", "か\u{3099}", "が", "ヸ", "\u{FA10}", "\u{2F800}", "𐐀", "𐐨", "𝐀", "ᏸ", "Ꭰ", "ꭰ", "ა", "Ა",
    "ⴀ", "Ⴀ",
    "ⱥ", "Ⱥ", "Ɐ", "ꞌ", "ʻ", "ʼ", "’", "l·l", "͵α", "א׳", "א״", "〇", "々", "ゝ", "ー", "・カ", "٠", "א٠",
    "۰",
    "a\u{34F}b", "a\u{AD}b", "a\u{180B}b", "a\u{200C}b", "क\u{94D}\u{200D}ष", "\u{2060}a",
    "a\u{FE00}",
    "a\u{20DD}", "\u{1D165}", "\u{E0001}", "~t_t", "x%20y", "\\20a", "a\\40b", "!#$%*=?^`{|}~", "-",
    ".",
    "..", "a.", "_", "+1", "100%",
  ]

  public static let domains = [
    "chess.example", "Chess.Example", "münchen.example", "MÜNCHEN.example", "straße.example",
    "faß.example", "βόλος.example", "نامه\u{200C}ای.example", "例え.example", "ｅxample.example",
    "δοκιμή.example",
    "испытание.example", "בדיקה.example", "إختبار.example", "l·l.example", "カ・メ.example",
    "１.example",
    "a_b.example", "xn--mnchen-3ya.example", "xn--fa-hia.example", "xn--nxasmm1c.example",
    "א1.example",
    "1א.example", "א-ב.example", "café.example", "cafe\u{301}.example", "ǆ.example", "ﬁ.example",
    "İ.example",
    "ı.example", "Ԁ.example", "𐐨.example", "ꙁ.example", "ⱡ.example", "〇.example", "ー.example",
    "ⴀ.example",
    "ა.example", "дом-1.example", "a--b.example", "٠a.example", "ب٠.example", "ب۰.example",
    "ب1.example",
  ]
}
