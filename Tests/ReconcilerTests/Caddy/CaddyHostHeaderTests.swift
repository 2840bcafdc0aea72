import Glibc
import Spec
import TestSupport
import Testing

/// Host headers and paths that no browser sends.
@Suite(.serialized)
struct CaddyHostHeaderTests {
  private static let pages = InMemoryRepository([
    "sites/chess/index.html": "<h1>Chess</h1>", "sites/chess/a/index.html": "<h1>A</h1>",
  ])

  private func withChess(_ body: @Sendable (ServedSites) async throws -> Void) async throws {
    try await ServedSites.with { served in
      let live = try served.live(
        Self.pages, .chess { site, _ in site.aliases = [.at(60, .plain("www.chess.example"))] })
      try await live.converge()
      // Bait: what must not be reached by any trick.
      try served.caddy.directory.write("www/secret.example/index.html", "SECRET")
      try served.caddy.directory.write("www/secret", "SECRET")
      try served.caddy.directory.write("www/index.html", "SECRET")
      try edit(live.published(".htpasswd"), "SECRET")
      try served.caddy.directory.write("www/sites/chess.example/.git/config", "SECRET")
      try await body(served)
    }
  }

  @Test func `no Host header leads out of the sites`() async throws {
    try await withChess { served in
      let long = String(repeating: "a.", count: 200) + "example"
      let hosts = [
        "", ".", "..", "../..", "..%2f..", "%2e%2e", "../secret.example", "sites/chess.example",
        "chess.example/../..", "chess.example/a", "chess.example%2fa", "chess.example\\a",
        "chess.example\0", "chess.example\u{1}", "chess.example\u{7F}", "chess.example:",
        "chess.example:port", "chess.example:99999999", "*", "*.example", "c?ess.example",
        "[c]hess.example", "{http.request.uri}", "{env.HOME}", "{{env}}", "chess..example",
        ".chess.example", "chess.example..", "-chess.example", "chess-.example", "localhost",
        "127.0.0.1", "[::1]", "chess.example,www.chess.example", "chess.example www.chess.example",
        "user@chess.example", "münchen.example", "xn--mnchen-3ya.example", "~",
        "chess_club.example",
        long, String(repeating: "a", count: 64) + ".example", String(repeating: "x", count: 20_000),
      ]
      for host in hosts {
        for target in ["/", "/secret", "/index.html", "/../secret"] {
          let answer = try served.raw(host: host, target: target)
          #expect([400, 404, 431].contains(answer.status), "\(host.prefix(40)) \(target)")
          #expect(!answer.body.contains("SECRET"))
          #expect(!answer.body.contains("Chess"))
        }
      }
    }
  }

  @Test func `no path leads out of a site or to a hidden file`() async throws {
    try await withChess { served in
      let paths = [
        "/../secret", "/..%2fsecret", "/%2e%2e/secret", "/%2e%2e%2fsecret", "/a/../../secret",
        "/..%5csecret", "/..\\secret", "/.htpasswd", "/%2ehtpasswd", "/.git/config",
        "/a/../.htpasswd",
        "/.well-known/../.htpasswd", "/.well-known/.htpasswd", "//.htpasswd", "/./.htpasswd",
        "/a%00", "/%01", "/\u{7F}", "/%7f", "/%252e%252e/secret", "/...", "/.", "/..",
        "/a/%2e", "/\(String(repeating: "x", count: 5_000))",
        "/\(String(repeating: "a/", count: 3_000))",
      ]
      for path in paths {
        let answer = try served.raw(host: "chess.example", target: path)
        #expect([400, 404].contains(answer.status), "\(path.prefix(40)): \(answer.status)")
        #expect(!answer.body.contains("SECRET"))
        #expect(!answer.body.contains("<h1>Chess"), "\(path.prefix(40))")
        #expect(!answer.body.contains("<h1>A<"), "\(path.prefix(40))")
      }
      #expect(try served.raw(host: "chess.example", target: "/a/").body.contains("<h1>A</h1>"))
    }
  }

  @Test func `an unknown host gets a page that says so and tells nothing`() async throws {
    try await withChess { served in
      for host in ["nobody.example", "chess.example.org", "sub.chess.example", "127.0.0.1"] {
        let answer = try await served.get(host, "/anything")
        #expect(answer.status == 404)
        #expect(answer.body.contains("There is no site here"))
        #expect(!answer.body.contains(host))
        #expect(answer.headers["server"] == nil)
      }
    }
  }

  @Test func `capitals and a final dot lead to the one right name`() async throws {
    try await withChess { served in
      let wanted = [
        ("CHESS.example", "http://chess.example/a?b"),
        ("chess.example.", "http://chess.example/a?b"),
        ("Chess.Example.:8080", "http://chess.example:8080/a?b"),
        ("WWW.chess.example", "http://www.chess.example/a?b"),
        ("NOBODY.example", "http://nobody.example/a?b"),
      ]
      for (host, location) in wanted {
        let answer = try await served.get(host, "/a?b")
        #expect(answer.status == 308, "\(host)")
        #expect(answer.location == location)
      }
      #expect(try await served.get("chess.example:8080", "/").status == 200)
    }
  }
}
