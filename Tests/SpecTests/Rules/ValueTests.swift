import Spec
import Testing

@Suite struct ValueTests {
  @Test(arguments: cases) func `values of the field are checked`(_ club: ClubCase) throws {
    try expectMarked(club: club.body)
  }

  static let cases = [
    ClubCase("a language that is a sentence", "language: British English\n#         ^ language"),
    ClubCase("a language with an underscore", "language: en_GB\n#         ^ language"),
    ClubCase("a time zone that is none", "timezone: Europe/Londen\n#         ^ time-zone"),
    ClubCase("a time zone in lower case", "timezone: europe/london\n#         ^ time-zone"),
    ClubCase("a duration without P", "chat: {retention: 30D}\n#                 ^ duration"),
    ClubCase("a duration of nothing", "chat: {retention: P0D}\n#                 ^ duration"),
    ClubCase("weeks with days", "chat: {retention: P1W2D}\n#                 ^ duration"),
    ClubCase("a broken number of days", "chat: {retention: P1.5D}\n#                 ^ duration"),
    ClubCase("an empty time", "chat: {retention: P1DT}\n#                 ^ duration"),
    ClubCase(
      "a size with a space", "chat: {uploads: {daily: 10 MB}}\n#                       ^ size"),
    ClubCase("a size of KB", "chat: {uploads: {daily: 10KB}}\n#                       ^ size"),
    ClubCase("a size of nothing", "chat: {uploads: {daily: 0MB}}\n#                       ^ size"),
    ClubCase("a size without unit", "chat: {uploads: {daily: 10}}\n#                       ^ size"),
    ClubCase(
      "a size that is too large",
      "chat: {uploads: {daily: 99999999999GB}}\n#                       ^ size"),
    ClubCase(
      "a file larger than a day",
      "chat: {uploads: {maxFile: 20MB, daily: 10MB}}\n"
        + "#                         ^ uploads"),
    ClubCase(
      "a contact that is a name", "contacts: {admin: Rose Hill}\n#                 ^ contact"),
    ClubCase(
      "a contact by plain http",
      "contacts: {admin: \"http://chess.example/\"}\n"
        + "#                 ^ contact"),
    ClubCase(
      "an e-mail address without a domain",
      "members: [{id: rose, name: Rose, role: owner, email: rose@}]\n"
        + "#                                                    ^ email"),
    ClubCase(
      "an address with a resource",
      """
      members:
        - {id: rose, name: Rose, role: owner}
        - {id: dan, name: Dan, jid: dan@dentists.example/phone}
      #                             ^ jid
      """),
    ClubCase(
      "an address without a local part",
      """
      members:
        - {id: rose, name: Rose, role: owner}
        - {id: dan, name: Dan, jid: dentists.example}
      #                             ^ jid
      """),
    ClubCase(
      "a date that is none",
      "lifecycle: {state: suspended, since: 2026-02-30}\n"
        + "#                                    ^ date"),
    ClubCase(
      "a season without an end",
      "lifecycle: {state: seasonal, opens: 05-01}\n"
        + "#           ^ missing-key"),
    ClubCase("a season as a word", "lifecycle: seasonal\n#          ^ wrong-type"),
    ClubCase(
      "a date that does not belong",
      "lifecycle: {state: active, since: 2026-01-01}\n"
        + "#                          ^ unknown-key"),
    ClubCase(
      "data deleted before it is exported",
      "lifecycle: {state: offboarding, exportBy: 2026-12-31, deleteAfter: 2026-12-01}\n"
        + "#                                                                  ^ lifecycle-dates"),
    ClubCase("an id with a capital", "moved: {from: Chess}\n#             ^ club-id"),
    ClubCase("a domain with one label", "domain: chess\n#       ^ domain-name"),
    ClubCase("an IP address as a domain", "domain: 192.0.2.1\n#       ^ domain-name"),
    ClubCase("an underscore in a domain", "domain: my_club.example\n#       ^ domain-name"),
    ClubCase("a broken A-label", "domain: xn--a.example\n#       ^ domain-name"),
    ClubCase("capitals in a domain", "domain: Chess.example\n#       ^ host-name-spelling"),
    ClubCase("a final dot", "domain: chess.example.\n#       ^ host-name-spelling"),
    ClubCase(
      "a domain that servers read differently",
      "domain: straße.example\n"
        + "#       ^ domain-name"),
    ClubCase(
      "a local part with a space",
      "members: [{id: rose hill, name: Rose, role: owner}]\n#              ^ local-part"),
    ClubCase(
      "federation with both lists",
      "chat: {federation: {allow: [a.example], deny: [b.example]}}\n"
        + "#                   ^ wrong-type"),
    ClubCase(
      "federation with nobody",
      "chat: {federation: {allow: []}}\n"
        + "#                          ^ empty-list"),
    ClubCase(
      "an octal number",
      "site: {redirect: \"https://a.example/\", redirects: [{from: /a, to: /b, status: 0301}]}\n"
        + "#                                                                             ^ number"),
    ClubCase(
      "a status that is none",
      "site: {redirect: \"https://a.example/\", redirects: [{from: /a, to: /b, status: 300}]}\n"
        + "#                                                                             ^ number"),
    ClubCase(
      "a quoted number",
      "site: {redirect: \"https://a.example/\", redirects: [{from: /a, to: /b, status: '301'}]}\n"
        + "#                                                                             ^ number"),
  ]

  @Test(arguments: [
    ("en", true), ("en-GB", true), ("de-CH-1996", true), ("zh-Hant-TW", true), ("no", true),
    ("sr-Latn", true), ("es-419", true), ("x-club", true), ("en-u-ca-gregory", true),
    ("i-klingon", true), ("en-GB-oed", true), ("e", false), ("en-", false), ("-en", false),
    ("en-GB-GB", false), ("en-a", false), ("x", false), ("abcdefghi", false),
    ("de-1996-1996", false),
    ("日本", false),
  ])
  func `languages are well formed`(_ tag: String, _ isRight: Bool) throws {
    let found = try findings(in: Array(Samples.club("language: \"\(tag)\"").utf8))
    #expect(found.isEmpty == isRight)
  }

  @Test(arguments: [
    ("P30D", 30 * 86_400), ("P1M", 30 * 86_400), ("P2W", 14 * 86_400), ("PT12H", 43_200),
    ("P1DT1H1M1S", 90_061),
  ])
  func `durations count 30 days a month and 365 a year`(_ text: String, _ seconds: Int) throws {
    let club = RepositoryLoader.club(
      file: "clubs/chess.yaml", content: ContentID(hex: "0"),
      bytes: Array(Samples.club("chat: {retention: \(text)}").utf8), provider: nil)
    #expect(club.club.club?.chat?.retention?.value == .seconds(seconds))
  }

  @Test(arguments: [
    ("rose@mail.example", true), ("r.h+club@mail.example", true),
    ("\"rose hill\"@mail.example", true),
    ("rose@[192.0.2.1]", true), ("rose@münchen.example", true), ("o'neill@mail.example", true),
    (".rose@mail.example", false), ("rose..hill@mail.example", false), ("rose@", false),
    ("@mail.example", false), ("rose@mail..example", false), ("rose hill@mail.example", false),
    ("rose@mail.example ", false), ("röse@mail.example", false),
  ])
  func `e-mail addresses are those of RFC 5322`(_ address: String, _ isRight: Bool) throws {
    let quoted = "'" + address.replacing("'", with: "''") + "'"
    let found = try findings(in: Array(Samples.club("contacts: {admin: \(quoted)}").utf8))
    #expect(found.isEmpty == isRight)
  }

  @Test(arguments: [
    ("mailto:rose@mail.example", true), ("xmpp:rose@chess.example", true),
    ("xmpp:chess.example?message", true), ("https://chess.example/abuse", true),
    ("mailto:rose", false), ("xmpp:", false), ("https:chess.example", false),
    ("https://u:p@chess.example/", false), ("tel:+4412345", false),
  ])
  func `contacts may be addresses of three schemes`(_ uri: String, _ isRight: Bool) throws {
    let found = try findings(in: Array(Samples.club("contacts: {admin: \"\(uri)\"}").utf8))
    #expect(found.isEmpty == isRight)
  }
}
