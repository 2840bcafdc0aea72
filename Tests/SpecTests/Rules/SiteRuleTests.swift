import Testing

@Suite struct SiteRuleTests {
  @Test(arguments: cases) func `sites are checked`(_ club: ClubCase) throws {
    try expectMarked(club: club.body)
  }

  static let cases = [
    ClubCase("a site of nothing", "site: {aliases: [www.chess.example]}\n#      ^ site-content"),
    ClubCase(
      "a site of two things",
      "site: {static: {path: sites/chess}, redirect: \"https://chess.example/\"}\n"
        + "#                                   ^ site-content"),
    ClubCase(
      "a path elsewhere", "site: {static: {path: clubs}}\n#                     ^ site-path"),
    ClubCase(
      "a path up", "site: {static: {path: sites/../clubs}}\n#                     ^ site-path"),
    ClubCase(
      "a path from the root",
      "site: {static: {path: /sites/chess}}\n#                     ^ site-path"),
    ClubCase(
      "a path that is not there",
      "site: {static: {path: sites/ches}}\n#                     ^ site-path"),
    ClubCase(
      "a path of a file",
      "site: {static: {path: sites/chess/index.html}}\n#                     ^ site-path"),
    ClubCase("all sites", "site: {static: {path: sites}}\n#                     ^ site-path"),
    ClubCase("a redirect to no URL", "site: {redirect: chess.example}\n#                ^ url"),
    ClubCase(
      "a redirect to a file", "site: {redirect: \"ftp://chess.example\"}\n#                ^ url"),
    ClubCase(
      "a template in a redirect",
      "site: {redirect: \"https://chess.example/{{env}}\"}\n#                ^ url"),
    ClubCase(
      "a site that redirects to itself",
      "domain: chess.example\nsite: {redirect: \"https://chess.example/home\"}\n"
        + "#                ^ redirect-loop"),
    ClubCase(
      "a redirect from no path",
      redirects("{from: old, to: /new}", "#            ^ redirect-source")),
    ClubCase(
      "a redirect to another host by slashes",
      redirects("{from: /old, to: //evil.example}", "#                      ^ url")),
    ClubCase(
      "a control character in a target",
      redirects("{from: /old, to: \"/a\\nb\"}", "#                      ^ url")),
    ClubCase(
      "a page redirected twice",
      redirects(
        "{from: /old, to: /a}\n    - {from: /%6Fld/, to: /b}", "#            ^ redirect-source")),
    ClubCase(
      "a redirect to itself",
      redirects("{from: /old, to: /old/}", "#                      ^ redirect-loop")),
    ClubCase(
      "a loop of two",
      redirects(
        "{from: /a, to: /b}\n#                    ^ redirect-loop\n    - {from: /b, to: /a?x#y}",
        "#                    ^ redirect-loop")),
    ClubCase(
      "a chain",
      redirects(
        "{from: /a, to: /b}\n#                    ^ redirect-chain\n    - {from: /b, to: /c}", "")),
    ClubCase(
      "a loop over the own name",
      "domain: chess.example\n"
        + redirects(
          "{from: /a, to: \"https://CHESS.example/a\"}", "#                    ^ redirect-loop")),
  ]

  private static func redirects(_ list: String, _ mark: String) -> String {
    "site:\n  static: {path: sites/chess}\n  redirects:\n    - \(list)\n\(mark)"
  }

  private func expectSite(
    _ files: [String: MemoryContent.File], _ mark: String
  ) throws {
    var all = files
    all["provider.yaml"] = .text(Samples.provider)
    all["clubs/chess.yaml"] = .text(Samples.club("site: {static: {path: sites/chess}}\n\(mark)"))
    try expectMarked(all)
  }

  @Test(arguments: ["/etc/passwd", "../go/index.html", "a/../../../clubs/chess.yaml", ".git", ""])
  func `a link that leads out is told at the path`(_ target: String) throws {
    try expectSite(
      ["sites/chess/x": .link(target), "sites/chess/index.html": .text("x")],
      "#                     ^ site-link")
  }

  @Test func `a link that stays inside is fine`() throws {
    try expectSite(
      [
        "sites/chess/pages/x": .link("../images/board.png"),
        "sites/chess/images/board.png": .text("png"), "sites/chess/home": .link("./pages/x"),
        "sites/chess/.secret": .link("/etc/passwd"),
      ], "")
  }

  @Test func `a site that is a link is not followed`() throws {
    try expectSite(["sites/chess": .link("../clubs")], "#                     ^ site-link")
  }

  @Test func `a submodule cannot be published`() throws {
    try expectSite(
      ["sites/chess/a": .submodule, "sites/chess/b": .text("b")],
      "#                     ^ site-link")
  }

  @Test func `a site with too many files is refused`() throws {
    var files: [String: MemoryContent.File] = [:]
    for number in 0...50_000 { files["sites/chess/\(number % 100)/\(number)"] = .text("x") }
    try expectSite(files, "#                     ^ site-size")
  }
}
