import CaddyService
import ServiceContract
import Spec
import TestSupport
import Testing

@Suite
struct CaddyContractTests {
  private static let content = InMemoryRepository([
    "sites/chess/index.html": "1", "sites/chess-2/index.html": "2", "sites/chess-2/a/b": "b",
  ])

  @Test func `Caddy keeps the contract of a service through a club's life`() async throws {
    let directory = try TemporaryDirectory()
    let service = CaddyService(name: "caddy", root: directory.path)
    var walk = ContractWalk(service, club: "chess", content: Self.content)
    let aliases = [Located.at(60, DomainName.plain("www.chess.example"))]
    let redirects = [Site.Redirect.at(61, "/old", "/new", 301), .at(62, "/old/b", "/b", 302)]
    let www = HostedClub.chess { site, _ in site.aliases = aliases }
    try await walk.to([
      state("a new site", .chess()),
      state("nothing new", .chess()),
      state("an alias", www),
      state("other pages", .chess(path: "sites/chess-2")),
      state("redirects", .chess { site, _ in site.redirects = redirects }),
      state(
        "another status",
        .chess { site, _ in site.redirects = [.at(61, "/old", "/new", 308), redirects[1]] }),
      state(
        "suspended",
        .chess { _, club in club.lifecycle = .at(9, .suspended(since: nil, reason: nil)) }),
      state("back again", .chess()),
      state(
        "moved away", .chess { site, _ in site.content = .redirect(.at(51, "https://x.example/")) }),
      state(
        "moved to a page",
        .chess { site, _ in site.content = .redirect(.at(51, "https://x.example/p")) }),
      state("back home", .chess()),
      state("no site", .fixture()),
      state(
        "a domain in two alphabets",
        .chess(domain: nil) { _, club in
          club.domain = .at(
            5, DomainName(ascii: "xn--schch-gra.example", unicode: "schäch.example"))
        }),
      state("another domain", .chess(domain: "schach.example")),
      state(
        "the old domain as an alias",
        .chess(domain: "www.chess.example") { site, _ in
          site.aliases = [.at(60, .plain("schach.example"))]
        }),
      state(
        "the two change places",
        .chess(domain: "schach.example") { site, _ in
          site.aliases = aliases
        }),
      ClubState("the club leaves", nil),
    ])
  }

  @Test(arguments: SplitMix64.seeds(20))
  func `Caddy goes from any state of a site to any other`(seed: UInt64) async throws {
    let directory = try TemporaryDirectory()
    let service = CaddyService(name: "caddy", root: directory.path)
    var walk = ContractWalk(service, club: "chess", content: Self.content)
    var random = SplitMix64(seed: seed)
    try await walk.to([state("seed \(seed), begin", .chess())])
    for step in 1...15 {
      try await walk.to([state("seed \(seed), step \(step)", randomClub(&random))])
    }
    try await walk.to([ClubState("seed \(seed), gone", nil)])
  }

  private func state(_ title: String, _ club: HostedClub) throws -> ClubState {
    var state = ClubState(title, club)
    state.club = try declared(club, Self.content)
    return state
  }

  private func randomClub(_ random: inout SplitMix64) -> HostedClub {
    func pick<Value>(_ values: [Value]) -> Value {
      values.randomElement(using: &random) ?? values[0]
    }
    let hosts = ["chess.example", "www.chess.example", "schach.example", "xn--mnchen-3ya.example"]
      .shuffled(using: &random)
    let hosted = HostedClub.chess(path: pick(["sites/chess", "sites/chess-2"]), domain: nil) {
      site, club in
      club.domain = .at(5, host(hosts[0]))
      if pick([false, false, true]) {
        site.content = .redirect(.at(51, pick(["https://x.example", "http://x.example/a?b#c"])))
      }
      site.aliases = hosts.dropFirst().prefix(pick([0, 1, 2])).map { .at(60, host($0)) }
      for from in ["/", "/a", "/a/b", "/ä%20ö", "/index.html", "/301"] where pick([true, false]) {
        site.redirects.append(
          .at(
            70, from, pick(["/new", "https://y.example/?q", "/{}"]),
            pick([301, 302, 303, 307, 308])))
      }
      if pick([false, false, true]) {
        club.lifecycle = .at(9, .suspended(since: nil, reason: nil))
      }
    }
    return pick([hosted, hosted, hosted, .fixture()])
  }

  private func host(_ ascii: String) -> DomainName {
    (try? DomainName(parsing: ascii)) ?? .plain(ascii)
  }
}
