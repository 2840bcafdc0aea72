extension RuleCatalogue {
  static let keyRules = [
    RuleExplanation(
      .unknownKey, "A key that is not known",
      """
      Every key is one of the format's: a key that is spelt wrong would otherwise be left out
      silently, and its default taken.
      """,
      wrong: .club("tarif: small\n#< unknown-key"), right: .club("tariff: small")),
    RuleExplanation(
      .missingKey, "A required key that is not there",
      """
      A club needs `apiVersion`, `kind`, `id`, `name` and `members`; a member `id` and `name` (but
      for `state: erased`); a room `id`. It is told at the first key of the mapping that should hold
      it.
      """,
      wrong: .club(
        "members:\n  - {id: rose, name: Rose Hill, role: owner}\n  - {id: dan, role: member}\n"
          + "#    ^ missing-key"),
      right: .club(
        "members:\n  - {id: rose, name: Rose Hill, role: owner}\n  - {id: dan, name: Dan Molar}")),
    RuleExplanation(
      .nullValue, "A key without a value",
      """
      Nothing, `~` and `null` are not the same as an absent key: somebody probably forgot the value.
      Leave the key out for its default. A person called Null is written in quotes.
      """,
      wrong: .club("tariff:\n#< null-value"), right: .club("tariff: small")),
    RuleExplanation(
      .wrongType, "Another type than is wanted",
      """
      A list where text is wanted, text where a mapping is wanted, and so on. Booleans are `true` and
      `false` alone: `yes`, `on` and quoted words are not. Where text is wanted, everything is text:
      `no`, `1e3` and `2026-11-01` need no quotes.
      """,
      wrong: .club("chat: {webchat: yes}\n#               ^ wrong-type"),
      right: .club("language: no\nchat: {webchat: true}")),
    RuleExplanation(
      .emptyList, "An empty list",
      """
      Where at least one is needed, an empty list is an error: an empty `members:` never means
      "delete everybody".
      """,
      wrong: .club("groups: {committee: []}\n#                   ^ empty-list"),
      right: .club("groups: {committee: [rose]}")),
    RuleExplanation(
      .unknownChoice, "A word that is not one of the choices",
      """
      The value is one of a few words, in lower case. The hint names the nearest, or all of them.
      """,
      wrong: .club("prune: Confirm\n#      ^ unknown-choice"), right: .club("prune: confirm")),
    RuleExplanation(
      .apiVersion, "Another version of the format",
      """
      Files of this version say `apiVersion: allotment/v1`.
      """,
      wrong: .club("apiVersion: allotment/v2\n#           ^ api-version"),
      right: .club("apiVersion: allotment/v1")),
    RuleExplanation(
      .kind, "Another kind of file",
      """
      Files below `clubs/` say `kind: Club`, and `provider.yaml` says `kind: Provider`.
      """,
      wrong: .club("kind: Provider\n#     ^ kind"), right: .club("kind: Club")),
    RuleExplanation(
      .secret, "A secret in plain text",
      """
      A key called `password`, `token` or `secret`, a private key (one of age, too), or a URL with a
      password in it.
      Whoever can read the repository can read it, for good: so change the secret, too. The message
      does not repeat it. Values that SOPS encrypted are let pass.
      """,
      wrong: .club(
        "contacts: {admin: \"https://rose:thorn@chess.example/\"}\n"
          + "#                 ^ contact\n#                 ^ secret"),
      right: .club("contacts: {admin: \"https://chess.example/contact\"}")),
    RuleExplanation(
      .text, "Text that is empty, too long or hides something",
      """
      Names have one line of 1 to 200 characters, topics at most 2,000. Control characters and those
      that change the direction of writing make a text look like another one.
      """,
      wrong: .club("chat:\n  rooms:\n    - {id: hall, name: \"\"}\n#                      ^ text"),
      right: .club("chat:\n  rooms:\n    - {id: hall, name: The Hall}")),
  ]

  static let valueRules = [
    RuleExplanation(
      .number, "A number that is none, or out of its bounds",
      """
      Whole numbers in decimal digits, without quotes, and without a leading 0, which some read as
      octal.
      """,
      wrong: .club(
        """
        site:
          static: {path: sites/chess}
          redirects:
            - {from: /old, to: /new, status: 0301}
        #                                    ^ number
        """),
      right: .club(
        """
        site:
          static: {path: sites/chess}
          redirects:
            - {from: /old, to: /new, status: 301}
        """)),
    RuleExplanation(
      .date, "A date that is none",
      """
      Dates are written `2026-11-01`, days of the year `05-01`. 30 February is none.
      """,
      wrong: .club(
        "lifecycle: {state: suspended, since: 01.11.2026}\n"
          + "#                                    ^ date"),
      right: .club("lifecycle: {state: suspended, since: 2026-11-01}")),
    RuleExplanation(
      .duration, "A duration that is none",
      """
      ISO 8601: `P30D`, `P1Y6M`, `PT12H`, `P2W`. Whole, more than nothing, and weeks stand alone. A
      month counts 30 days, a year 365.
      """,
      wrong: .club("chat: {retention: 30 days}\n#                 ^ duration"),
      right: .club("chat: {retention: P30D}")),
    RuleExplanation(
      .size, "A size that is none",
      """
      A whole number and, without a space, one of B, kB, MB, GB (decimal) or KiB, MiB, GiB (binary).
      """,
      wrong: .club("chat: {uploads: {daily: 100 mb}}\n#                       ^ size"),
      right: .club("chat: {uploads: {daily: 100MB}}")),
    RuleExplanation(
      .language, "A language tag that is not well formed",
      """
      BCP 47: `en`, `en-GB`, `zh-Hant`, with hyphens. WordPress writes its locales with `_`.
      """,
      wrong: .club("language: en_GB\n#         ^ language"), right: .club("language: en-GB")),
    RuleExplanation(
      .timeZone, "A time zone that is not known",
      """
      A name of the IANA database, in its spelling.
      """,
      wrong: .club("timezone: London\n#         ^ time-zone"),
      right: .club("timezone: Europe/London")),
    RuleExplanation(
      .fee, "A fee that cannot be billed",
      """
      `amount` is a decimal of 0 or more in quotes, so that nothing rounds it, with no more decimals
      than the currency has; `currency` is one of ISO 4217.
      """,
      wrong: .provider(
        """
        tariffs:
          small:
            fee: {amount: 5.00, currency: GBP, period: month}
        #                 ^ fee
        """),
      right: .provider(
        """
        tariffs:
          small:
            fee: {amount: "5.00", currency: GBP, period: month}
        """)),
    RuleExplanation(
      .email, "An e-mail address that is none",
      """
      `local@domain`, as RFC 5322 has it, without a name before it.
      """,
      wrong: .club(
        """
        members:
          - {id: rose, name: Rose Hill, role: owner, email: rose.mail.example}
        #                                                   ^ email
        """),
      right: .club(
        """
        members:
          - {id: rose, name: Rose Hill, role: owner, email: rose@mail.example}
        """)),
    RuleExplanation(
      .contact, "A contact that nobody can write to",
      """
      An e-mail address, or a `mailto:`, `xmpp:` or `https:` URI: servers publish it (XEP-0157).
      """,
      wrong: .club("contacts: {admin: Rose Hill}\n#                 ^ contact"),
      right: .club("contacts: {admin: \"mailto:rose@chess.example\"}")),
    RuleExplanation(
      .url, "A URL that leads nowhere",
      """
      Absolute `http` or `https` URLs; a redirect's target may also be a path that begins with one
      `/`. No spaces, no control characters, no user, and no `{{`, which a web server would take for
      a template.
      """,
      wrong: .club("site: {redirect: chess.example}\n#                ^ url"),
      right: .club("site: {redirect: \"https://chess.example/\"}")),
  ]
}
