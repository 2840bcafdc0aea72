import Spec
import Testing

@Suite struct RightClubTests {
  @Test(arguments: cases) func `a right club stays silent`(_ club: ClubCase) throws {
    try expectMarked(club: club.body)
  }

  static let cases = [
    ClubCase("the least", ""),
    ClubCase("comments", "# a club\ntariff: small # the small one\n"),
    ClubCase("its own domain", "domain: chess.example"),
    ClubCase("a domain with an umlaut", "domain: schützen.example"),
    ClubCase("a domain in A-labels", "domain: xn--schtzen-n2a.example"),
    ClubCase("its name at the provider, said", "domain: chess.clubs.example"),
    ClubCase("a Norwegian club", "language: no\ntimezone: Europe/Oslo"),
    ClubCase("quotes", "language: 'en-GB'\ntimezone: \"Europe/London\""),
    ClubCase("JSON", "\"groups\": {\"committee\": [\"rose\", \"dan\"]}"),
    ClubCase("contacts", "contacts: {abuse: a@chess.example, admin: \"xmpp:rose@chess.example\"}"),
    ClubCase("offices", "offices: {secretary: rose, \"Kassenwart\": Dan}"),
    ClubCase("groups", "groups: {committee: [rose, dan], \"summer fair\": [Rose]}"),
    ClubCase("a room for everyone", "chat: {rooms: [{id: hall, members: everyone}]}"),
    ClubCase(
      "a room for some",
      "groups: {committee: [rose]}\nchat: {rooms: [{id: hall, members: [committee, dan]}]}"),
    ClubCase("a moderated room", "chat: {rooms: [{id: hall, moderators: [rose], public: true}]}"),
    ClubCase("no rooms", "chat: {rooms: []}"),
    ClubCase(
      "a chat of defaults", "chat: {contactList: groups, federation: local, webchat: false}"),
    ClubCase("federation by name", "chat: {federation: {deny: [spam.example]}}"),
    ClubCase(
      "at the tariff's bounds",
      "chat: {retention: P90D, uploads: {maxFile: 1GB, daily: 1GB}, rooms: [{id: a}, {id: b}]}"),
    ClubCase(
      "binary sizes",
      "chat: {uploads: {maxFile: 10MiB, daily: 500KiB}}".replacing(
        "500KiB", with: "11MiB")),
    ClubCase("a static site", "site: {static: {path: sites/chess}}"),
    ClubCase("a static site with a slash", "site: {static: {path: sites/chess/}}"),
    ClubCase(
      "an alias at the front of www",
      "domain: chess.example\nsite: {static: {path: sites/chess}, aliases: [www.chess.example]}"),
    ClubCase("a redirected site", "site: {redirect: \"https://elsewhere.example/chess?a=b\"}"),
    ClubCase(
      "redirects",
      """
      site:
        static: {path: sites/chess}
        redirects:
          - {from: /old, to: /new, status: 308}
          - {from: "/caf%C3%A9", to: "https://elsewhere.example/caf%C3%A9"}
          - {from: /, to: /home}
      """),
    ClubCase(
      "WordPress",
      """
      site:
        wordpress:
          title: Chess
          locale: en_GB
          theme: twentyfive
          plugins: [calendar]
          admins: [rose]
          options: {blogdescription: "Every Tuesday"}
      """),
    ClubCase("suspended", "lifecycle: {state: suspended, since: 2026-11-01, reason: unpaid}"),
    ClubCase("seasonal over new year", "lifecycle: {state: seasonal, opens: 10-01, closes: 02-29}"),
    ClubCase(
      "leaving",
      "lifecycle: {state: offboarding, exportBy: 2026-12-31, deleteAfter: 2026-12-31}"),
    ClubCase("protected", "protect: [club, members, site]\nprune: disabled"),
    ClubCase(
      "ignored values",
      """
      chat: {rooms: [{id: Hall, topic: Tuesday}]}
      ignore: [chat.rooms.hall.topic, chat.rooms.Hall, members.rose.name, name]
      """),
    ClubCase("moved", "moved: {from: schach}"),
    ClubCase(
      "words about secrets",
      """
      chat:
        rooms:
          - {id: hall, topic: "SOPS writes ENC[AES256_GCM,data:…]"}
          - {id: AES256_GCM, topic: "AGE-SECRET-KEY-… is a key, and age-secret-keys-1 is none"}
      """),
    ClubCase("delegates", "domain: chess.example\ndelegates: [youth.chess.example]"),
    ClubCase(
      "members of all kinds",
      """
      members:
        - id: rose
          name: Rose Hill
          role: admin
          email: rose@mail.example
          devices: [phone, desktop, web]
        - {id: dan, name: Dan Molar, jid: dan@dentists.example, role: moderator}
        - {id: violet, name: Violet Trug, devices: [none], state: left}
        - {id: pat, state: erased}
        - {id: o.neill_2-b+c, name: "O'Neill", movedFrom: oneill, role: limited}
        - {id: zoë, name: Zoë, state: suspended}
      """),
    ClubCase(
      "names with joiners",
      "chat: {rooms: [{id: a, name: \"\u{1F469}\u{200D}\u{1F373}\"}, {id: b, name: \"co\u{AD}op\"}]}"
    ),
    ClubCase("a name of digits", "members:\n  - {id: 007, name: 1984, role: owner}"),
    ClubCase("a person called null", "members:\n  - {id: anna, name: \"Null\", role: owner}"),
    ClubCase(
      "Hebrew and Greek names",
      "members:\n  - {id: rose, name: \"רוז\", role: owner}\n  - {id: \"נועה\", name: נועה}\n"
        + "  - {id: \"ελενη\", name: Ελένη}"),
  ]
}
