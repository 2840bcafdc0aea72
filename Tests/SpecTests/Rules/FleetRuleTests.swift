import Spec
import Testing

@Suite struct FleetRuleTests {
  private func expectTwo(
    _ chess: String, _ go: String, sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) throws {
    try expectMarked(
      [
        "provider.yaml": .text(Samples.provider), "clubs/chess.yaml": .text(Samples.club(chess)),
        "clubs/games/go.yaml": .text(Samples.club(go, id: "go")),
        "sites/a/b/index.html": .text("x"),
      ], sourceLocation: sourceLocation)
  }

  @Test func `one domain has one owner`() throws {
    try expectTwo(
      "domain: games.example\n#       ^ shared-host-name",
      "domain: games.example\n#       ^ shared-host-name\nlifecycle: archived")
  }

  @Test func `a domain and an alias are the same kind of name`() throws {
    try expectTwo(
      "domain: münchen.example\n#       ^ shared-host-name",
      """
      site:
        redirect: https://go.example/
        aliases: [xn--mnchen-3ya.example]
      #           ^ shared-host-name
      """)
  }

  @Test func `an alias may not be another club's component`() throws {
    try expectTwo(
      "domain: chess.example\n#       ^ shared-host-name",
      """
      site:
        redirect: https://go.example/
        aliases: [conference.chess.example]
      #           ^ shared-host-name
      """)
  }

  @Test func `a club sits under another one only by leave`() throws {
    try expectTwo(
      "domain: games.example\n#       ^ nested-domain",
      "domain: go.games.example\n#       ^ nested-domain")
    try expectTwo(
      "domain: games.example\ndelegates: [go.games.example]", "domain: go.games.example")
  }

  @Test func `leave for a name is leave for the names below it`() throws {
    try expectTwo(
      "domain: games.example\ndelegates: [board.games.example]", "domain: go.board.games.example")
    try expectTwo(
      "domain: games.example\n#       ^ nested-domain\ndelegates: [card.games.example]",
      "domain: go.board.games.example\n#       ^ nested-domain")
  }

  @Test func `an alias above another club's domain is refused`() throws {
    try expectTwo(
      """
      site:
        redirect: https://chess.example/
        aliases: [games.example]
      #           ^ nested-domain
      """,
      "domain: go.games.example\n#       ^ nested-domain")
  }

  @Test func `each name above is told once`() throws {
    try expectTwo(
      """
      domain: games.example
      #       ^ nested-domain
      site:
        redirect: https://chess.example/
        aliases: [board.games.example]
      #           ^ nested-domain
      """,
      """
      domain: go.board.games.example
      #       ^ nested-domain
      #       ^ nested-domain
      """)
  }

  @Test func `neighbours below the provider's domain do not disturb each other`() throws {
    try expectTwo("tariff: small", "tariff: small")
  }

  @Test func `a site's folder has one owner`() throws {
    try expectTwo(
      "site: {static: {path: sites/a}}\n#                     ^ shared-site",
      "site: {static: {path: sites/a/b}}\n#                     ^ shared-site")
    try expectTwo(
      "site: {static: {path: sites/a/b}}\n#                     ^ shared-site",
      "site: {static: {path: sites/a/b/}}\n#                     ^ shared-site")
  }

  @Test func `a club moves from an id that nobody has`() throws {
    try expectTwo("moved: {from: go}\n#             ^ moved-from", "tariff: small")
    try expectTwo(
      "moved: {from: old}\n#             ^ moved-from",
      "moved: {from: old}\n#             ^ moved-from")
    try expectTwo("moved: {from: old}", "moved: {from: older}")
  }

  @Test func `an address on a hosted domain is an active member's account`() throws {
    try expectTwo(
      "members: [{id: rose, name: Rose, role: owner}, {id: dan, name: Dan, state: left}]",
      """
      members:
        - {id: pat, name: Pat, role: owner}
        - {id: rose, name: Rose, jid: rose@chess.clubs.example}
        - {id: dan, name: Dan, jid: dan@chess.clubs.example}
      #                             ^ member-elsewhere
        - {id: tom, name: Tom, jid: tom@chess.clubs.example}
      #                             ^ member-elsewhere
        - {id: room, name: Room, jid: hall@conference.chess.clubs.example}
      #                               ^ member-elsewhere
        - {id: ann, name: Ann, jid: ann@elsewhere.example}
      """)
  }

  @Test func `two files of one club are both wrong`() throws {
    try expectMarked([
      "provider.yaml": .text(Samples.provider),
      "clubs/a/chess.yaml": .text(
        Samples.club("domain: a.example").replacing(
          "id: chess\n", with: "id: chess\n#   ^ duplicate-club\n")),
      "clubs/b/chess.yaml": .text(
        Samples.club("domain: b.example").replacing(
          "id: chess\n", with: "id: chess\n#   ^ duplicate-club\n")),
    ])
  }

  @Test func `both clubs of a conflict know the other one`() throws {
    var loader = RepositoryLoader()
    let loaded = try loader.load(
      MemoryContent([
        "provider.yaml": Samples.provider,
        "clubs/chess.yaml": Samples.club("domain: games.example"),
        "clubs/go.yaml": Samples.club("domain: games.example", id: "go"),
      ]))
    #expect(loaded.clubs.map(\.onlyConflicts) == [true, true])
    #expect(
      loaded.clubs[0].conflicts
        == [Conflict(club: "go", rule: .sharedHostName, name: "games.example")])
    #expect(loaded.clubs[1].conflicts.map(\.club) == ["chess"])
    #expect(loaded.diagnostics[0].related[0].location.file == "clubs/go.yaml")
    #expect(loaded.clubs[0].club != nil)
  }

  @Test func `each club of a conflict has its own name in it`() throws {
    var loader = RepositoryLoader()
    let loaded = try loader.load(
      MemoryContent([
        "provider.yaml": Samples.provider, "sites/a/b/index.html": "x",
        "clubs/chess.yaml": Samples.club("domain: games.example\nsite: {static: {path: sites/a}}"),
        "clubs/go.yaml": Samples.club(
          "domain: go.games.example\nsite: {static: {path: sites/a/b}}", id: "go"),
      ]))
    #expect(
      loaded.clubs.map { $0.conflicts.map(\.name) } == [
        ["games.example", "sites/a"], ["go.games.example", "sites/a/b"],
      ])
  }

  @Test func `a broken file does not hide the conflict of two others`() throws {
    try expectMarked([
      "provider.yaml": .text(Samples.provider),
      "clubs/a.yaml": .text("a: [\n#  ^ yaml-syntax"),
      "clubs/chess.yaml": .text(Samples.club("domain: games.example\n#       ^ shared-host-name")),
      "clubs/go.yaml": .text(
        Samples.club(
          "domain: games.example\n#       ^ shared-host-name\nprune: never\n#      ^ unknown-choice",
          id: "go")),
    ])
  }
}
