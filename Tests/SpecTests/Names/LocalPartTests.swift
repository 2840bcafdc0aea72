import Spec
import Testing

@Suite struct LocalPartTests {
  @Test(arguments: [
    ("rose", "rose"), ("Rose", "rose"), ("ROSE.HILL", "rose.hill"), ("o-neill_2+x", "o-neill_2+x"),
    ("Zoë", "zoë"), ("ZOË", "zoë"), ("zoe\u{308}", "zoë"), ("Müller", "müller"),
    ("ｒｏｓｅ", "rose"), ("Ｒｏｓｅ", "rose"), ("анна", "анна"), ("АННА", "анна"),
    ("ελένη", "ελένη"), ("山田", "山田"), ("カメラ", "カメラ"), ("ｶﾒﾗ", "カメラ"), ("נועה", "נועה"),
    ("سارة", "سارة"), ("col·lega".replacing("l·l", with: "l·l"), "col·lega"),
    ("é\u{323}", "ẹ\u{301}"), ("ệ", "ệ"), ("!#$%*=?^`{|}~", "!#$%*=?^`{|}~"),
  ])
  func `both standards agree on these`(_ text: String, _ prepared: String) throws {
    #expect(try Array(LocalPart.prepared(text).unicodeScalars) == Array(prepared.unicodeScalars))
    #expect(try LocalPart.prepared(prepared) == prepared)
  }

  @Test(
    arguments: [
      "", " ", "rose hill", "rose@x", "rose/x", "a:b", "a\"b", "a&b", "a'b", "a<b", "a>b", "a\tb",
      "a\u{7F}b", "a\u{0}b", "a\u{A0}b", "a\u{200B}b", "a\u{202E}b", "a\u{FEFF}b",
      // Nodeprep folds these, RFC 7622 does not.
      "straße", "ΣΟΦΟΣ", "σοφός", "ﬁsh", "x²", "①", "ℌ", "Ⅷ", "ŉ", "ſam",
      // Not in the IdentifierClass.
      "a♥", "a€", "♞", "😀", "a·b", "a\u{0640}b", "ᄀ", "a–b",
      // Unknown to Unicode 3.2, or only to one of the two.
      "ẞ", "ꜳ", "\u{1E9E}", "ȷ\u{1F100}", "\u{0378}",
      // ejabberd puts the marks into another order.
      "x\u{301}\u{302}\u{323}", "ế\u{323}", "\u{5AE}\u{595}\u{5BB}",
      // Two directions in one name.
      "אa", "aא", "٣", "א٣1",
    ])
  func `what is not one address everywhere is refused`(_ text: String) {
    #expect(throws: InvalidName.self) { try LocalPart.prepared(text) }
  }

  @Test func `a local part has at most 1,023 bytes`() throws {
    #expect(try LocalPart.prepared(String(repeating: "a", count: 1023)).utf8.count == 1023)
    #expect(throws: InvalidName.self) {
      try LocalPart.prepared(String(repeating: "a", count: 1024))
    }
    #expect(throws: InvalidName.self) { try LocalPart.prepared(String(repeating: "ä", count: 512)) }
  }

  @Test func `what is prepared stays as it is`() {
    var random = SeededRandom(seed: 1)
    for _ in 0..<20_000 {
      var text = ""
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let value = UInt32.random(in: 0x20...0x2FFF, using: &random)
        if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
      }
      guard let prepared = try? LocalPart.prepared(text) else { continue }
      #expect(
        (try? LocalPart.prepared(prepared)) == prepared, "\(text.unicodeScalars.map(\.value))")
    }
  }
}
