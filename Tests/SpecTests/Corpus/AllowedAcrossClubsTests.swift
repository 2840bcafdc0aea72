import Testing

@Suite struct AllowedAcrossClubsTests {
  @Test(arguments: cases) func `what several clubs may do stays silent`(
    _ repository: RepositoryCase
  ) throws {
    try expectMarked(repository.files)
  }

  static let cases = [
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
