extension RuleCatalogue {
  static let siteRules = [
    RuleExplanation(
      .siteContent, "A site of nothing, or of two things",
      """
      A site is exactly one of `static`, `wordpress` and `redirect`.
      """,
      wrong: .club("site: {aliases: [www.chess.example]}\n#      ^ site-content"),
      right: .club("site: {static: {path: sites/chess}, aliases: [www.chess.example]}")),
    RuleExplanation(
      .sitePath, "A folder that is not there, or not below sites/",
      """
      A static site is a folder of this repository, below `sites/`, named without `.` and `..`.
      """,
      wrong: .club("site: {static: {path: sites/ches}}\n#                     ^ site-path"),
      right: .club("site: {static: {path: sites/chess}}")),
    RuleExplanation(
      .siteLink, "A link that leads out of a site",
      """
      A symbolic link in a site's folder must stay inside it: otherwise it would publish what nobody
      wanted to publish. Submodules cannot be published.
      """,
      wrong: RuleExample(files: [
        (
          "clubs/chess.yaml",
          .part("site: {static: {path: sites/chess}}\n#                     ^ site-link")
        ),
        ("sites/chess/members.html", .link("../../clubs/chess.yaml")),
      ]),
      right: RuleExample(files: [
        ("clubs/chess.yaml", .part("site: {static: {path: sites/chess}}")),
        ("sites/chess/home.html", .link("index.html")),
      ])),
    RuleExplanation(
      .siteSize, "A site of too many files",
      """
      A site has at most 50,000 files, in at most 64 levels of folders.
      """,
      wrong: RuleExample(files: [
        (
          "clubs/chess.yaml",
          .part("site: {static: {path: sites/chess}}\n#                     ^ site-size")
        ),
        ("sites/chess/" + String(repeating: "a/", count: 65) + "index.html", .whole("<p>Chess")),
      ]),
      right: .club("site: {static: {path: sites/chess}}")),
    RuleExplanation(
      .redirectSource, "A redirect from nowhere, or from one page twice",
      """
      `from` is a path of this site: it begins with `/` and has no query. Paths are compared without
      a final `/` and percent-decoded.
      """,
      wrong: .club(
        """
        site:
          static: {path: sites/chess}
          redirects:
            - {from: old-programme, to: /programme}
        #            ^ redirect-source
        """),
      right: .club(
        """
        site:
          static: {path: sites/chess}
          redirects:
            - {from: /old-programme, to: /programme}
        """)),
    RuleExplanation(
      .redirectLoop, "Redirects that go round",
      """
      A browser would give up. Told at each line of the loop, and in each file when it leads over
      several clubs.
      """,
      wrong: .club(
        """
        site:
          static: {path: sites/chess}
          redirects:
            - {from: /a, to: /b}
        #                    ^ redirect-loop
            - {from: /b, to: /a}
        #                    ^ redirect-loop
        """),
      right: .club(
        """
        site:
          static: {path: sites/chess}
          redirects:
            - {from: /a, to: /b}
        """)),
    RuleExplanation(
      .redirectChain, .warning, "A redirect to a redirect",
      """
      It works, but each visitor asks twice. Name the last target at once.
      """,
      wrong: .club(
        """
        site:
          static: {path: sites/chess}
          redirects:
            - {from: /2024, to: /2025}
        #                       ^ redirect-chain
            - {from: /2025, to: /programme}
        """),
      right: .club(
        """
        site:
          static: {path: sites/chess}
          redirects:
            - {from: /2024, to: /programme}
            - {from: /2025, to: /programme}
        """)),
    RuleExplanation(
      .wordpressAllowList, "WordPress parts that the provider does not allow",
      """
      Themes, plugins and options stand in the provider's allow-lists (`wordpress:` in
      provider.yaml): each is code or power that the provider answers for.
      """,
      wrong: RuleExample(files: [
        ("provider.yaml", .part("wordpress: {themes: [twentyfive], plugins: [calendar]}")),
        (
          "clubs/chess.yaml",
          .part(
            "site: {wordpress: {title: Chess, plugins: [shop]}}\n#                                          ^ wordpress-allow-list"
          )
        ),
      ]),
      right: RuleExample(files: [
        ("provider.yaml", .part("wordpress: {themes: [twentyfive], plugins: [calendar]}")),
        ("clubs/chess.yaml", .part("site: {wordpress: {title: Chess, plugins: [calendar]}}")),
      ])),
  ]

  static let offerRules = [
    RuleExplanation(
      .unknownTariff, "A tariff that provider.yaml does not have",
      """
      A club's tariff, and the default one, stand in `tariffs:` of provider.yaml.
      """,
      wrong: .club("tariff: smal\n#       ^ unknown-tariff"), right: .club("tariff: small")),
    RuleExplanation(
      .unknownPlacement, "A placement that provider.yaml does not have",
      """
      A club's placement, and the default one, stand in `placements:` of provider.yaml.
      """,
      wrong: .club("placement: green\n#          ^ unknown-placement"),
      right: .club("placement: green-1")),
    RuleExplanation(
      .missingPlacement, "No placement",
      """
      The club names none, and provider.yaml has no default one: nobody knows on which services the
      club lives.
      """,
      wrong: RuleExample(files: [
        (
          "provider.yaml",
          .part("placements: {green-1: {chat: prosody, web: caddy}}\ndefaults: {tariff: small}")
        ),
        (
          "clubs/chess.yaml",
          .whole(
            """
            apiVersion: allotment/v1
            #< missing-placement
            kind: Club
            id: chess
            name: Chess Club
            members: [{id: rose, name: Rose Hill, role: owner}]

            """)
        ),
      ]),
      right: RuleExample(files: [
        (
          "provider.yaml",
          .part(
            "placements: {green-1: {chat: prosody, web: caddy}}\ndefaults: {tariff: small, placement: green-1}"
          )
        ),
        ("clubs/chess.yaml", .part("tariff: small")),
      ])),
    RuleExplanation(
      .missingService, "A placement without a service that the club needs",
      """
      Every club has accounts, so its placement has a service for `chat`; a club with a site needs
      one for `web`.
      """,
      wrong: RuleExample(files: [
        ("provider.yaml", .part("placements: {green-1: {chat: prosody}}")),
        (
          "clubs/chess.yaml",
          .part("site: {redirect: \"https://elsewhere.example/\"}\n#< missing-service")
        ),
      ]),
      right: RuleExample(files: [
        ("provider.yaml", .part("placements: {green-1: {chat: prosody, web: caddy}}")),
        ("clubs/chess.yaml", .part("site: {redirect: \"https://elsewhere.example/\"}")),
      ])),
    RuleExplanation(
      .tariffLimit, "More than the tariff allows",
      """
      Members with an account here who are active or suspended, rooms, how long messages are kept,
      and uploads. Too many members are told at the key `members`, too many rooms at `rooms`.
      """,
      wrong: RuleExample(files: [
        ("provider.yaml", .part("tariffs: {small: {limits: {retention: P90D}}}")),
        ("clubs/chess.yaml", .part("chat: {retention: P1Y}\n#                 ^ tariff-limit")),
      ]),
      right: RuleExample(files: [
        ("provider.yaml", .part("tariffs: {small: {limits: {retention: P90D}}}")),
        ("clubs/chess.yaml", .part("chat: {retention: P30D}")),
      ])),
    RuleExplanation(
      .uploads, "A file larger than a day's uploads",
      """
      `maxFile` is at most `daily`: nobody could ever upload such a file.
      """,
      wrong: .club(
        "chat: {uploads: {maxFile: 200MB, daily: 100MB}}\n#                         ^ uploads"),
      right: .club("chat: {uploads: {maxFile: 10MB, daily: 100MB}}")),
  ]
}
