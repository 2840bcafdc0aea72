import CaddyService
import Glibc
import ServiceContract
import Spec
import TestSupport
import Testing

/// Certificates on demand, from an authority of Caddy's own.
@Suite(.serialized)
struct CaddyTLSTests {
  @Test func `a certificate is had for what we serve and refused for all else`() async throws {
    // A second Caddy stands for the agent's endpoint.
    let agent = try PrivateCaddy()
    let answers = #"""
      {"admin": {"disabled": true}, "apps": {"http": {"servers": {"ask": {
        "listen": ["\#(agent.address)"], "automatic_https": {"disable": true}, "routes": [
          {"match": [{"path": ["/ask"], "query": {"domain": ["chess.example"]}}],
            "handle": [{"handler": "static_response", "status_code": "200"}]},
          {"handle": [{"handler": "static_response", "status_code": "404"}]}]}}}}}
      """#
    try await agent.start(configuration: answers)
    do { try await checkCertificates(askingAt: "http://\(agent.address)/ask") } catch {
      try await agent.stop()
      throw error
    }
    try await agent.stop()
  }

  private func checkCertificates(askingAt ask: String) async throws {
    try await PrivateCaddy.with(
      configuration: { caddy in
        try CaddyConfiguration(
          root: caddy.root,
          listener: .tls(
            .init(https: caddy.tlsAddress, http: caddy.address, ask: ask, issuer: .internal)),
          storage: caddy.directory("caddy/storage")
        ).json()
      },
      { caddy in
        let pages = InMemoryRepository(["sites/chess/index.html": "<h1>Chess</h1>"])
        let live = try LiveSite(root: caddy.root, pages, .chess())
        try await live.converge()
        let page = try await get("chess.example", caddy)
        #expect(page.output.hasSuffix("<h1>Chess</h1>"), "\(page)")
        #expect(try await !get("nobody.example", caddy).isSuccess)

        let plain = try ServedSites.parse(
          caddy.raw("GET /a?b HTTP/1.1\r\nHost: chess.example\r\nConnection: close\r\n\r\n"))
        #expect(plain.status == 308)
        #expect(plain.location == "https://chess.example/a?b")
        let odd = try ServedSites.parse(
          caddy.raw("GET / HTTP/1.1\r\nHost: ..\r\nConnection: close\r\n\r\n"))
        #expect(odd.status == 404)
      })
  }

  private func get(_ host: String, _ caddy: PrivateCaddy) async throws -> Finished {
    try await run(
      Command(
        "curl",
        [
          "-s", "-k", "-i", "--http1.1", "--max-time", "20", "--resolve",
          "\(host):\(caddy.tlsPort.number):127.0.0.1", "https://\(host):\(caddy.tlsPort.number)/",
        ]))
  }
}
