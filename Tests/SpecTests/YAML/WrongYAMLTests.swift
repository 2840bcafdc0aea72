import Spec
import Testing

@Suite struct WrongYAMLTests {
  @Test(arguments: syntax) func `a syntax error is shown where it can be mended`(_ club: ClubCase)
    throws
  {
    try expectMarked(club: club.body)
  }

  static let syntax = [
    ClubCase(
      "a quote that is not closed",
      """
      timezone: "Europe/London
      #         ^ yaml-syntax
      """),
    ClubCase(
      "a bracket that is not closed",
      """
      groups: {committee: [rose, dan}
      #                             ^ yaml-syntax
      tariff: small
      """),
    ClubCase(
      "a list that is not closed before the next key",
      """
      protect: [club, members
      #        ^ yaml-syntax
      tariff: small
      """),
    ClubCase(
      "an indentation that fits nothing",
      """
      contacts:
          abuse: a@chess.example
        admin: b@chess.example
      # ^ yaml-syntax
      """),
    ClubCase(
      "a colon in plain text",
      """
      language: en: GB
      #           ^ yaml-syntax
      """),
    ClubCase(
      "an at sign at the beginning",
      """
      timezone: @London
      #         ^ yaml-syntax
      """),
    ClubCase(
      "a key without a colon",
      """
      tariff
      #< yaml-syntax
      placement: green-1
      """),
    ClubCase(
      "a second document",
      """
      tariff: small
      ---
      #< yaml-documents
      tariff: small
      """),
    ClubCase(
      "an alias without an anchor",
      """
      tariff: *small
      #       ^ yaml-alias
      """),
    ClubCase(
      "an alias inside its own anchor",
      """
      groups: &groups {committee: *groups}
      #                           ^ yaml-alias
      """),
    ClubCase(
      "a tag of another language",
      """
      tariff: !python/name small
      #                    ^ yaml-tag
      """),
    ClubCase(
      "a list as a key",
      """
      ? [a, b]
      # ^ mapping-key
      : small
      """),
    ClubCase(
      "a merge of what is no mapping",
      """
      contacts: {<<: small}
      #              ^ merge-key
      """),
    ClubCase(
      "two merge keys",
      """
      delegates: &none []
      contacts:
        <<: {abuse: a@chess.example}
        <<: {admin: b@chess.example}
      # ^ duplicate-key
      """),
  ]

  @Test func `a tab that indents is shown at the tab`() throws {
    let text = Samples.club("contacts:\n\tabuse: a@chess.example")
    let found = try findings(in: Array(text.utf8))
    #expect(found == ["9:1 yaml-syntax"])
  }

  @Test(
    arguments: [
      (Array("a: 1\nb: \u{FF}".utf8.dropLast(2)) + [0xFF, 0x0A], "2:4 encoding"),
      (Array("kürzel: \u{1}x\n".utf8), "1:9 encoding"),
      (Array("a: x\u{0}y\n".utf8), "1:5 encoding"),
      (Array("a: ä\u{85}b: 1\n".utf8), "1:5 encoding"),
      (Array("a: ä\u{2028}b: 1\n".utf8), "1:5 encoding"),
      (
        [0xFF, 0xFE] + "a: 1\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }, "1:1 encoding"
      ),
      (
        [0xFE, 0xFF] + "a: 1\n".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }, "1:1 encoding"
      ),
      ("a: 1\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }, "1:1 encoding"),
      (Array("".utf8), "1:1 wrong-type"),
      (Array("# nothing\n".utf8), "1:1 wrong-type"),
      (Array("- a\n".utf8), "1:1 wrong-type"),
      (Array("just text\n".utf8), "1:1 wrong-type"),
    ] as [([UInt8], String)])
  func `what is no text is refused at its place`(_ bytes: [UInt8], _ expected: String) throws {
    #expect(try findings(in: bytes) == [expected])
  }

  @Test func `a byte order mark and CR LF change nothing`() throws {
    let text = Samples.club("tariff: large").replacing("\n", with: "\r\n")
    #expect(try findings(in: [0xEF, 0xBB, 0xBF] + text.utf8) == ["8:9 unknown-tariff"])
  }

  @Test func `columns count Unicode scalars`() throws {
    let found = try findings(in: Array(Samples.club("groups: {\"Bäckerei 🥐\": [nobody]}").utf8))
    #expect(found == ["8:25 unknown-member"])
  }
}

/// `line:column rule` of every finding in one club's file.
func findings(in bytes: [UInt8]) throws -> [String] {
  let files: [String: MemoryContent.File] = [
    "provider.yaml": .text(Samples.provider), "clubs/chess.yaml": .bytes(bytes),
  ]
  var loader = RepositoryLoader(width: 1)
  return try loader.load(MemoryContent(files: files)).diagnostics.map {
    "\($0.location.position.line):\($0.location.position.column) \($0.rule.rawValue)"
  }
}
