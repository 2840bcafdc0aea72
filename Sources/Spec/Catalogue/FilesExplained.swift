extension RuleCatalogue {
  static let fileRules = [
    RuleExplanation(
      .missingProvider, "No provider.yaml",
      """
      The repository's root must hold `provider.yaml`. Without it nobody knows where clubs live and
      what they may use, and an agent keeps every club as it is.
      """,
      wrong: .file(Provider.file, .absent),
      right: .provider("name: Thornbury Community Hosting\ndomain: clubs.example")),
    RuleExplanation(
      .fileName, "A file or folder with another name than is read",
      """
      Clubs are files below `clubs/` that end in `.yaml`; the provider's file is `provider.yaml`.
      Names are case-sensitive. A file that ends in `.yml`, and a folder `Clubs/`, would be left out
      silently: so they are errors. A git submodule below `clubs/` is not looked into. Files whose
      names begin with a dot are no clubs: tools keep such files.
      """,
      wrong: .file("clubs/chess.yml", .whole("kind: Club")),
      right: .file("clubs/chess.yaml", .part("tariff: small"))),
    RuleExplanation(
      .fileLink, .either, "A symbolic link where a file is read",
      """
      Links to `provider.yaml`, to `clubs/` and to club files are not followed, because they could
      lead anywhere on the machine that reads them. Below `clubs/` a link with another name than a
      club's is a warning.
      """,
      wrong: .file("clubs/chess.yaml", .link("../drafts/chess.yaml")),
      right: .file("clubs/chess.yaml", .part("tariff: small"))),
    RuleExplanation(
      .fileTooLarge, "A file of more than 1 MiB",
      """
      A club's file and `provider.yaml` have at most 1 MiB. That is far more than any club needs:
      something else was put there.
      """,
      wrong: .file("clubs/chess.yaml", .repeated("# a very long comment\n", 60_000)),
      right: .club("tariff: small")),
    RuleExplanation(
      .privateFile, "Personal fields in plain text, or of nobody",
      """
      `<id>.private.yaml` beside a club's file holds names and addresses of its members, by their
      ids, encrypted with SOPS. All of its values are encrypted; every id is a member's, of whom the
      club's file does not say the same; and nothing is left there of who is erased.
      """,
      wrong: RuleExample(files: [
        ("clubs/chess.yaml", .part("tariff: small")),
        ("clubs/chess.private.yaml", .whole("rose: {email: rose@mail.example}")),
      ]),
      right: .club("tariff: small")),
    RuleExplanation(
      .encryption, "An encrypted file that cannot be opened",
      """
      SOPS signs what it encrypts: a value that was changed, moved, added or taken out by hand no
      longer fits, and so does a key section that is damaged or for somebody else. Without its
      section `sops` nobody can open a file. Edit such files with `sops edit`. Without a key, what can
      be seen is still checked.
      """,
      wrong: .club("sops: {}\n#< encryption"),
      right: .club("tariff: small")),
    RuleExplanation(
      .tooManyProblems, "More problems than are shown",
      """
      After 500 problems in one file the rest is not shown. Such a file is seldom a club's: look at
      the first few problems.
      """,
      wrong: .file("clubs/chess.yaml", .repeated("key: value\n", 600)),
      right: .club("tariff: small")),
  ]

  static let yamlRules = [
    RuleExplanation(
      .encoding, "Text that is not UTF-8",
      """
      Files are UTF-8; a byte order mark at the beginning is let pass. UTF-16, invalid bytes, control
      characters (NUL too) and line separators that most editors do not show are refused: what
      people see must be what is read.
      """,
      wrong: .club("tariff: \"sm\u{2028}all\"\n#          ^ encoding"),
      right: .club("tariff: small")),
    RuleExplanation(
      .yamlSyntax, "Text that is not YAML",
      """
      The file cannot be read any further, so its other rules are not checked. The place is where
      the mistake can be mended: an open quote or bracket is shown where it opens. Text that holds
      `: `, or begins with `@`, `%`, `*`, `&`, `!`, `[` or `{`, needs quotes; tabs cannot indent.
      """,
      wrong: .club(
        "chat:\n  rooms:\n    - {id: hall, topic: Tuesday: at eight}\n"
          + "#                              ^ yaml-syntax"),
      right: .club("chat:\n  rooms:\n    - {id: hall, topic: \"Tuesday: at eight\"}")),
    RuleExplanation(
      .yamlDocuments, "A second document in one file",
      """
      A file holds one document. What stands after a second `---` would be left out silently.
      """,
      wrong: .club("tariff: small\n---\n#< yaml-documents\ntariff: large"),
      right: .club("tariff: small")),
    RuleExplanation(
      .yamlDepth, "Values inside values inside values",
      """
      A file nests at most 64 levels deep, aliases included.
      """,
      wrong: .file(
        "clubs/chess.yaml",
        .whole(
          String(repeating: "[", count: 65) + String(repeating: "]", count: 65) + "\n#"
            + String(repeating: " ", count: 63) + "^ yaml-depth")),
      right: .club("groups: {committee: [rose, dan]}")),
    RuleExplanation(
      .yamlAlias, "An alias that leads nowhere, or repeats too much",
      """
      `*name` repeats what `&name` marked further up. It must be marked there, not around the alias
      itself, and all aliases of a file repeat at most 10,000 values. Text that begins with `*` needs
      quotes.
      """,
      wrong: .club(
        "groups:\n  committee: &board [rose, dan]\n  editors: *bord\n#          ^ yaml-alias"),
      right: .club("groups:\n  committee: &board [rose, dan]\n  editors: *board")),
    RuleExplanation(
      .yamlTag, "A tag of another program",
      """
      `!name` gives a value a type of another program. Nothing of that kind is known here. Text that
      begins with `!` needs quotes.
      """,
      wrong: .club("tariff: !secret small\n#               ^ yaml-tag"),
      right: .club("tariff: small")),
    RuleExplanation(
      .mappingKey, "A key that is a list or a mapping",
      """
      Keys are text. A value such as `{{ name }}` of a template begins a mapping inside a mapping:
      put it in quotes.
      """,
      wrong: .club("tariff: {{ tariff }}\n#        ^ mapping-key"),
      right: .club("tariff: small")),
    RuleExplanation(
      .mergeKey, "A merge of what is no mapping",
      """
      `<<: *name` puts the keys of another mapping here; keys that stand here already win. It takes
      a mapping, or a list of mappings.
      """,
      wrong: .club("contacts: {<<: secretary@chess.example}\n#              ^ merge-key"),
      right: .club(
        """
        chat:
          rooms:
            - &room {id: hall, public: true}
            - {<<: *room, id: kitchen}
        """)),
    RuleExplanation(
      .duplicateKey, "A key twice",
      """
      In one mapping each key stands once. Most readers of YAML take the last one silently: half of
      what was written would be lost.
      """,
      wrong: .club(
        """
        groups:
          committee: [rose]
          committee: [dan]
        # ^ duplicate-key
        """),
      right: .club("groups:\n  committee: [rose, dan]")),
  ]
}
