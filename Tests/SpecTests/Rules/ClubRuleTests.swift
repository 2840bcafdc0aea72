import Spec
import Testing

@Suite struct ClubRuleTests {
  @Test(arguments: cases) func `the parts of a club fit each other`(_ club: ClubCase) throws {
    try expectMarked(club: club.body)
  }

  static let cases = [
    ClubCase(
      "a member twice",
      """
      members:
        - {id: rose, name: Rose, role: owner}
        - {id: Rose, name: Other Rose}
      #        ^ duplicate-member
      """),
    ClubCase(
      "an address elsewhere twice",
      """
      members:
        - {id: rose, name: Rose, role: owner}
        - {id: dan, name: Dan, jid: dan@dentists.example}
        - {id: daniel, name: Dan, jid: Dan@Dentists.example}
      #                                ^ duplicate-member
      """),
    ClubCase(
      "a reserved member",
      """
      members:
        - {id: rose, name: Rose, role: owner}
        - {id: postmaster, name: Pat}
      #        ^ reserved-member
        - {id: Admin, name: Ada, jid: ada@other.example}
      #        ^ reserved-member
        - {id: chef, name: Charlie}
      #        ^ reserved-member
      """),
    ClubCase(
      "nobody in charge",
      """
      members:
      #< missing-owner
        - {id: rose, name: Rose, role: owner, state: suspended}
        - {id: dan, name: Dan, role: admin, jid: dan@dentists.example}
      """),
    ClubCase(
      "a member that moves from a living one",
      """
      members:
        - {id: rose, name: Rose, role: owner}
        - {id: dan, name: Dan, movedFrom: rose}
      #                                   ^ moved-from
      """),
    ClubCase(
      "two members that move from one",
      """
      members:
        - {id: rose, name: Rose, role: owner, movedFrom: old}
        - {id: dan, name: Dan, movedFrom: old}
      #                                   ^ moved-from
      """),
    ClubCase(
      "a move to an address elsewhere",
      """
      members:
        - {id: rose, name: Rose, role: owner}
        - {id: dan, name: Dan, jid: dan@dentists.example, movedFrom: daniel}
      #                                                              ^ moved-from
      """),
    ClubCase(
      "no device beside another",
      "members: [{id: rose, name: Rose, role: owner, devices: [phone, none]}]\n"
        + "#                                                              ^ devices"),
    ClubCase(
      "a name in other letters",
      """
      members:
        - {id: rosa, name: Rosa, role: owner}
        - {id: роѕа, name: Rosa}
      """.replacing("роѕа", with: "\u{0433}\u{043E}\u{0455}\u{0430}")),
    ClubCase(
      "a name that looks like another",
      """
      members:
        - {id: pax, name: Pax, role: owner}
        - {id: \u{0440}\u{0430}\u{0445}, name: Pax}
      #        ^ confusable-member
      """),
    ClubCase(
      "an office of nobody", "offices: {secretary: rosie}\n#                    ^ unknown-member"),
    ClubCase(
      "an office of a group",
      "groups: {all: [rose]}\noffices: {secretary: all}\n#                    ^ unknown-member"),
    ClubCase(
      "a group of somebody else",
      "groups: {committee: [rose, pat]}\n#                          ^ unknown-member"),
    ClubCase("a group called everyone", "groups: {everyone: [rose]}\n#        ^ group-name"),
    ClubCase("a group called like a member", "groups: {Dan: [rose]}\n#        ^ duplicate-name"),
    ClubCase(
      "a group twice, in other case",
      "groups: {board: [rose], Board: [dan]}\n#                       ^ duplicate-name"),
    ClubCase(
      "a name twice in a group",
      "groups: {board: [rose, Rose]}\n#                      ^ duplicate-entry"),
    ClubCase(
      "a room of an unknown group",
      "chat: {rooms: [{id: a, members: [rose, boad]}]}\n#                                      ^ unknown-member"
    ),
    ClubCase(
      "a room of nobody",
      "chat: {rooms: [{id: a, members: []}]}\n#                               ^ empty-list"),
    ClubCase(
      "a room of a word",
      "chat: {rooms: [{id: a, members: all}]}\n#                               ^ wrong-type"),
    ClubCase(
      "an unknown moderator",
      "chat: {rooms: [{id: a, moderators: [rob]}]}\n#                                   ^ unknown-member"
    ),
    ClubCase(
      "rooms of one name",
      "chat: {rooms: [{id: hall}, {id: Hall}]}\n#                               ^ duplicate-room"),
    ClubCase(
      "who left and still does things",
      """
      members:
        - {id: rose, name: Rose, role: owner}
        - {id: dan, name: Dan, state: left}
        - {id: pat, state: erased}
      offices: {secretary: dan}
      #                    ^ member-left
      groups: {committee: [rose, pat]}
      #                          ^ member-left
      chat:
        rooms:
          - {id: hall, moderators: [dan], members: [dan]}
      #                             ^ member-left
      #                                             ^ member-left
      """),
    ClubCase(
      "an ignored value that is not there",
      "chat: {rooms: [{id: hall}]}\nignore: [chat.rooms.hall.topic]\n#        ^ unknown-field"),
    ClubCase(
      "a name of nobody beside a member that cannot be read",
      """
      members:
        - {id: rose, name: Rose, role: owner}
        - {id: "d an", name: Dan}
      #        ^ local-part
      groups: {board: [dann]}
      #                ^ unknown-member
      offices: {secretary: dann}
      #                    ^ unknown-member
      """),
    ClubCase(
      "an office of nobody beside a group that cannot be read",
      """
      groups: {board: []}
      #               ^ empty-list
      offices: {secretary: dann}
      #                    ^ unknown-member
      chat: {rooms: [{id: hall, members: [board]}]}
      """),
    ClubCase(
      "the same host name twice among delegates",
      """
      domain: chess.example
      delegates: [a.chess.example, b.chess.example, a.chess.example]
      #                                             ^ duplicate-entry
      """),
    ClubCase(
      "the same value ignored twice",
      """
      ignore: [name, tariff, name]
      #                      ^ duplicate-entry
      tariff: small
      """),
    ClubCase(
      "the same host name allowed twice",
      """
      chat: {federation: {allow: [a.example, a.example]}}
      #                                      ^ duplicate-entry
      """),
    ClubCase(
      "the same device twice",
      """
      members:
        - {id: rose, name: Rose, role: owner, devices: [phone, phone]}
      #                                                        ^ duplicate-entry
      """),
    ClubCase(
      "the same plugin twice",
      """
      site: {wordpress: {plugins: [calendar, calendar]}}
      #                                      ^ duplicate-entry
      """),
    ClubCase("protected twice", "protect: [club, club]\n#               ^ duplicate-entry"),
    ClubCase("an unknown protection", "protect: [rooms]\n#         ^ unknown-choice"),
    ClubCase(
      "a delegate that is not below",
      "domain: chess.example\ndelegates: [other.example]\n#           ^ delegate"),
    ClubCase("an unknown tariff", "tariff: smal\n#       ^ unknown-tariff"),
    ClubCase("an unknown placement", "placement: green\n#          ^ unknown-placement"),
    ClubCase(
      "too many members",
      """
      members:
      #< tariff-limit
        - {id: a, name: A, role: owner}
        - {id: b, name: B, state: suspended}
        - {id: c, name: C}
        - {id: d, name: D}
        - {id: e, name: E}
        - {id: f, name: F, jid: f@elsewhere.example}
        - {id: g, name: G, state: left}
      """),
    ClubCase(
      "too many rooms",
      "chat:\n  rooms: [{id: a}, {id: b}, {id: c}]\n# ^ tariff-limit"),
    ClubCase(
      "messages kept too long",
      "chat: {retention: P91D}\n#                 ^ tariff-limit"),
    ClubCase(
      "uploads over the tariff",
      "chat: {uploads: {daily: 2GB}}\n#                       ^ tariff-limit"),
    ClubCase(
      "WordPress that is not allowed",
      """
      site:
        wordpress:
          theme: twentytwo
      #          ^ wordpress-allow-list
          plugins: [calendar, shop]
      #                       ^ wordpress-allow-list
          admins: [pat]
      #            ^ unknown-member
          options: {blogname: x}
      #             ^ wordpress-allow-list
      """),
    ClubCase("a reserved label", "domain: www.chess.example\n#       ^ reserved-label"),
    ClubCase("the provider's domain", "domain: clubs.example\n#       ^ provider-domain"),
    ClubCase(
      "the name by the id of before", "moved: {from: rooks}\ndomain: rooks.clubs.example"),
    ClubCase(
      "neither the id nor that of before",
      "moved: {from: rooks}\ndomain: go.clubs.example\n#       ^ provider-domain"),
    ClubCase(
      "another club's name at the provider",
      "domain: go.clubs.example\n#       ^ provider-domain"),
    ClubCase(
      "a name below its own at the provider",
      "domain: x.chess.clubs.example\n#       ^ provider-domain"),
    ClubCase("a reserved domain", "domain: a.provider.example\n#       ^ reserved-domain"),
    ClubCase("a public suffix", "domain: co.uk\n#       ^ public-suffix"),
    ClubCase("a public suffix of a host", "domain: github.io\n#       ^ public-suffix"),
    ClubCase(
      "an alias that is the domain",
      "domain: chess.example\nsite: {static: {path: sites/chess}, aliases: [chess.example]}\n"
        + "#                                             ^ duplicate-host-name"),
    ClubCase(
      "an alias that is a component",
      "site: {static: {path: sites/chess}, aliases: [upload.chess.clubs.example]}\n"
        + "#                                             ^ duplicate-host-name"),
    ClubCase(
      "an alias twice, in two spellings",
      "site: {static: {path: sites/chess}, aliases: [münchen.example, xn--mnchen-3ya.example]}\n"
        + "#                                                              ^ duplicate-host-name"),
    ClubCase(
      "an outsider who is here",
      """
      members:
        - {id: rose, name: Rose, role: owner}
        - {id: dan, name: Dan, jid: dan@chess.clubs.example}
      #                             ^ member-elsewhere
        - {id: pat, name: Pat, jid: x@conference.chess.clubs.example}
      #                             ^ member-elsewhere
      """),
    ClubCase(
      "a domain without room for its components",
      "domain: \(String(repeating: "abcdefghi.", count: 24))example\n#       ^ domain-name"),
  ]

  @Test(arguments: cases.filter { $0.body.contains("^ duplicate-entry") })
  func `an entry that stands there twice shows the first one`(_ club: ClubCase) {
    let found = RepositoryLoader.club(
      file: "clubs/chess.yaml", content: ContentID(hex: "0"),
      bytes: Array(Samples.club(club.body).utf8), provider: nil
    ).diagnostics
    let doubles = found.filter { $0.rule == .duplicateEntry }
    #expect(!doubles.isEmpty)
    for double in doubles {
      #expect(double.related.map(\.message) == ["first here"])
      #expect(double.related.allSatisfy { $0.location.position < double.location.position })
    }
  }

  @Test func `an id that cannot be one is not proposed`() throws {
    var loader = RepositoryLoader(width: 1)
    let loaded = try loader.load(
      MemoryContent([
        "provider.yaml": Samples.provider, "clubs/My Club.yaml": Samples.club(""),
        "clubs/go.yaml": Samples.club("domain: go.example"),
      ]))
    #expect(
      loaded.diagnostics.filter { $0.rule == .clubID }.map(\.hint) == [
        "call the file `chess.yaml`", "call the file `chess.yaml`, or write `id: go`",
      ])
  }

  @Test func `the id is the file's name`() throws {
    try expectMarked([
      "provider.yaml": .text(Samples.provider),
      "clubs/go.yaml": .text(
        Samples.club("tariff: small").replacing(
          "id: chess\n", with: "id: chess\n#   ^ club-id\n")),
    ])
  }

  @Test func `somebody answers for abuse`() throws {
    let provider = Samples.provider.replacing("contacts: {abuse: abuse@clubs.example}\n", with: "")
    try expectMarked(
      club: "contacts: {admin: a@chess.example}\n#          ^ missing-abuse-contact",
      provider: provider)
    try expectMarked(club: "contacts: {abuse: a@chess.example}", provider: provider)
  }

  @Test func `an id may not be a reserved label where it becomes a domain`() throws {
    try expectMarked([
      "provider.yaml": .text(Samples.provider),
      "clubs/www.yaml": .text(
        Samples.club("tariff: small", id: "www").replacing(
          "id: www\n", with: "id: www\n#   ^ reserved-label\n")),
      "clubs/mail.yaml": .text(Samples.club("domain: post.example", id: "mail")),
    ])
  }
}
