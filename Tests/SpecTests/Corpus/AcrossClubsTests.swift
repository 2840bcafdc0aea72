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

  /// Nothing follows from what is broken: only the mistake itself is told.
  @Test(arguments: consequences) func `a mistake draws no other one after it`(
    _ repository: RepositoryCase
  ) throws {
    try expectMarked(repository.files)
  }

  static let consequences = [
    RepositoryCase(
      "a delegate that cannot be read",
      clubs: [
        "chess": "domain: games.example\ndelegates: [\"go..games.example\"]\n"
          + "#           ^ domain-name",
        "go": "domain: go.games.example",
      ]),
    RepositoryCase(
      "a domain that cannot be read",
      clubs: [
        "mail": "domain: my_club.example\n#       ^ domain-name",
        "go": """
        members:
          - {id: rose, name: Rose, role: owner}
          - {id: dan, name: Dan, jid: dan@mail.clubs.example}
        """,
      ]),
    RepositoryCase(
      "members that cannot be read",
      clubs: [
        "chess": """
        members:
          - {id: rose, name: Rose, role: owner}
          - {id: d n, name: Dan}
        #        ^ local-part
        """,
        "go": """
        members:
          - {id: rose, name: Rose, role: owner}
          - {id: dan, name: Dan, jid: dan@chess.clubs.example}
        """,
      ]),
    RepositoryCase(
      "a member that cannot be read, and is named",
      clubs: [
        "chess": """
        members:
          - {id: rose, name: Rose, role: owner}
          - {id: dan@chess.example, name: Dan}
        #        ^ local-part
          - {id: ada/home, name: Ada}
        #        ^ local-part
        offices: {secretary: dan}
        groups: {board: [ada, dan@chess.example, d.an]}
        """
      ]),
    RepositoryCase(
      "a member without an id, and a name of nobody",
      clubs: [
        "chess": """
        members:
          - {id: rose, name: Rose, role: owner}
          - {name: Dan}
        #    ^ missing-key
        offices: {secretary: dan}
        """
      ]),
    RepositoryCase(
      "members of another kind, and their addresses",
      clubs: [
        "chess": """
        members: 3
        #        ^ wrong-type
        offices: {secretary: dan}
        """,
        "go": """
        members:
          - {id: rose, name: Rose, role: owner}
          - {id: dan, name: X, jid: dan@chess.clubs.example}
        """,
      ]),
    RepositoryCase(
      "delegates of another kind",
      clubs: [
        "chess": """
        delegates: go.games.example
        #          ^ wrong-type
        domain: games.example
        """,
        "go": """
        domain: go.games.example
        """,
      ]),
    RepositoryCase(
      "a file that cannot be read",
      files: [
        "clubs/chess.yaml": .text("domain: [\n#       ^ yaml-syntax"),
        "clubs/go.yaml": .text(
          Samples.club(
            """
            members:
              - {id: rose, name: Rose, role: owner}
              - {id: dan, name: Dan, jid: dan@chess.clubs.example}
            """, id: "go")),
      ]),
    RepositoryCase(
      "a group that cannot be read",
      clubs: [
        "chess": """
        groups: {board: [rose, {}]}
        #                      ^ wrong-type
        chat: {rooms: [{id: hall, members: [committee]}]}
        """
      ]),
    RepositoryCase(
      "a placement that cannot be read",
      provider: Samples.provider.replacing("placement: green-1, ", with: ""),
      clubs: ["chess": "placement: [green-1]\n#          ^ wrong-type"]),
    RepositoryCase(
      "one wrong name, used by two aliases",
      clubs: [
        "chess": """
        groups:
          board: &board [rose, nobody]
        #                      ^ unknown-member
          editors: *board
        """
      ]),
    RepositoryCase(
      "a broken provider.yaml",
      files: [
        "provider.yaml": .text(
          "apiVersion: allotment/v1\nkind: Provider\nname: x\ndomain: x\n#       ^ domain-name\n"),
        "clubs/chess.yaml": .text(Samples.club("tariff: gold\nplacement: far")),
      ]),
  ]

  @Test(arguments: silent) func `what several clubs may do stays silent`(
    _ repository: RepositoryCase
  ) throws {
    try expectMarked(repository.files)
  }

  static let silent = [
    RepositoryCase(
      "delegates below an alias",
      clubs: [
        "chess": "site: {redirect: \"https://a.example/\", aliases: [games.example]}\n"
          + "domain: chess.example\ndelegates: [go.games.example]",
        "go": "domain: go.games.example",
      ]),
    RepositoryCase(
      "delegates below the provider's name",
      clubs: ["chess": "delegates: [youth.chess.clubs.example]"]),
    RepositoryCase(
      "the provider keeps the name above for itself",
      provider: Samples.provider.replacing(
        "domain: clubs.example", with: "domain: clubs.provider.example"),
      clubs: ["chess": "tariff: small", "go": "domain: go.example"]),
    RepositoryCase(
      "a member of another club",
      clubs: [
        "chess": "domain: schütz.example\n",
        "go": """
        members:
          - {id: rose, name: Rose, role: owner}
          - {id: dan, name: Dan, jid: Dan@xn--schtz-mva.example}
        """,
      ].mapValues { $0.replacing("xn--schtz-mva", with: "schütz") }),
    RepositoryCase(
      "addresses on delegated names",
      clubs: [
        "chess": """
        members:
          - {id: rose, name: Rose, role: owner}
          - {id: dan, name: X, jid: dan@go.games.example}
          - {id: pat, name: X, jid: pat@youth.games.example}
        domain: games.example
        delegates: [go.games.example, youth.games.example]
        """,
        "go": """
        members:
          - {id: rose, name: Rose, role: owner}
          - {id: dan, name: Dan}
        domain: go.games.example
        """,
      ]),
    RepositoryCase(
      "a redirect to another club's site",
      clubs: [
        "chess": "site: {static: {path: sites/chess}}",
        "go": "site: {redirect: \"https://chess.clubs.example/\"}",
      ]),
    RepositoryCase(
      "pages that lead to pages of another club",
      clubs: [
        "chess": """
        site:
          static: {path: sites/chess}
          redirects:
            - {from: /a, to: "https://go.clubs.example/b"}
            - {from: /b, to: "https://go.clubs.example/"}
        """,
        "go": """
        site:
          static: {path: sites/a/b}
          redirects:
            - {from: /a, to: "https://chess.clubs.example/c"}
            - {from: /c, to: "https://chess.clubs.example/d#a"}
        """,
      ]),
    RepositoryCase(
      "a page on a server of its own beside another club's site",
      clubs: [
        "chess": """
        site:
          static: {path: sites/chess}
          redirects:
            - {from: /a, to: "https://go.clubs.example:8443/b"}
        """,
        "go": """
        site:
          static: {path: sites/a/b}
          redirects:
            - {from: /b, to: "https://chess.clubs.example:8443/a"}
        """,
      ]),
    RepositoryCase(
      "a provider that has not set up anything",
      provider: "apiVersion: allotment/v1\nkind: Provider\nname: x\ndomain: clubs.example\n"
        + "contacts: {abuse: a@clubs.example}\n",
      clubs: ["chess": "site: {static: {path: sites/chess}}"]),
    RepositoryCase(
      "folders beside each other",
      files: [
        "clubs/chess.yaml": .text(Samples.club("site: {static: {path: sites/a}}")),
        "clubs/x/go.yaml": .text(Samples.club("site: {static: {path: sites/ab}}", id: "go")),
        "sites/a/index.html": .text("a"), "sites/ab/index.html": .text("ab"),
      ]),
    RepositoryCase(
      "other files of a repository",
      files: [
        "clubs/chess.yaml": .text(Samples.club("")), "clubs/README.md": .text("# Clubs"),
        ".gitlab-ci.yml": .text("{"), ".github/workflows/ci.yml": .text("{"),
        "clubs/.chess.yaml.swp": .bytes([0]), "compose.yml": .text("{"),
        "clubs/.#chess.yaml": .link("rose@desk.1234:1"),
        "clubs/.sops.yaml": .text("creation_rules: ["),
        "clubs/.chess.private.yaml": .text("{"), "clubs/.chess.yml": .text("{"),
      ]),
  ]
}
