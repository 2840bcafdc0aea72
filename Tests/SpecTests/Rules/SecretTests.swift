import Spec
import Testing

/// A secret that got into a file is not repeated, in no format, whether the file is YAML or not.
@Suite struct SecretTests {
  private static let canary = "hunter2"

  private static let keys = [
    "password", "passwords", "db_password", "apiToken", "client-secret", "secrets", "passphrase",
    "PASSWD", "private_key", "access_tokens", "\"token\"", "- password", "? secret",
  ]
  private static let signs = [
    ": ", ":", " : ", ":\u{A0}", " = ", " ", ":\n          ", ": |\n          ",
    ": >-\n          ", ":\n          - ", ": &a ", ": !foo ", ": !!binary ", ": \t",
  ]
  /// With `#` for the secret.
  private static let values = [
    "#", "[#]", "[#", "{v: #}", "{#", "\"#", "'#", "\"#\"", "#: x", "*#", "!# x", "&#", "@#", "%#",
    "`#", "#}", "[#]]", "- #", "? #", "{{ # }}", "[a, {b: #]", "\"#\\q\"", "#\n          #: x",
    "{v: [#], #: #}", "!!python/# x", "| #", "[#] x", "https://a.example/#", "- #\n- #",
  ]
  /// With `@` for the line.
  private static let places = [
    "@", "x: {@, y: 1}", "groups: {@}", "offices: {@}", "groups:\n  @", "contacts: {abuse: a, @}",
    "chat:\n  @", "members:\n  - id: rose\n    @", "tariff: smal\n@", "@\ntariff: *a",
    "site: {wordpress: {title: a, options: {@}}}", "site:\n  redirects:\n    - {from: a, @, to: b}",
    "@\nlanguage: [*a]",
  ]
  private static let tails = ["", "\ntariff: smal", "\n  bad: [", "\n: x", "\n}", "\n- y", "\nz"]

  private func report(_ body: String, provider: String = Samples.provider) throws
    -> (report: ValidationReport, texts: [String])
  {
    let files = ["provider.yaml": provider, "clubs/chess.yaml": Samples.club(body)]
    var loader = RepositoryLoader(width: 1)
    let report = ValidationReport(try loader.load(MemoryContent(files)))
    let text = report.text(color: false) { files[$0].map { Array($0.utf8) } }
    return (
      report,
      [
        text, report.json(), report.gitHubCommands(), report.sarif(version: "1.0.0"),
        report.junit(), report.tap(),
      ]
    )
  }

  @Test func `no format repeats the value of a secret's key in a line of any kind`() throws {
    var random = SeededRandom(seed: 7)
    var rules: Set<Rule> = []
    for _ in 0..<1_500 {
      func pick(_ list: [String]) -> String { list[Int(random.next() % UInt64(list.count))] }
      let value = pick(Self.values).replacing("#", with: Self.canary)
      let line = pick(Self.keys) + pick(Self.signs) + value
      let body = pick(Self.places).replacing("@", with: line) + pick(Self.tails)
      let (report, texts) = try report(body)
      rules.formUnion(report.diagnostics.map(\.rule))
      for text in texts { #expect(!text.contains(Self.canary), "\(body)\n---\n\(text)") }
    }
    #expect(rules.isSuperset(of: [.secret, .yamlSyntax, .yamlTag, .yamlAlias, .unknownKey]))
  }

  @Test(arguments: [
    ("password: hunter2: x", "8:18", "  8 | password: …\n    |           ^\n"),
    ("password: \"hunter2", "8:11", "  8 | password: …\n    |           ^\n"),
    ("x: {password: {v: hunter2", "8:15", "  8 | x: {password: …\n    |               ^\n"),
    ("password: *hunter2", "8:11", "  8 | password: …\n    |           ^\n"),
    ("offices: {secretary: nobody}", "8:22", "  8 | offices: {secretary: nobody}\n"),
    ("tariff: smal # token: hunter2", "8:9", "  8 | tariff: smal # token: …\n    |         ^\n"),
  ])
  func `the line is shown up to the secret`(_ body: String, _ place: String, _ excerpt: String)
    throws
  {
    let text = try report(body).texts[0]
    #expect(text.hasPrefix("clubs/chess.yaml:\(place): error:"), "\(text)")
    #expect(text.contains(excerpt), "\(text)")
    #expect(!text.contains("hunter2"))
  }

  @Test func `lines below a secret's key are not shown up to the next key`() throws {
    let text = try report("x:\n  password:\n    - hunter2: @a\n  y: 1").texts[0]
    #expect(text.contains("clubs/chess.yaml:10:16: error:"), "\(text)")
    #expect(!text.contains("hunter2"))
    let next = try report("groups:\n  token:\n  - rose\n  more: [nobody]").texts[0]
    #expect(next.contains("  11 |   more: [nobody]\n"), "\(next)")
  }

  @Test func `an alias of a secret does not repeat it elsewhere`() throws {
    let (report, texts) = try report("password: &a hunter2\ntariff: *a")
    #expect(report.diagnostics.map(\.rule) == [.secret, .unknownTariff])
    #expect(report.diagnostics[1].message == "there is no tariff `…`")
    #expect(texts.allSatisfy { !$0.contains("hunter2") })
  }
}
