import CaddyService
import Model
import ServiceContract
import Spec
import TestSupport
import Testing

@Suite
struct CaddyDefinitionTests {
  private let tree = ContentID(hex: "abcdef0123")
  private let definition = CaddyDefinition(service: "caddy")

  private func resources(_ club: HostedClub) -> [Resource] {
    definition.resources(for: DeclaredClub(hosted: club, siteTree: tree))
  }

  @Test func `a static site is its tree on the main host, with the place where it is declared`()
    throws
  {
    let site = try #require(resources(.chess()).first)
    #expect(site.id.description == "chess/caddy/site/chess.example")
    #expect(
      site.fields == [
        "path": .text("sites/chess"), "tree": .text("abcdef0123"), "state": .text("open"),
      ])
    #expect(site.origin.description == "clubs/chess.yaml:51:1")
    #expect(site.protection == nil)
  }

  @Test func `aliases and redirects stand at their own lines`() {
    let club = HostedClub.chess { site, _ in
      site.aliases = [
        .at(60, .plain("www.chess.example")),
        .at(61, DomainName(ascii: "xn--schch-gra.example", unicode: "schäch.example")),
      ]
      site.redirects = [
        .at(62, "/old%20page/", "/new", 301), .at(63, "/", "https://münchen.example/ä?q={x}", 307),
      ]
    }
    let found = resources(club).dropFirst().map {
      "\($0.id.kind) \($0.id.name) \($0.fields.sorted { $0.key < $1.key }.map(\.value)) \($0.origin.position.line)"
    }
    #expect(
      found == [
        "alias www.chess.example [chess.example] 60",
        "alias schäch.example [chess.example] 61",
        "redirect chess.example/old%20page [301, /new] 62",
        "redirect chess.example/ [307, https://xn--mnchen-3ya.example/%C3%A4?q=%7Bx%7D] 63",
      ])
  }

  @Test func `a host that moved as a whole has no files`() throws {
    let club = HostedClub.chess { site, _ in
      site.content = .redirect(.at(52, "https://New.example"))
    }
    let site = try #require(resources(club).first)
    #expect(site.fields == ["redirect": .text("https://new.example/"), "state": .text("open")])
    #expect(site.origin.position.line == 52)
  }

  @Test func `a suspended club's site is suspended, an archived one's is open`() {
    for (lifecycle, state) in [
      (Lifecycle.suspended(since: nil, reason: nil), "suspended"), (.archived, "open"),
    ] {
      let club = HostedClub.chess { _, club in club.lifecycle = .at(9, lifecycle) }
      #expect(resources(club).first?.fields["state"] == .text(state))
    }
  }

  @Test func `protect: [site] protects all that belongs to the site`() {
    let club = HostedClub.chess { site, club in
      site.aliases = [.at(60, .plain("www.chess.example"))]
      site.redirects = [.at(61, "/a", "/b", 301)]
      club.protect = [.at(70, .site)]
    }
    #expect(resources(club).map(\.protection) == [.site, .site, .site])
  }

  @Test func `an ignored site keeps what people put there`() {
    for path in ["site", "site.static", "site.static.path"] {
      let club = HostedClub.chess { _, club in club.ignore = [.at(70, path)] }
      #expect(resources(club).first?.ignored == ["path", "tree"])
    }
    let other = HostedClub.chess { _, club in club.ignore = [.at(70, "sites")] }
    #expect(resources(other).first?.ignored == [])
  }

  @Test func `WordPress and what leads to it is said to be not managed`() {
    let club = HostedClub.chess { site, _ in
      site.content = .wordpress(WordPress(position: SourcePosition(line: 51, column: 3)))
      site.aliases = [.at(60, .plain("www.chess.example"))]
      site.redirects = [.at(61, "/a", "/b", 301)]
    }
    #expect(resources(club) == [])
    let told = definition.notManaged(for: DeclaredClub(hosted: club))
    #expect(
      told.map { "\($0.path) \($0.location)" } == [
        "site.wordpress clubs/chess.yaml:51:3", "site.aliases clubs/chess.yaml:60:1",
        "site.redirects clubs/chess.yaml:61:5",
      ])
  }

  @Test func `nothing is wanted without a site, or with a placement elsewhere`() {
    #expect(resources(.fixture()) == [])
    var provider = Provider.fixture()
    provider.placements["far"] = Placement(position: .start, web: .at(9, "nginx"))
    provider.defaults.placement = .at(10, "far")
    var club = HostedClub.chess().club
    club.placement = .at(6, "far")
    let hosted = HostedClub(club: club, provider: provider)
    #expect(resources(hosted) == [])
    let wordpress = definition.notManaged(for: DeclaredClub(hosted: hosted))
    #expect(wordpress == [])
  }
}
