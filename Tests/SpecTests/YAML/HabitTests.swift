import Spec
import Testing

/// YAML as people write it: it means what its writer meant, or is told where it stands.
@Suite struct HabitTests {
  @Test(arguments: wrong) func `what would mean something else is told`(_ club: ClubCase) throws {
    try expectMarked(club: club.body)
  }

  static let wrong =
    [
      ClubCase(
        "text that begins with a bracket", "language: [de] en\n#              ^ yaml-syntax"),
      ClubCase("text that begins with a brace", "language: {de} en\n#              ^ yaml-syntax"),
      ClubCase(
        "a list's text that begins with a bracket",
        "protect:\n  - [club] x\n#          ^ yaml-syntax"),
      ClubCase("a bracket too much", "groups: {a: [rose]}}\n#                  ^ yaml-syntax"),
      ClubCase("a no-break space after the colon", "tariff:\u{A0}small\n#< yaml-syntax"),
      ClubCase("no space after the colon", "tariff:small\n#< yaml-syntax\nplacement: green-1"),
      ClubCase(
        "a text that begins with an asterisk",
        "chat: {rooms: [{id: a, topic: *important*}]}\n#                             ^ yaml-syntax"),
      ClubCase(
        "a text that begins with an exclamation mark",
        "timezone: !important\n#         ^ yaml-tag\ntariff: small"),
      ClubCase(
        "a text that begins with an ampersand", "timezone: &zone\n#< null-value\ntariff: small"),
      ClubCase("a text that begins with a hash", "timezone: #1\n#< null-value"),
      ClubCase("a text that begins with a percent sign", "timezone: %a\n#         ^ yaml-syntax"),
      ClubCase(
        "a member that an alias repeats",
        "members:\n  - &r {id: rose, name: Rose, role: owner}\n  - *r\n  - *r\n".replacing(
          "  - *r\n", with: "  - *r\n#   ^ duplicate-member\n")),
      ClubCase(
        "a room that a merge repeats",
        "chat:\n  rooms:\n    - &r {id: a, name: A}\n    - {<<: *r, name: B}\n"
          + "#          ^ duplicate-room"),
      ClubCase("a template", "timezone: {{ zone }}\n#          ^ mapping-key"),
      ClubCase(
        "text after a quote", "timezone: \"Europe\" London\n#                  ^ yaml-syntax"),
      ClubCase(
        "an apostrophe in quotes", "timezone: 'St Mary's'\n#                  ^ yaml-syntax"),
      ClubCase(
        "a backslash in double quotes", "timezone: \"C:\\dir\"\n#            ^ yaml-syntax"),
      ClubCase(
        "a colon in brackets",
        "chat: {rooms: [{id: a, topic: To: all}]}\n"
          + "#                               ^ yaml-syntax"),
      ClubCase("bold text", "timezone: **Europe**\n#         ^ yaml-syntax"),
      ClubCase("a list on the line of its key", "protect: - club\n#        ^ yaml-syntax"),
      ClubCase("a comma too much", "protect: [club, , site]\n#               ^ yaml-syntax"),
      ClubCase(
        "text on the line where a block begins",
        "timezone: | Europe/London\n#           ^ yaml-syntax"),
      ClubCase("a list without dashes", "protect:\n  club\n# ^ wrong-type"),
      ClubCase("dashes without spaces", "protect:\n  -club\n# ^ wrong-type"),
      ClubCase(
        "a list item that is not indented like the others",
        "protect:\n  - club\n - site\n#^ yaml-syntax"),
      ClubCase("no for a boolean", "chat: {webchat: no}\n#               ^ wrong-type"),
      ClubCase("on for a boolean", "chat: {webchat: on}\n#               ^ wrong-type"),
      ClubCase("1 for a boolean", "chat: {webchat: 1}\n#               ^ wrong-type"),
      ClubCase(
        "a tagged boolean", "chat: {webchat: !!str true}\n#                     ^ wrong-type"),
      ClubCase("an empty value in brackets", "chat: {webchat: }\n#      ^ null-value"),
      ClubCase("a key alone in brackets", "chat: {webchat}\n#      ^ null-value"),
      ClubCase("the word NULL", "tariff: NULL\n#       ^ null-value"),
      ClubCase("binary data", "tariff: !!binary c21hbGw=\n#                ^ yaml-tag"),
      ClubCase(
        "a no-break space before a key",
        "\u{A0}tariff: small\n#< unknown-key"),
      ClubCase(
        "a merge of an unknown anchor",
        "chat: {<<: *chat, webchat: true}\n#          ^ yaml-alias"),
      ClubCase(
        "a merged key that does not belong there",
        """
        contacts: &contacts {abuse: a@chess.example}
        chat: {<<: *contacts}
        """.replacing(
          "a@chess.example}", with: "a@chess.example}\n#                    ^ unknown-key")),
      ClubCase(
        "a quoted merge key",
        "contacts: {\"<<\": {abuse: a@chess.example}}\n#          ^ unknown-key"),
      ClubCase("a merge of a list of text", "contacts: {<<: [a, b]}\n#               ^ merge-key"),
      ClubCase(
        "a date with a tag",
        "lifecycle: {state: suspended, since: !!timestamp 2026-11-01}\n"
          + "#                                                ^ yaml-tag"),
      ClubCase(
        "a password below an unknown key",
        "smtp: {host: mail.example, password: hunter2}\n"
          + "#< unknown-key\n#                                    ^ secret"),
      ClubCase(
        "a token deep below an unknown key",
        "bots:\n#< unknown-key\n  - name: helper\n    login: {api_token: abc}\n"
          + "#                      ^ secret"),
    ]
    + ["0x12D", "0o455", "0455", "5:01", "3_01", "301.0", "3e2", "+301", "~x", "three"].map {
      ClubCase(
        "the number \($0)",
        "site:\n  redirect: https://a.example/\n  redirects:\n    - {from: /a, to: /b, status: \($0)}\n"
          + "#                                ^ number")
    }

  @Test(arguments: [
    ("members:\n  - id:rose\n    name: Rose\n", "6:5", "no space", "`key: value`"),
    ("members:\n  - id:\u{A0}rose\n    name: Rose\n", "6:5", "no space", "U+00A0"),
    ("tariff:\u{2003}small\n", "8:1", "no space", "U+2003"),
    ("tariff:small\n", "8:1", "no space", "`key: value`"),
    ("tariff: small\n  language: de\n", "9:11", "cannot stand here", "indentation"),
    ("tariff: https://a.example\n  language: de\n", "9:11", "cannot stand here", "indentation"),
    ("<<<<<<< HEAD\ntariff: a\n=======\ntariff: b\n>>>>>>> x\n", "8:1", "merge", "one side"),
    ("tariff: a\n=======\nlanguage: de\n", "9:1", "merge", "one side"),
    ("groups:\n  a: [rose]\n>>>>>>> x/y\n  b: [dan]\n", "10:1", "merge", "one side"),
    ("language: [de] en\n", "8:16", "more text after a closing bracket", "quotes"),
    ("groups: {a: [rose]}}\n", "8:20", "closed that was not opened", "too much"),
  ])
  func `a syntax error names its cause, and where it is`(
    _ body: String, _ place: String, _ message: String, _ hint: String
  ) throws {
    let read = RepositoryLoader.club(
      file: "clubs/chess.yaml", content: ContentID(hex: "0"),
      bytes: Array(Samples.club(body).utf8), provider: nil)
    let found = try #require(read.diagnostics.first)
    #expect(read.diagnostics.map(\.rule) == [.yamlSyntax])
    #expect(found.location.description == "clubs/chess.yaml:\(place)")
    #expect(found.message.contains(message), "\(found.message)")
    #expect(found.hint?.contains(hint) == true, "\(found.hint ?? "-")")
  }

  @Test func `a name in a block is told how to be one line`() throws {
    let read = RepositoryLoader.club(
      file: "clubs/chess.yaml", content: ContentID(hex: "0"),
      bytes: Array(
        Samples.club("chat:\n  rooms:\n    - id: hall\n      name: |\n        The Hall").utf8),
      provider: nil)
    #expect(read.diagnostics.map(\.rule) == [.text])
    #expect(read.diagnostics.first?.location.position == SourcePosition(line: 11, column: 13))
    #expect(read.diagnostics.first?.hint?.contains(">-") == true)
  }

  @Test(arguments: right) func `what people write means what they meant`(_ club: ClubCase) throws {
    try expectMarked(club: club.body)
  }

  static let right = [
    ClubCase(
      "words that other readers turn into booleans",
      "offices: {yes: rose, NO: dan, on: rose, y: dan}"),
    ClubCase(
      "numbers as names", "chat: {rooms: [{id: 007, name: 0755}, {id: 1e3, name: 12:30:45}]}"),
    ClubCase(
      "more numbers as names",
      "groups: {0o17: [rose], 0x1F: [dan], .inf: [rose], 1_000: [dan], +1: [rose]}"),
    ClubCase(
      "a date as a name",
      "chat: {rooms: [{id: a, name: 2026-11-01}, {id: b, name: 2026-11-01T12:00:00Z}]}"),
    ClubCase(
      "the merge key's sign as text", "chat: {rooms: [{id: a, topic: <<}, {id: b, topic: \"=\"}]}"),
    ClubCase("a tab after the colon", "tariff:\tsmall\t# the small one"),
    ClubCase("a tagged text", "tariff: !!str small\nlanguage: ! en"),
    ClubCase("an alias of a word", "offices: {secretary: &who rose, treasurer: *who}"),
    ClubCase("an anchor twice", "offices: {a: &x rose, b: *x, c: &x dan, d: *x}"),
    ClubCase("a key with an anchor", "offices: {&k secretary: rose}"),
    ClubCase(
      "brackets over several lines", "groups: {\n  committee: [\n    rose,\n    dan,\n  ],\n}"),
    ClubCase("a question mark before a key", "? tariff\n: small"),
    ClubCase("a list at the column of its key", "protect:\n- club\n- site"),
    ClubCase(
      "a folded topic",
      "chat:\n  rooms:\n    - id: hall\n      topic: >+\n        One\n        Two\n\n"),
    ClubCase(
      "a block with its own indentation",
      "chat:\n  rooms:\n    - id: hall\n      topic: |2-\n          Indented\n        Not"),
    ClubCase(
      "a name in a block",
      "chat:\n  rooms:\n    - id: hall\n      name: >-\n        The\n        Hall"),
    ClubCase(
      "text over two lines",
      "chat:\n  rooms:\n    - id: hall\n      topic: One\n        two\n        three"),
    ClubCase(
      "an apostrophe", "chat: {rooms: [{id: a, name: St Mary's}, {id: b, name: 'St Mary''s'}]}"),
    ClubCase(
      "a URL and a time without quotes",
      "chat:\n  rooms:\n    - id: a\n      topic: See https://chess.example/ at 8:00, #chess"),
    ClubCase("escapes", "chat: {rooms: [{id: a, name: \"B\\u00e4ckerei \\U0001F950\"}]}"),
    ClubCase("an empty topic", "chat: {rooms: [{id: a, topic: ''}]}"),
    ClubCase("null in quotes", "offices: {\"~\": rose, 'null': dan}"),
    ClubCase(
      "a merge before and after its keys",
      "chat:\n  rooms:\n    - &a {id: a, public: true}\n    - {id: b, <<: *a}\n    - {<<: [*a, {topic: x}], id: c}"
        .replacing("    - {<<: [*a, {topic: x}], id: c}", with: "")),
    ClubCase("a comment at the end", "tariff: small\n# the end"),
    ClubCase("a document's end", "tariff: small\n...\n"),
  ]

  @Test func `line ends, marks and directives of any kind change nothing`() throws {
    let text = Samples.club("tariff: large")
    #expect(
      try findings(in: Array(text.replacing("\n", with: "\r").utf8)) == ["8:9 unknown-tariff"])
    #expect(
      try findings(in: Array(("%YAML 1.2\n---\n" + text).utf8)) == ["10:9 unknown-tariff"])
    #expect(
      try findings(in: Array(("--- # a club\n" + text + "...\n").utf8)) == ["9:9 unknown-tariff"])
    #expect(
      try findings(in: Array((text.trimmed + " # no line end").utf8)) == ["8:9 unknown-tariff"])
  }

  @Test(
    arguments: [
      ([0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF] + Array("a: 1\n".utf8), "1:1 encoding"),
      (Array("a: x\u{7F}y\n".utf8), "1:5 encoding"),
      (Array("a: x\u{FEFF}y\n".utf8), "1:5 encoding"),
      (Array("a: x\u{FFFE}y\n".utf8), "1:5 encoding"),
      (Array("a: ".utf8) + [0xC0, 0x80], "1:4 encoding"),
      (Array("a: ".utf8) + [0xED, 0xA0, 0x80, 0x0A], "1:4 encoding"),
      (Array("a: ".utf8) + [0xF5, 0x80, 0x80, 0x80, 0x0A], "1:4 encoding"),
      (Array("a: ä".utf8) + [0xE2, 0x82], "1:5 encoding"),
      ([0, 0, 0, 0x61], "1:1 encoding"), ([0], "1:1 encoding"),
      (Array("%YAML 2.0\n---\na: 1\n".utf8), "1:1 yaml-syntax"),
      (Array("%CLUB x\n---\na: 1\n".utf8), "1:1 yaml-syntax"),
      (Array("---\n".utf8), "1:1 wrong-type"), (Array("null\n".utf8), "1:1 wrong-type"),
      (Array("a: \"\\ud800\"\n".utf8), "1:7 yaml-syntax"),
      (Array("a: 1\n...\nb: 2\n".utf8), "3:1 yaml-syntax"),
    ] as [([UInt8], String)])
  func `bytes that are no text, and files of other kinds, are refused`(
    _ bytes: [UInt8], _ expected: String
  ) throws {
    let found = try findings(in: bytes)
    #expect(found == [expected], "\(found)")
  }
}

extension String {
  fileprivate var trimmed: String { String(reversed().drop { $0 == "\n" }.reversed()) }
}
