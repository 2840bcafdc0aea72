import Testing

@Suite struct ConsequenceTests {
  /// Nothing follows from what is broken: only the mistake itself is told.
  @Test(arguments: cases) func `a mistake draws no other one after it`(
    _ repository: RepositoryCase
  ) throws {
    try expectMarked(repository.files)
  }

  static let cases = [
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
}
