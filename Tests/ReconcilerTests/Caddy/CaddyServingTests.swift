import CaddyService
import FoundationEssentials
import Glibc
import ServiceContract
import Spec
import TestSupport
import Testing

/// What a browser gets from a real Caddy.
@Suite(.serialized)
struct CaddyServingTests {
  private static let pages = InMemoryRepository([
    "sites/chess/index.html": "<h1>Chess</h1>", "sites/chess/a b/ä.txt": "umlaut",
    "sites/chess/.well-known/security.txt": "Contact:", "sites/chess/style.css": "p {}",
    "sites/chess/rules/index.html": "<h1>Rules</h1>",
    "sites/chess/{{env}}.html": "{{env \"HOME\"}}", "sites/chess/*.txt": "star",
    "sites/knit/index.html": "<h1>Knit</h1>", "sites/knit/404.html": "<h1>No such stitch</h1>",
  ])

  @Test func `each host has its own pages, and changes show at once`() async throws {
    try await ServedSites.with { served in
      #expect(try await served.get("chess.example").status == 404)
      let chess = try served.live(Self.pages, .chess())
      let knit = try served.live(
        Self.pages, .chess(path: "sites/knit", id: "knit", domain: "knit.example"))
      try await chess.converge()
      try await knit.converge()
      let front = try await served.get("chess.example")
      #expect(front.status == 200)
      #expect(front.body == "<h1>Chess</h1>")
      #expect(front.headers["content-type"] == "text/html; charset=utf-8")
      #expect(front.headers["server"] == nil)
      #expect(front.headers["x-content-type-options"] == "nosniff")
      #expect(try await served.get("knit.example").body == "<h1>Knit</h1>")
      #expect(try await served.get("chess.example", "/a%20b/%C3%A4.txt").body == "umlaut")
      #expect(try await served.get("chess.example", "/.well-known/security.txt").body == "Contact:")
      #expect(
        try await served.get("chess.example", "/%7B%7Benv%7D%7D.html").body == "{{env \"HOME\"}}")
      #expect(try await served.get("chess.example", "/a%20b/").status == 404, "no listing")
      let folder = try await served.get("chess.example", "/rules")
      #expect(folder.status == 308)
      #expect(folder.location == "/rules/")
      #expect(try await served.get("chess.example", "/rules/").body == "<h1>Rules</h1>")

      try chess.declare(.chess(path: "sites/knit"))
      try await chess.converge()
      #expect(try await served.get("chess.example").body == "<h1>Knit</h1>")
    }
  }

  @Test func `a missing page says so, in the club's own words if it has any`() async throws {
    try await ServedSites.with { served in
      try await served.live(Self.pages, .chess()).converge()
      try await served.live(
        Self.pages, .chess(path: "sites/knit", id: "knit", domain: "knit.example")
      ).converge()
      let plain = try await served.get("chess.example", "/nothing")
      #expect(plain.status == 404)
      #expect(plain.body.contains("There is no such page"))
      #expect(plain.headers["server"] == nil)
      let own = try await served.get("knit.example", "/nothing/here.html?q")
      #expect(own.status == 404)
      #expect(own.body == "<h1>No such stitch</h1>")
    }
  }

  @Test func `an alias leads to the main host with path, query, scheme and port`() async throws {
    try await ServedSites.with { served in
      try await served.live(
        Self.pages,
        .chess { site, _ in
          site.aliases = [
            .at(60, .plain("www.chess.example")), .at(61, .plain("xn--schch-gra.example")),
          ]
        }
      ).converge()
      let port = served.caddy.port.number
      let wanted: [(String, String, String)] = [
        ("www.chess.example", "/", "http://chess.example/"),
        (
          "www.chess.example:\(port)", "/a%20b/?q=1&r=%22",
          "http://chess.example:\(port)/a%20b/?q=1&r=%22"
        ),
        (
          "xn--schch-gra.example", "/x?{{env%20%22HOME%22}}",
          "http://chess.example/x?{{env%20%22HOME%22}}"
        ),
        ("www.chess.example", "//evil.example/", "http://chess.example//evil.example/"),
        ("www.chess.example", "/.well-known/x", "http://chess.example/.well-known/x"),
      ]
      for (host, path, location) in wanted {
        let answer = try await served.get(host, path)
        #expect(answer.status == 308, "\(host)\(path)")
        #expect(answer.location == location)
      }
      let script = try await served.get("www.chess.example", "/?<script>'\"")
      #expect(!script.body.contains("<script>"))
      // Absolute and odd request targets.
      let absolute = try served.raw(host: "x.example", target: "http://www.chess.example/a?b")
      #expect(absolute.location == "http://chess.example/a?b")
      #expect(
        try served.raw(host: "www.chess.example", target: "http://www.chess.example").status == 404)
    }
  }

  @Test func `redirects have exactly the status and place that were declared`() async throws {
    try await ServedSites.with { served in
      let redirects: [(from: String, to: String, status: Int)] = [
        ("/old-programme", "/programme", 301), ("/old-programme/deep", "/deep", 302),
        ("/index.html", "/", 303), ("/ä%20ö", "https://münchen.example/ü?a=b#c", 307),
        ("/star*", "/s", 308), ("/a[b]", "/t?x", 301), ("/a?b", "/never", 301),
        ("/back\\slash", "/never", 301), ("/301", "/three", 301),
        ("/.well-known/caldav", "/dav/", 302),
        ("/braces", "/{{env \"HOME\"}}", 301),
      ]
      let live = try served.live(
        Self.pages,
        .chess { site, _ in
          site.redirects = redirects.filter { !$0.from.contains("\\") }.enumerated().map {
            .at(UInt32(60 + $0.offset), $0.element.from, $0.element.to, $0.element.status)
          }
        })
      try await live.converge()
      let wanted: [(String, Int, String?)] = [
        ("/old-programme", 301, "/programme"), ("/old-programme/", 301, "/programme"),
        ("/old-programme?year=2020", 301, "/programme?year=2020"),
        ("/old-programme/deep", 302, "/deep"), ("/old-programme/other", 404, nil),
        ("/Old-Programme", 404, nil), ("/index.html", 303, "/"),
        ("/%C3%A4%20%C3%B6?z", 307, "https://xn--mnchen-3ya.example/%C3%BC?a=b#c"),
        ("/star*", 308, "/s"), ("/star%2A", 308, "/s"), ("/starfish", 404, nil),
        ("/st*", 404, nil), ("/*", 404, nil), ("/%5B%5D", 404, nil), ("/a[b]?y", 301, "/t?x"),
        ("/ab", 404, nil), ("/a%3Fb", 301, "/never"), ("/301", 301, "/three"),
        ("/.well-known/caldav", 302, "/dav/"), ("/braces", 301, "/%7B%7Benv%20%22HOME%22%7D%7D"),
        ("/.redirect-to", 404, nil), ("/old-programme/.redirect-to", 404, nil),
        ("/301/old-programme", 404, nil), ("/x/../old-programme", 404, nil),
      ]
      for (path, status, location) in wanted {
        let answer = try await served.get("chess.example", path)
        #expect(answer.status == status, "\(path)")
        #expect(answer.location == location, "\(path)")
      }
      let head = try await served.get("chess.example", "/old-programme", "-I")
      #expect(head.location == "/programme")
    }
  }

  @Test func `a host that moved keeps the path below a folder, and not at a page`() async throws {
    try await ServedSites.with { served in
      let wanted = [
        ("https://new.example", "https://new.example/a/b?c"),
        ("https://new.example:8443/club/", "https://new.example:8443/club/a/b?c"),
        ("https://new.example/page", "https://new.example/page"),
        ("https://new.example/?x", "https://new.example/?x"),
      ]
      for (url, location) in wanted {
        let live = try served.live(
          Self.pages,
          .chess { site, _ in
            site.content = .redirect(.at(51, url))
            site.redirects = [.at(60, "/first", "https://first.example/", 301)]
          })
        try await live.converge()
        let answer = try await served.get("chess.example", "/a/b?c")
        #expect(answer.status == 308)
        #expect(answer.location == location)
        #expect(
          try await served.get("chess.example", "/first").location == "https://first.example/")
      }
    }
  }

  @Test func `a suspended club's host says that it is closed, and comes back as it was`()
    async throws
  {
    try await ServedSites.with { served in
      let closed = HostedClub.chess { site, club in
        site.aliases = [.at(60, .plain("www.chess.example"))]
        site.redirects = [.at(61, "/old", "/new", 301)]
        club.lifecycle = .at(9, .suspended(since: nil, reason: "unpaid"))
      }
      let live = try served.live(Self.pages, closed)
      try await live.converge()
      for path in ["/", "/style.css", "/old", "/nothing"] {
        let answer = try await served.get("chess.example", path)
        #expect(answer.status == 503)
        #expect(answer.headers["retry-after"] == "86400")
        #expect(answer.body.contains("This site is closed for now"))
        #expect(!answer.body.contains("unpaid"))
      }
      #expect(try await served.get("www.chess.example").location == "http://chess.example/")
      let release = "\(live.root)/releases/chess/\(live.wantedTree)"
      #expect(text(of: "\(release)/index.html") == "<h1>Chess</h1>", "its data stays")
      try live.declare(.chess())
      try await live.converge()
      #expect(try await served.get("chess.example").body == "<h1>Chess</h1>")
      #expect(try names(in: "\(live.root)/releases/chess").count == 2, "nothing was built anew")
    }
  }

  @Test func `an edited page is served as it was again`() async throws {
    try await ServedSites.with { served in
      let live = try served.live(Self.pages, .chess())
      try await live.converge()
      try edit(live.published("index.html"), "<h1>Owned</h1>")
      #expect(try await served.get("chess.example").body == "<h1>Owned</h1>")
      try await live.converge()
      #expect(try await served.get("chess.example").body == "<h1>Chess</h1>")
    }
  }

  @Test func `invitations of every host go to the chat server`() async throws {
    let upstream = try PrivateCaddy()
    let echo = #"""
      {"admin": {"disabled": true}, "apps": {"http": {"servers": {"echo": {
        "listen": ["\#(upstream.address)"], "automatic_https": {"disable": true},
        "routes": [{"handle": [{"handler": "static_response", "status_code": "200",
          "body": "{http.request.method} {http.request.host} {http.request.uri}"}]}]}}}}}
      """#
    try await upstream.start(configuration: echo)
    do {
      try await ServedSites.with(joinUpstream: upstream.address) { served in
        try await served.live(Self.pages, .chess()).converge()
        for host in ["chess.example", "knit.clubs.example"] {
          let answer = try await served.get(host, "/join/abc?x")
          #expect(answer.body == "GET \(host) /join/abc?x")
        }
        let form = try await served.get("chess.example", "/join/abc", "-d", "password=x")
        #expect(form.body == "POST chess.example /join/abc")
        #expect(try await served.get("chess.example", "/joint").status == 404)
        #expect(try await served.get("chess.example", "/join/../style.css").status == 404)
        #expect(try await served.get("Chess.example", "/join/abc").status == 308)
      }
    } catch {
      try await upstream.stop()
      throw error
    }
    try await upstream.stop()
  }

  @Test func `doctor knows whether Caddy answers with our configuration`() async throws {
    try await ServedSites.with { served in
      let service = CaddyService(
        name: "caddy", root: served.caddy.root, listener: served.caddy.address)
      let findings = await service.diagnose()
      #expect(findings.last?.severity == .ok)
      #expect(findings.last?.message.contains("with allotment's configuration") == true)
      try await served.caddy.stop()
      #expect(await service.diagnose().last?.severity == .error)
    }
  }
}
