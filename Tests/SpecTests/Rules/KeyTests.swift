import Spec
import Testing

@Suite struct KeyTests {
  @Test(arguments: cases) func `keys and types are checked`(_ club: ClubCase) throws {
    try expectMarked(club: club.body)
  }

  static let cases = [
    ClubCase("an unknown key", "tarif: small\n#< unknown-key"),
    ClubCase(
      "a duplicate key",
      """
      tariff: small
      tariff: small
      #< duplicate-key
      """),
    ClubCase(
      "a duplicate key of a mapping with free keys",
      """
      groups:
        committee: [rose]
        committee: [dan]
      # ^ duplicate-key
      """),
    ClubCase("no value", "tariff:\n#< null-value"),
    ClubCase("null", "tariff: ~\n#       ^ null-value"),
    ClubCase("the word null", "tariff: null\n#       ^ null-value"),
    ClubCase("a list for text", "tariff: [small]\n#       ^ wrong-type"),
    ClubCase("a mapping for text", "tariff: {small: 1}\n#       ^ wrong-type"),
    ClubCase("text for a list", "protect: club\n#        ^ wrong-type"),
    ClubCase("text for a mapping", "chat: small\n#     ^ wrong-type"),
    ClubCase("a list for a mapping", "chat: []\n#     ^ wrong-type"),
    ClubCase("null for a mapping", "chat:\n#< null-value"),
    ClubCase("null in a list", "protect:\n  -\n# ^ null-value"),
    ClubCase("an empty group", "groups: {committee: []}\n#                   ^ empty-list"),
    ClubCase("no members", "members: []\n#        ^ empty-list\n"),
    ClubCase("members without a value", "members:\n#< null-value\n"),
    ClubCase("an unknown choice", "prune: always\n#      ^ unknown-choice"),
    ClubCase("a choice in capitals", "prune: Confirm\n#      ^ unknown-choice"),
    ClubCase("yes for a boolean", "chat: {webchat: yes}\n#               ^ wrong-type"),
    ClubCase("a quoted boolean", "chat: {webchat: \"true\"}\n#               ^ wrong-type"),
    ClubCase("True", "chat: {webchat: True}\n#               ^ wrong-type"),
    ClubCase(
      "an empty name", "chat: {rooms: [{id: a, name: ''}]}\n#                            ^ text"),
    ClubCase(
      "a name of no width",
      "chat: {rooms: [{id: a, name: \"\\u200B\"}]}\n#                            ^ text"),
    ClubCase(
      "a name of fillers and soft hyphens",
      "chat: {rooms: [{id: a, name: \"\\u3164\\u00AD \\u00AD\"}]}\n#                            ^ text"
    ),
    ClubCase(
      "a name of empty Braille",
      "chat: {rooms: [{id: a, name: \"\\u2800\"}]}\n#                            ^ text"),
    ClubCase(
      "a direction override in a name",
      "chat: {rooms: [{id: a, name: \"a\\u202Eb\"}]}\n#                            ^ text"),
    ClubCase(
      "a control character in a name",
      "chat: {rooms: [{id: a, name: \"a\\tb\"}]}\n#                            ^ text"),
    ClubCase(
      "two lines in a name",
      "chat: {rooms: [{id: a, name: \"a\\nb\"}]}\n#                            ^ text"),
    ClubCase(
      "a name that is too long",
      "chat: {rooms: [{id: a, name: \(String(repeating: "n", count: 201))}]}\n"
        + "#                            ^ text"),
    ClubCase(
      "a topic that is too long",
      "chat: {rooms: [{id: a, topic: \(String(repeating: "n", count: 2001))}]}\n"
        + "#                             ^ text"),
    ClubCase(
      "a member without id and name",
      """
      members:
        - {id: rose, name: Rose, role: owner}
        - email: dan@mail.example
      #   ^ missing-key
      #   ^ missing-key
      """.replacing("#   ^ missing-key\n#   ^ missing-key", with: "#   ^ missing-key")),
    ClubCase(
      "a member without a name",
      """
      members:
        - {id: rose, name: Rose, role: owner}
        - {id: dan}
      #    ^ missing-key
      """),
    ClubCase(
      "a room without an id", "chat: {rooms: [{name: Hall}]}\n#               ^ missing-key"),
    ClubCase("a move from nowhere", "moved: {}\n#      ^ missing-key"),
    ClubCase(
      "a password",
      """
      site:
        wordpress: {title: Chess, dbPassword: hunter2}
      #                                       ^ secret
      """),
    ClubCase("a token", "token: abc\n#      ^ secret"),
    ClubCase("passwords", "passwords: abc\n#          ^ secret"),
    ClubCase("a list of passwords", "password: [abc]\n#         ^ secret"),
    ClubCase("a password in a mapping", "password: {value: abc}\n#         ^ secret"),
    ClubCase("a list of passwords with dashes", "password:\n  - abc\n# ^ secret"),
    ClubCase(
      "a password in a mapping below an unknown key",
      "x: {password: {value: abc}, y: 1}\n#< unknown-key\n#             ^ secret"),
    ClubCase("a password that is not there", "password: []\n#< unknown-key"),
    ClubCase(
      "a URL with a password",
      "contacts: {admin: \"https://a:b@chess.example/\"}\n"
        + "#                 ^ contact\n#                 ^ secret"),
    ClubCase(
      "a private key",
      "tariff: \"-----BEGIN OPENSSH PRIVATE KEY-----\"\n"
        + "#       ^ secret\n#       ^ unknown-tariff"),
    ClubCase(
      "a value that was encrypted in another file",
      """
      chat: {rooms: [{id: hall, topic: "ENC[AES256_GCM,data:QUJD,iv:x,tag:y,type:str]"}]}
      #                                ^ encryption
      """),
    ClubCase(
      "values that lost the section of SOPS",
      """
      members:
        - {id: rose, name: Rose, role: owner}
        - {id: "ENC[AES256_GCM,data:QUJD,iv:x,tag:y,type:str]", name: "ENC[AES256_GCM,data:QUJD,iv:x,tag:y,type:str]"}
      #        ^ encryption
      sops: gone
      #< unknown-key
      offices: {secretary: dan}
      """),
    ClubCase(
      "a private key of age",
      """
      chat: {rooms: [{id: hall, topic: "AGE-SECRET-KEY-1QQQQQQQQQQQQ"}]}
      #                                ^ secret
      """),
    ClubCase(
      "a private key of age in small letters",
      """
      chat: {rooms: [{id: hall, topic: "key: age-secret-key-1qqqqqqqqqqqq."}]}
      #                                ^ secret
      """),
    ClubCase(
      "a private key of age that outlasts quantum computers",
      """
      chat: {rooms: [{id: hall, topic: "AGE-SECRET-KEY-PQ-1QQQQQQQQQQQQ"}]}
      #                                ^ secret
      """),
  ]

  @Test func `what cannot be left out is not said to be left out`() {
    let text = Samples.club("tariff: ~").replacing("name: Chess Club", with: "name: ~")
    let club = RepositoryLoader.club(
      file: "clubs/chess.yaml", content: ContentID(hex: "0"), bytes: Array(text.utf8), provider: nil
    )
    let found = club.diagnostics.filter { $0.rule == .nullValue }
    #expect(
      found.map(\.hint) == [
        "write one; where it is text, put it in quotes",
        "leave the key out for its default, or put the text in quotes",
      ])
  }

  @Test func `what is required at the top is told at the first key`() throws {
    try expectMarked([
      "provider.yaml": .text(Samples.provider),
      "clubs/chess.yaml": .text(
        """
        tariff: small
        #< missing-key
        #< missing-key
        #< missing-key
        #< missing-key
        #< missing-key

        """),
    ])
  }

  @Test func `another version or kind is told at its value`() throws {
    try expectMarked([
      "provider.yaml": .text(Samples.provider),
      "clubs/chess.yaml": .text(
        """
        apiVersion: allotment/v2
        #           ^ api-version
        kind: Provider
        #     ^ kind
        id: chess
        name: Chess Club
        members: [{id: rose, name: Rose, role: owner}]

        """),
    ])
  }
}
