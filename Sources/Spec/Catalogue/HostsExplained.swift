extension RuleCatalogue {
  static let hostRules = [
    RuleExplanation(
      .duplicateHostName, "A host name twice in one club",
      """
      A club has its domain, `conference.` and `upload.` below it, and its site's aliases: each once.
      Names are compared by IDNA, in small letters: `münchen.example` and `xn--mnchen-3ya.example` are
      the same.
      """,
      wrong: .club(
        """
        domain: chess.example
        site:
          static: {path: sites/chess}
          aliases: [chess.example]
        #           ^ duplicate-host-name
        """),
      right: .club(
        """
        domain: chess.example
        site:
          static: {path: sites/chess}
          aliases: [www.chess.example]
        """)),
    RuleExplanation(
      .sharedHostName, "One host name in two clubs",
      """
      Every host name has one owner: a domain, `conference.` and `upload.` below it, and aliases,
      those of suspended and archived clubs too. Both clubs are told; live, the one that has it
      already goes on, and the newcomer waits.
      """,
      wrong: .clubs(
        chess: "domain: games.example\n#       ^ shared-host-name",
        go: "domain: games.example\n#       ^ shared-host-name"),
      right: .clubs(chess: "domain: chess.example", go: "domain: go.example")),
    RuleExplanation(
      .nestedDomain, "A host name below another club's",
      """
      Whoever has a name could speak for those below it. The club above may allow it by `delegates:`.
      """,
      wrong: .clubs(
        chess: "domain: games.example\n#       ^ nested-domain",
        go: "domain: go.games.example\n#       ^ nested-domain"),
      right: .clubs(
        chess: "domain: games.example\ndelegates: [go.games.example]",
        go: "domain: go.games.example")),
    RuleExplanation(
      .providerDomain, "A name of the provider's domain that is not this club's",
      """
      Below the provider's domain a club has only `<its own id>.<the provider's domain>`, and the same
      with the id that it had before (`moved: {from: …}`); that domain itself, and names above it, are
      no club's.
      """,
      wrong: .club("domain: go.clubs.example\n#       ^ provider-domain"),
      right: .club("domain: chess.clubs.example")),
    RuleExplanation(
      .reservedDomain, "A name that the provider keeps for itself",
      """
      `policy.reservedDomains` lists names that no club may have, nor names below them.
      """,
      wrong: RuleExample(files: [
        ("provider.yaml", .part("policy: {reservedDomains: [provider.example]}")),
        ("clubs/chess.yaml", .part("domain: chess.provider.example\n#       ^ reserved-domain")),
      ]),
      right: RuleExample(files: [
        ("provider.yaml", .part("policy: {reservedDomains: [provider.example]}")),
        ("clubs/chess.yaml", .part("domain: chess.example")),
      ])),
    RuleExplanation(
      .reservedLabel, "A domain that begins like a service's",
      """
      A club's domain, or its id where it has none, does not begin with conference, muc, groups,
      upload, share, pubsub, proxy, www, mail, autoconfig or mta-sts: services of the domain above
      are called so. Aliases may.
      """,
      wrong: .club("domain: www.chess.example\n#       ^ reserved-label"),
      right: .club("domain: chess.example")),
    RuleExplanation(
      .publicSuffix, "A public suffix",
      """
      Below names such as `co.uk` and `github.io` anybody registers (the list is publicsuffix.org's):
      they are nobody's own.
      """,
      wrong: .club("domain: co.uk\n#       ^ public-suffix"),
      right: .club("domain: chess.example")),
    RuleExplanation(
      .delegate, "A delegated name that is not below the club's",
      """
      A club allows others only names below its own domain or aliases.
      """,
      wrong: .club("domain: games.example\ndelegates: [go.example]\n#           ^ delegate"),
      right: .club("domain: games.example\ndelegates: [go.games.example]")),
  ]

  static let fleetRules = [
    RuleExplanation(
      .duplicateClub, "Two files for one club",
      """
      Folders below `clubs/` are free, but the names of files are the ids of clubs: each once.
      """,
      wrong: RuleExample(files: [
        ("clubs/games/chess.yaml", .part("id: chess\n#   ^ duplicate-club\ndomain: a.example")),
        ("clubs/schools/chess.yaml", .part("id: chess\n#   ^ duplicate-club\ndomain: b.example")),
      ]),
      right: RuleExample(files: [
        ("clubs/games/chess.yaml", .part("id: chess")),
        ("clubs/schools/school-chess.yaml", .part("id: school-chess")),
      ])),
    RuleExplanation(
      .movedFrom, "A move from an id that is taken, or of no account",
      """
      `moved: {from: …}` and a member's `movedFrom` say which id somebody had before. Nobody has it
      now, and only one moves from it. A member's account is what moves: whoever has an address
      elsewhere (`jid`) has none here to take along, and the old one would be left to be removed.
      """,
      wrong: .clubs(chess: "moved: {from: go}\n#             ^ moved-from", go: "tariff: small"),
      right: .clubs(chess: "moved: {from: chess-club}", go: "tariff: small")),
    RuleExplanation(
      .memberElsewhere, .either, "An address of this provider that is no member's",
      """
      A member's `jid` on a domain that is hosted here names an active member of that club with an
      account there; it is never one of this club's own domain, of `conference.` or `upload.`, or of a
      site's alias. Below a club's names, and on a name right below the provider's domain where no
      club is, it is a warning.
      """,
      wrong: .clubs(
        chess: "members: [{id: rose, name: Rose Hill, role: owner}]",
        go: """
          members:
            - {id: mary, name: Mary Stone, role: owner}
            - {id: dan, name: Dan Molar, jid: dan@chess.clubs.example}
          #                                   ^ member-elsewhere
          """),
      right: .clubs(
        chess: "members: [{id: rose, name: Rose Hill, role: owner}]",
        go: """
          members:
            - {id: mary, name: Mary Stone, role: owner}
            - {id: rose, name: Rose Hill, jid: rose@chess.clubs.example}
          """)),
    RuleExplanation(
      .sharedSite, "One folder in two clubs' sites",
      """
      A site's folder, and what is in it, belongs to one club. Both are told; live, the one that has
      it already goes on.
      """,
      wrong: RuleExample(files: [
        (
          "clubs/chess.yaml",
          .part("site: {static: {path: sites/chess}}\n#                     ^ shared-site")
        ),
        (
          "clubs/go.yaml",
          .part("site: {static: {path: sites/chess/go}}\n#                     ^ shared-site")
        ),
        ("sites/chess/go/index.html", .whole("<p>Go")),
      ]),
      right: RuleExample(files: [
        ("clubs/chess.yaml", .part("site: {static: {path: sites/chess}}")),
        ("clubs/go.yaml", .part("site: {static: {path: sites/go}}")),
        ("sites/go/index.html", .whole("<p>Go")),
      ])),
  ]
}
