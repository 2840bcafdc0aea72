import Testing

@testable import Spec

/// The quick reader gives what libyaml gives, or nothing.
@Suite struct QuickReadingTests {
  /// Whether the quick reader read it.
  private func compare(_ text: String, _ comment: Comment) -> Bool {
    compare(Array(text.utf8), comment)
  }

  private func compare(_ bytes: [UInt8], _ comment: Comment) -> Bool {
    switch YAMLReaders.compare(bytes) {
    case .left: return false
    case .same: break
    case .different(let quick, let libyaml):
      let text = String(decoding: bytes, as: UTF8.self).debugDescription
      Issue.record("\(comment): \(quick) is \(libyaml) to libyaml in \(text)")
    }
    return true
  }

  @Test(arguments: [
    "a: b", "a: b\n", "a:  b  # c\n", "a : b", "  a: b\n  c: d\n", "a:\n- b\n- c\nd: e\n",
    "a:\n  - b\n  -   c: d\n      e: f\n  - g\nh: i", "- a\n- b: c\n", "a: {b: c, d: [e, f g]}",
    "a: []\nb: {}\n", "a: [b,\n  c,\n\n d]\ne: f", "a: \"b: c\"\n", "a: 'b # c' # d", "a: \"\"\n",
    "ä: ö\nüü: [ä, {ö: ü}]  \n", "a: ä  # ö\nb:   ü", "# a\n\n  # b\na: b#c\n# d",
    "a: http://b:c/d",
    "a: [http://b/, c:d]", "a: b, c]", "a: ~\nb: null\n", "a: <<", "𝄞: 𝄞𝄞", "a:\n\n  b:\n    - c",
    "a:\n  b: c\n\n  # d\n  e: f\ng: h", "a: \"\u{A0}ß\"", "a: b\\c", "a: x'y\"z", "a: =",
    "a: /b/c",
    "a: b -c", "a: b & c", "a: \u{FFFD}", "a: 1e3\n\"b\": c".replacing("\"b\"", with: "b"),
  ]) func `what people write is read quickly`(_ text: String) {
    #expect(compare(text, "as written"))
  }

  @Test(arguments: [
    "", "# a\n", "a", "a:", "a:\nb: c", "a: b\n c", "a: b\n c: d", "a: b: c", "a: - b", "- - a",
    "a: |\n b", "a: >\n b", "a: &b c", "a: *b", "a: !b c", "? a", "a: \"b\\n\"", "a: 'b''c'",
    "a:\tb",
    "a: b\r\nc: d", "--- \na: b", "a: b\n...", "a: b\n---\nc: d", "%YAML 1.2\n---\na: b", "<<: a",
    "a: {<<: b}", "a: {b}", "a: [b: c]", "a: [b", "a: [b\n]", "a: {b: }", "a: [b, ]", "a: [,]",
    "a: [b]]",
    "a: [b] c", "a: \"b\" c", "a: \"b\"# c", "a: \"b", "a: \"b\n c\"", "\"a\": b", "[a]: b",
    "{a: b}",
    "a: [b]: c", "a: @b", "a: `b", "a: %b", "- a\nb: c", "a: b\n- c", "a:\n  b: c\n d: e",
    "  a: b\nc: d",
    "a: {b: \"c\"d}", "a: [b #c\n]", "a: [b:, c]", "a: [?b]", "a: b\u{85}", "a: \u{2028}",
    "a: \u{FEFF}b",
    "\u{FEFF}a: b", "a: \u{7F}", "a: \u{80}", "a: \u{0}", "a: b\n...c: d", "a: [b,\n...\n]",
    "a: -b",
    "a: \u{FFFE}", "a: \u{FFFF}", "a: [b:]", "a: {b: c:}", "a: {b: c: d}", "a: {b:c}", "-a: b",
    "a: ?b",
  ]) func `the rest is libyaml's`(_ text: String) {
    #expect(!compare(text, "as written"))
  }

  @Test func `bytes that are no UTF-8 are libyaml's`() {
    for bytes: [UInt8] in [
      [0xC3], [0xC0, 0x80], [0xE2, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF],
      [0x80], [0xE0, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80],
    ] {
      #expect(!compare(Array("a: ".utf8) + bytes, "\(bytes)"))
      #expect(!compare(Array("# ".utf8) + bytes + Array("\na: b".utf8), "\(bytes)"))
    }
  }

  @Test func `long keys and deep nesting are libyaml's`() {
    #expect(compare(String(repeating: "k", count: 1_000) + ": b", "a long key"))
    #expect(!compare(String(repeating: "k", count: 1_001) + ": b", "a longer key"))
    for depth in 1...40 {
      let brackets = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      #expect(compare("a: \(brackets)", "\(depth) brackets") == (depth < 32))
      let lines = (0..<depth).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
      let last = String(repeating: " ", count: depth) + "a: b"
      #expect(compare(lines + last, "\(depth) levels") == (depth < 32))
    }
  }

  @Test(arguments: [UInt64](1...8)) func `any text is read as libyaml reads it, or not at all`(
    _ seed: UInt64
  ) {
    var random = SeededRandom(seed: seed)
    var quick = 0
    for round in 0..<2_000 {
      var text = YAMLScribbler(random: random)
      let bytes = text.file()
      random = text.random
      if compare(bytes, "seed \(seed), round \(round)") { quick += 1 }
    }
    // Otherwise this test says nothing.
    #expect(quick > 200, "seed \(seed)")
  }

  @Test func `every example is read quickly or as libyaml reads it`() {
    for club in RightClubTests.cases {
      _ = compare(Samples.club(club.body), "\(club.name)")
    }
    #expect(compare(Samples.provider, "provider.yaml"))
  }
}

/// Writes files that are nearly YAML.
private struct YAMLScribbler {
  var random: SeededRandom

  private mutating func one(of texts: [String]) -> String {
    texts[Int.random(in: texts.indices, using: &random)]
  }

  private mutating func happens(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &random) < percent
  }

  mutating func file() -> [UInt8] {
    var lines: [String] = []
    block(0, depth: 0, &lines)
    var bytes = Array((lines.joined(separator: "\n") + (happens(70) ? "\n" : "")).utf8)
    for _ in 0..<(happens(50) ? 0 : Int.random(in: 1...3, using: &random)) { damage(&bytes) }
    return bytes
  }

  private mutating func block(_ indent: Int, depth: Int, _ lines: inout [String]) {
    let isList = happens(depth == 0 ? 10 : 40)
    let margin = String(repeating: " ", count: indent)
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      if happens(10) {
        lines.append(one(of: ["", "   ", "# note", "    # ünote: x", margin + "#"]))
      }
      if isList {
        item(margin, indent, depth, &lines)
      } else {
        pair(margin, indent, depth, &lines)
      }
    }
  }

  private mutating func pair(
    _ margin: String, _ indent: Int, _ depth: Int, _ lines: inout [String]
  ) {
    let key = margin + one(of: ["a", "name", "ü", "x y", "k1", "http:x"]) + ":"
    if depth < 4, happens(30) {
      lines.append(key + one(of: ["", "", " ", "  # why"]))
      block(indent + Int.random(in: 0...3, using: &random), depth: depth + 1, &lines)
    } else {
      lines.append(key + " " + value(0) + one(of: ["", "", "", " ", " # why", "  #"]))
    }
  }

  private mutating func item(
    _ margin: String, _ indent: Int, _ depth: Int, _ lines: inout [String]
  ) {
    let start = lines.count
    let gap = one(of: [" ", " ", "   "])
    if depth < 4, happens(50) {
      block(indent + 1 + gap.utf8.count, depth: depth + 1, &lines)
      let first = lines[start]
      lines[start] = margin + "-" + gap + String(first.drop { $0 == " " })
    } else {
      lines.append(margin + "-" + gap + value(0))
    }
  }

  private mutating func value(_ depth: Int) -> String {
    switch Int.random(in: 0..<(depth < 3 ? 10 : 7), using: &random) {
    case 0: return "\"" + one(of: ["", "a: b", "ü # x", "it's", "\\n"]) + "\""
    case 1: return "'" + one(of: ["", "a: b", "ü # x", "\"", "\\"]) + "'"
    case 2...6:
      return one(of: [
        "a", "rose hill", "Zoë", "1e3", "no", "~", "a#b", "http://x/y", "10:30", "x:y", "x, y",
        "𝄞 é",
        "a-b", "5%", "(x)", "/p", "...", "x?", "a  b", "-1", "*x", "<<",
      ])
    case 7, 8:
      let values = (0..<Int.random(in: 0...3, using: &random)).map { _ in value(depth + 1) }
      return "[" + values.joined(separator: one(of: [", ", ",", " ,", ",\n  "])) + "]"
    default:
      let pairs = (0..<Int.random(in: 0...3, using: &random)).map { _ in
        one(of: ["a: ", "ö: ", "b:", "c :  "]) + value(depth + 1)
      }
      return "{" + pairs.joined(separator: one(of: [", ", ",", ",\n"])) + "}"
    }
  }

  private mutating func damage(_ bytes: inout [UInt8]) {
    let pieces = [
      "\n", ": ", "- ", "[", "]", "{", "}", "&a ", "*a", "<<: ", "\t", "\"", "'", "|\n", "#", " #",
      "\r\n", "\u{FEFF}", "ß", "\u{85}", "!!int ", "---\n", "...", "? ", " ", "  ", ":", ",", "\\",
    ]
    let at = Int.random(in: 0...bytes.count, using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0 where at < bytes.count: bytes.remove(at: at)
    case 1 where at < bytes.count: bytes[at] = UInt8.random(in: 0...255, using: &random)
    default: bytes.insert(contentsOf: Array(one(of: pieces).utf8), at: at)
    }
  }
}
