import Foundation
import Inventory
import Model
import Reconciler
import Spec
import TestSupport
import Testing

@testable import Web

@Suite struct StatusServerTests {
  private static let personal = "rose.hill@chess.example has no room left"

  private static var reportWithNames: AgentReport {
    var report = StatusFixture.report([
      StatusFixture.club(
        "chess", "Chess Club", .outOfSync, .degraded, reason: "ChangesFailed", message: personal)
    ])
    report.down = ["prosody": "\(personal), said by prosody"]
    report.sourceProblem = "\(personal), said by git"
    report.unmanaged = [Unmanaged(service: "prosody", kind: "account", name: personal)]
    report.errors = [
      Diagnostic(
        .yamlSyntax, .error, personal,
        at: SourceLocation(file: "clubs/chess.yaml", position: .init(line: 14, column: 9)))
    ]
    return report
  }

  @Test func `healthz is 200 while every club is looked at in time`() async throws {
    try await StatusFixture.run(StatusFixture.report()) { server async throws in
      let answer = try await server.get("/healthz")
      #expect(answer.status == 200)
      #expect(answer.body == "healthy\n")
    }
  }

  @Test func `healthz is 503 and names the clubs that are overdue`() async throws {
    var report = StatusFixture.report()
    report.overdue = ["chess", "knitters"]
    try await StatusFixture.run(report) { server async throws in
      let text = try await server.get("/healthz")
      #expect(text.status == 503)
      #expect(text.body == "not reconciled for too long:\nchess\nknitters\n")
      let json = try await server.get("/healthz", ("Accept", "application/json"))
      #expect(json.status == 503)
      let object = try JSONSerialization.jsonObject(with: Data(json.body.utf8)) as? [String: Any]
      #expect(object?["clubs"] as? [String] == ["chess", "knitters"])
      #expect(object?["ok"] as? Bool == false)
    }
  }

  @Test func `a very long list of overdue clubs is cut and counted`() async throws {
    var report = StatusFixture.report()
    report.overdue = (1...5_000).map { "club-\($0)" }
    try await StatusFixture.run(report) { server async throws in
      let answer = try await server.get("/healthz")
      #expect(answer.body.hasSuffix("club-100\nand 4900 more\n"))
    }
  }

  @Test func `readyz says what is missing until every club was looked at`() async throws {
    var report = StatusFixture.report()
    report.isReady = false
    try await StatusFixture.run(report) { server async throws in
      let answer = try await server.get("/readyz")
      #expect(answer.status == 503)
      #expect(answer.body == "not every club has been looked at yet\n")
    }
    report.revision = nil
    try await StatusFixture.run(report) { server async throws in
      let answer = try await server.get("/readyz")
      #expect(answer.body == "no revision of the repository has been read yet\n")
    }
    try await StatusFixture.run(StatusFixture.report()) { server async throws in
      let answer = try await server.get("/readyz")
      #expect(answer.status == 200)
    }
  }

  @Test(arguments: ["/", "/api/v1/clubs", "/api/v1/clubs/chess", "/metrics", "/healthz"])
  func `without the token nothing that could name a member is shown`(path: String) async throws {
    try await StatusFixture.run(Self.reportWithNames, provider: "Green Valley") {
      server async throws in
      let answer = try await server.get(path)
      #expect(answer.status == 200)
      #expect(!answer.body.contains("rose.hill"))
    }
  }

  @Test(arguments: ["/", "/api/v1/clubs", "/api/v1/clubs/chess"])
  func `with the token the messages are shown`(path: String) async throws {
    try await StatusFixture.run(Self.reportWithNames) { server async throws in
      let answer = try await server.get(path, ("Authorization", "Bearer \(StatusFixture.token)"))
      #expect(answer.status == 200)
      #expect(answer.body.contains(Self.personal))
    }
  }

  @Test(arguments: [
    "Bearer wrong-horse-battery-staple", "Bearer correct-horse-battery-stapl", "Bearer ",
    "Bearer correct-horse-battery-staplee", "Basic Y29ycmVjdC1ob3JzZQ==", "",
    "Bearer " + String(repeating: "a", count: 4_000),
  ])
  func `a wrong token is refused`(authorization: String) async throws {
    try await StatusFixture.run(Self.reportWithNames) { server async throws in
      let answer = try await server.get("/api/v1/clubs", ("Authorization", authorization))
      #expect(answer.status == 401)
      #expect(answer.headers["www-authenticate"] == #"Bearer error="invalid_token""#)
      #expect(!answer.body.contains("chess"))
    }
  }

  @Test func `where no token is set none is right`() async throws {
    try await StatusFixture.run(Self.reportWithNames, token: nil) { server async throws in
      let answer = try await server.get(
        "/api/v1/clubs", ("Authorization", "Bearer \(StatusFixture.token)"))
      #expect(answer.status == 401)
    }
  }

  @Test func `one club is answered alone and an unknown one with 404`() async throws {
    let report = StatusFixture.report([
      StatusFixture.club("chess", "Chess Club"), StatusFixture.club("knitters", "Knitters"),
    ])
    try await StatusFixture.run(report) { server async throws in
      let one = try await server.get("/api/v1/clubs/knitters")
      let object = try JSONSerialization.jsonObject(with: Data(one.body.utf8)) as? [String: Any]
      let clubs = object?["clubs"] as? [[String: Any]]
      #expect(clubs?.map { $0["id"] as? String } == ["knitters"])
      #expect(object?["revision"] as? String == StatusFixture.revision.description)
      #expect(try await server.get("/api/v1/clubs/dentists").status == 404)
      #expect(try await server.get("/api/v1/clubs/").status == 404)
      #expect(try await server.get("/api/v1/clubs/..%2f..%2fetc").status == 404)
    }
  }

  @Test(arguments: [
    "/webhook", "/favicon.ico", "/index.html", "//", "/./", "/metrics/", "/api", "/api/v1",
    "/%2e%2e/etc/passwd", "/healthz%00", "/HEALTHZ",
  ])
  func `an unknown path is 404`(path: String) async throws {
    try await StatusFixture.run(StatusFixture.report()) { server async throws in
      #expect(try await server.get(path).status == 404)
      #expect(try await fetch(server.base + path, "POST", body: [1]).status == 404)
    }
  }

  @Test(arguments: ["/", "/healthz", "/metrics", "/api/v1/clubs", "/ask?domain=chess.example"])
  func `only GET and HEAD are answered`(path: String) async throws {
    let served = { @Sendable (_: String) in true }
    try await StatusFixture.run(StatusFixture.report(), serves: served) { server async throws in
      for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"] {
        let answer = try await fetch(server.base + path, method)
        #expect(answer.status == 405, "\(method)")
        #expect(answer.headers["allow"] == "GET, HEAD")
      }
      let full = try await server.get(path)
      let head = try await fetch(server.base + path, "HEAD")
      #expect(head.status == full.status)
      #expect(head.body.isEmpty)
      #expect(head.headers["content-type"] == full.headers["content-type"])
    }
  }

  @Test(arguments: ["/", "/healthz", "/metrics", "/nowhere"])
  func `every answer carries the headers that keep browsers careful`(path: String) async throws {
    try await StatusFixture.run(StatusFixture.report()) { server async throws in
      let headers = try await server.get(path).headers
      let policy = try #require(headers["content-security-policy"])
      #expect(policy.contains("default-src 'none'"))
      #expect(policy.contains("frame-ancestors 'none'"))
      #expect(!policy.contains("unsafe"))
      #expect(headers["x-content-type-options"] == "nosniff")
      #expect(headers["referrer-policy"] == "no-referrer")
      #expect(headers["cache-control"] == "no-store")
      #expect(headers["server"] == nil)
    }
  }

  @Test func `a request body is refused and a huge one does not arrive`() async throws {
    try await StatusFixture.run(StatusFixture.report()) { server async throws in
      let small = try await fetch(server.base + "/healthz", body: Array("hello".utf8))
      #expect(small.status == 413)
      // Whether the client sees the answer before the connection ends is a race; 200 never comes.
      let huge = try? await fetch(
        server.base + "/healthz", body: [UInt8](repeating: 0x61, count: 64 << 20))
      #expect(huge == nil || huge?.status == 413)
      #expect(try await eventually { (try? await server.get("/healthz"))?.status == 200 })
    }
  }

  @Test func `a header that is too long ends the request`() async throws {
    try await StatusFixture.run(StatusFixture.report()) { server async throws in
      let long = String(repeating: "a", count: 100_000)
      let answer = try? await server.get("/healthz", ("X-Long", long))
      #expect(answer == nil || answer?.status == 400)
      let path = try? await server.get("/api/v1/clubs/" + long)
      #expect(path == nil || [400, 404].contains(path?.status))
      #expect(try await eventually { (try? await server.get("/healthz"))?.status == 200 })
    }
  }

  @Test func `the web server may ask for certificates of names that are served`() async throws {
    let served = { @Sendable (host: String) in host == "chess.example" }
    try await StatusFixture.run(StatusFixture.report(), serves: served) { server async throws in
      #expect(try await server.get("/ask?domain=chess.example").status == 200)
      #expect(try await server.get("/ask?domain=CHESS.example").status == 200)
      #expect(try await server.get("/ask?domain=knitters.example").status == 404)
    }
  }

  @Test(arguments: [
    "", "domain=", "domain=chess", "domain=chess..example", "domain=.example",
    "domain=chess.example.", "domain=-a.example", "domain=a-.example", "domain=a_b.example",
    "domain=a%2eb", "domain=a%00.example",
    "domain=../../etc", "domain=127.0.0.1:80", "host=chess.example", "domain=*.example",
    "domain=chess.example&domain=other.example",
    "domain=" + String(repeating: "a", count: 64) + ".example",
    "domain=" + String(repeating: "a.", count: 130) + "example", "DOMAIN=chess.example",
    "domain=ch%C3%A9ss.example",
  ])
  func `what is not a domain is not served, and nobody is asked`(query: String) async throws {
    let served = { @Sendable (host: String) in
      Issue.record("asked for \(host)")
      return true
    }
    try await StatusFixture.run(StatusFixture.report(), serves: served) { server async throws in
      #expect(try await server.get("/ask?\(query)").status == 404)
    }
  }

  @Test func `a port that is taken is said so`() async throws {
    let port = try LoopbackPort()
    let settings = StatusServer.Settings(
      listen: .init(host: "127.0.0.1", port: port.number), services: [], version: "1")
    let source = StatusSource(report: { StatusFixture.report() }, serves: { _ in false })
    try await serving {
      StatusServer(settings: settings, source: source, logger: quietLogger, onListening: $0)
    } _: {
      let second = StatusServer(settings: settings, source: source, logger: quietLogger)
      let error = await #expect(throws: StatusServer.CannotListen.self) { try await second.run() }
      #expect(error?.description == "cannot listen on \(settings.listen): address already in use")
    }
  }
}
