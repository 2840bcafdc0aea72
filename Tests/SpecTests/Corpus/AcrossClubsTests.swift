import Testing

@Suite struct AcrossClubsTests {
  @Test(arguments: cases) func `what concerns several files is told in each`(
    _ repository: RepositoryCase
  ) throws {
    try expectMarked(repository.files)
  }

  static let cases = [
    RepositoryCase(
      "three clubs of one name",
      clubs: [
        "bridge": """
        domain: games.example
        #       ^ shared-host-name
        #       ^ shared-host-name
        """,
        "chess": "domain: games.example\n#       ^ shared-host-name",
        "go": "domain: games.example\n#       ^ shared-host-name",
      ]),
    RepositoryCase(
      "an archived club's name",
      clubs: [
        "chess": "domain: games.example\n#       ^ shared-host-name\nlifecycle: archived",
        "go": "site:\n  redirect: https://a.example/\n  aliases: [games.example]\n"
          + "#           ^ shared-host-name",
      ]),
    RepositoryCase(
      "another spelling of a name",
      clubs: [
        "chess": "domain: games.example\n#       ^ shared-host-name",
        "go": """
        domain: GAMES.example.
        #       ^ shared-host-name
        #       ^ host-name-spelling
        """,
      ]),
    RepositoryCase(
      "an alias on another club's upload host",
      clubs: [
        "chess": "domain: chess.example\n#       ^ shared-host-name",
        "go": "site:\n  redirect: https://a.example/\n  aliases: [upload.chess.example]\n"
          + "#           ^ shared-host-name",
      ]),
    RepositoryCase(
      "a name below another club's component",
      clubs: [
        "chess": "domain: chess.example\n#       ^ nested-domain",
        "go": "domain: a.conference.chess.example\n#       ^ nested-domain",
      ]),
    RepositoryCase(
      "a name below another club's alias",
      clubs: [
        "chess": "site:\n  redirect: https://a.example/\n  aliases: [games.example]\n"
          + "#           ^ nested-domain",
        "go": "domain: go.games.example\n#       ^ nested-domain",
      ]),
    RepositoryCase(
      "a neighbour's name delegated in vain",
      clubs: [
        "chess": "domain: chess.example\ndelegates: [chess.example]\n#           ^ delegate"
      ]),
    RepositoryCase(
      "a delegate of a club without a domain",
      clubs: ["chess": "delegates: [youth.chess.example]\n#           ^ delegate"]),
    RepositoryCase(
      "the same folder",
      clubs: [
        "chess": "site: {static: {path: sites/a/b}}\n#                     ^ shared-site",
        "go": "site: {static: {path: sites/a/b}}\n#                     ^ shared-site",
      ]),
    RepositoryCase(
      "two sites that redirect to each other",
      clubs: [
        "chess": "domain: chess.example\nsite: {redirect: \"https://go.example/\"}\n"
          + "#                ^ redirect-loop",
        "go": "domain: go.example\nsite: {redirect: \"https://chess.example/\"}\n"
          + "#                ^ redirect-loop",
      ]),
    RepositoryCase(
      "three sites in a ring, and one that leads into it",
      clubs: [
        "bridge": "domain: bridge.example\nsite: {redirect: \"https://chess.example\"}\n"
          + "#                ^ redirect-loop",
        "chess": "site: {redirect: \"https://go.clubs.example/a\"}\n"
          + "#                ^ redirect-loop",
        "draughts": "site: {redirect: \"https://bridge.example\"}\n"
          + "#                ^ redirect-chain",
        "go": "site:\n  redirect: https://bridge.example/\n#           ^ redirect-loop\n"
          + "  aliases: [www.go.clubs.example]",
      ].mapValues { $0.replacing("https://chess.example\"", with: "https://chess.clubs.example\"") }
    ),
    RepositoryCase(
      "a loop over the name below the provider's",
      clubs: [
        "chess": """
        site:
          static: {path: sites/chess}
          redirects:
            - {from: /a, to: "https://chess.clubs.example/b"}
        #                    ^ redirect-loop
            - {from: /b, to: /a}
        #                    ^ redirect-loop
        #                    ^ redirect-chain
            - {from: /c, to: "https://chess.clubs.example/a/"}
        #                    ^ redirect-chain
        """
      ]),
    RepositoryCase(
      "two pages of two clubs that lead to each other",
      clubs: [
        "chess": """
        site:
          static: {path: sites/chess}
          redirects:
            - {from: /a, to: "https://go.clubs.example/b"}
        #                    ^ redirect-loop
        """,
        "go": """
        site:
          static: {path: sites/a/b}
          redirects:
            - {from: /b, to: "https://chess.clubs.example/a/?x"}
        #                    ^ redirect-loop
        """,
      ]),
    RepositoryCase(
      "a page that leads to a whole site, which leads back",
      clubs: [
        "chess": """
        site:
          static: {path: sites/chess}
          redirects:
            - {from: /a, to: "https://go.clubs.example/"}
        #                    ^ redirect-loop
        """,
        "go":
          "site: {redirect: \"https://chess.clubs.example/a\"}\n#                ^ redirect-loop",
      ]),
    RepositoryCase(
      "a whole site that keeps the page, and leads back",
      clubs: [
        "chess": """
        site:
          static: {path: sites/chess}
          redirects:
            - {from: /a, to: "https://go.clubs.example/a"}
        #                    ^ redirect-loop
            - {from: /c, to: "https://go.clubs.example/b"}
        #                    ^ redirect-chain
        """,
        "go":
          "site: {redirect: \"https://chess.clubs.example/\"}\n#                ^ redirect-loop",
      ]),
    RepositoryCase(
      "a loop of three pages, two of them of one club",
      clubs: [
        "chess": """
        site:
          static: {path: sites/chess}
          redirects:
            - {from: /a, to: /c}
        #                    ^ redirect-loop
        #                    ^ redirect-chain
            - {from: /c, to: "https://go.clubs.example/b"}
        #                    ^ redirect-loop
        """,
        "go": """
        site:
          static: {path: sites/a/b}
          redirects:
            - {from: /b, to: "https://chess.clubs.example/a"}
        #                    ^ redirect-loop
            - {from: /d, to: "https://chess.clubs.example/a"}
        #                    ^ redirect-chain
        """,
      ]),
    RepositoryCase(
      "a page that leads to a page that has moved",
      clubs: [
        "chess": """
        site:
          static: {path: sites/chess}
          redirects:
            - {from: /a, to: "https://go.clubs.example/b"}
        #                    ^ redirect-chain
        """,
        "go": """
        site:
          static: {path: sites/a/b}
          redirects:
            - {from: /b, to: /c}
        """,
      ]),
    RepositoryCase(
      "two whole sites that lead to each other, but for a page",
      clubs: [
        "chess":
          "site: {redirect: \"https://go.clubs.example/x\"}\n#                ^ redirect-chain",
        "go": """
        site:
          redirect: https://chess.clubs.example/
        #           ^ redirect-chain
          redirects: [{from: /x, to: "https://elsewhere.example/"}]
        """,
      ]),
    RepositoryCase(
      "two whole sites whose pages get longer with each round",
      clubs: [
        "chess":
          "site: {redirect: \"https://go.clubs.example/x/\"}\n#                ^ redirect-loop",
        "go":
          "site: {redirect: \"https://chess.clubs.example/y/\"}\n#                ^ redirect-loop",
      ]),
    RepositoryCase(
      "an address of a suspended member",
      clubs: [
        "chess": """
        members:
          - {id: rose, name: Rose, role: owner}
          - {id: dan, name: Dan, state: suspended}
        """,
        "go": """
        members:
          - {id: rose, name: Rose, role: owner}
          - {id: dan, name: Dan, jid: dan@chess.clubs.example}
        #                             ^ member-elsewhere
        """,
      ]),
    RepositoryCase(
      "an address of somebody who is elsewhere too",
      clubs: [
        "chess": """
        members:
          - {id: rose, name: Rose, role: owner}
          - {id: dan, name: Dan, jid: dan@dentists.example}
        """,
        "go": """
        members:
          - {id: rose, name: Rose, role: owner}
          - {id: dan, name: Dan, jid: dan@chess.clubs.example}
        #                             ^ member-elsewhere
        """,
      ]),
    RepositoryCase(
      "an address on another club's upload host",
      clubs: [
        "chess": "domain: chess.example",
        "go": """
        members:
          - {id: rose, name: Rose, role: owner}
          - {id: dan, name: Dan, jid: dan@upload.chess.example}
        #                             ^ member-elsewhere
        """,
      ]),
    RepositoryCase(
      "an address on a name that only a site has",
      clubs: [
        "chess": """
        members:
          - {id: rose, name: Rose, role: owner}
          - {id: dan, name: X, jid: dan@www.chess.example}
        #                           ^ member-elsewhere
          - {id: pat, name: X, jid: pat@muc.chess.example}
        #                           ^ member-elsewhere
        domain: chess.example
        site: {redirect: "https://a.example/", aliases: [www.chess.example]}
        """,
        "go": """
        members:
          - {id: rose, name: Rose, role: owner}
          - {id: dan, name: X, jid: dan@www.chess.example}
        #                           ^ member-elsewhere
          - {id: pat, name: X, jid: pat@rooms.muc.chess.example}
        #                           ^ member-elsewhere
          - {id: ann, name: X, jid: ann@xmpp.www.chess.example}
        #                           ^ member-elsewhere
        """,
      ]),
    RepositoryCase(
      "an address that nothing broken could be",
      clubs: [
        "chess": """
        members:
          - {id: rose, name: Rose, role: owner}
          - {id: d an, name: Dan}
        #        ^ local-part
        """,
        "go": """
        members:
          - {id: rose, name: Rose, role: owner}
          - {id: dan, name: X, jid: dan@chess.clubs.example}
          - {id: pat, name: X, jid: nobody@chess.clubs.example}
        #                           ^ member-elsewhere
        """,
      ]),
    RepositoryCase(
      "an address on a club that is not there",
      clubs: [
        "chess": "tariff: small",
        "go": """
        members:
          - {id: rose, name: Rose, role: owner}
          - {id: dan, name: Dan, jid: dan@ches.clubs.example}
        #                             ^ member-elsewhere
        """,
      ]),
    RepositoryCase(
      "an address on a club that lives elsewhere",
      clubs: [
        "chess": "domain: chess.example",
        "go": """
        members:
          - {id: rose, name: Rose, role: owner}
          - {id: dan, name: Dan, jid: dan@chess.clubs.example}
        #                             ^ member-elsewhere
        """,
      ]),
    RepositoryCase(
      "a club that moves from itself",
      clubs: ["chess": "moved: {from: chess}\n#             ^ moved-from"]),
    RepositoryCase(
      "a club that moves from a broken file",
      files: [
        "clubs/chess.yaml": .text(Samples.club("moved: {from: go}\n#             ^ moved-from")),
        "clubs/go.yaml": .text("a: [\n#  ^ yaml-syntax"),
      ]),
    RepositoryCase(
      "a reserved name that would be a component",
      provider: Samples.provider.replacing(
        "[provider.example]", with: "[conference.chess.example]"),
      clubs: ["chess": "domain: chess.example\n#       ^ reserved-domain"]),
    RepositoryCase(
      "a reserved name below the provider's domain",
      provider: Samples.provider.replacing("[provider.example]", with: "[desk.clubs.example]"),
      clubs: [
        "chess": "tariff: small",
        "desk": Samples.club("tariff: small", id: "desk").replacing(
          "id: desk\n", with: "id: desk\n#   ^ reserved-domain\n"),
      ]),
    RepositoryCase(
      "a name above the provider's domain",
      provider: Samples.provider.replacing(
        "domain: clubs.example", with: "domain: clubs.hosting.example"),
      clubs: ["chess": "domain: hosting.example\n#       ^ provider-domain"]),
    RepositoryCase(
      "an alias at the provider's domain",
      clubs: [
        "chess": "site: {redirect: \"https://a.example\", aliases: [clubs.example]}\n"
          + "#                                               ^ provider-domain"
      ]),
    RepositoryCase(
      "no placement at all",
      provider: Samples.provider.replacing("placement: green-1, ", with: ""),
      clubs: [
        "chess": Samples.club("tariff: small").replacing(
          "apiVersion: allotment/v1\n", with: "apiVersion: allotment/v1\n#< missing-placement\n"),
        "go": "placement: green-1",
      ]),
    RepositoryCase(
      "a placement without sites",
      provider: Samples.provider.replacing(", web: caddy", with: ""),
      clubs: [
        "chess": "site: {static: {path: sites/chess}}\n#< missing-service", "go": "tariff: small",
      ]),
    RepositoryCase(
      "a placement without chat",
      provider: Samples.provider.replacing("{chat: prosody, web: caddy}", with: "{web: caddy}"),
      clubs: ["chess": "placement: green-1\n#          ^ missing-service"]),
  ]
}
