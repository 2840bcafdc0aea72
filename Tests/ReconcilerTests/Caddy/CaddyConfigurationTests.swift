import CaddyService
import FoundationEssentials
import Glibc
import ServiceContract
import Spec
import TestSupport
import Testing

@Suite
struct CaddyConfigurationTests {
  @Test func `equal values give equal texts, and hold no site`() throws {
    let make = {
      try CaddyConfiguration(
        root: "/srv/allotment", listener: .plain(address: "127.0.0.1:8080"),
        joinUpstream: "127.0.0.1:5280"
      ).json()
    }
    #expect(try make() == make())
    #expect(try make().contains(#""dial" : "127.0.0.1:5280""#))
  }

  @Test(arguments: [
    "", "/", "srv", "relative/path", "/srv/{env.HOME}", "/srv/*", "/srv/[a]", "/srv/a?", "/srv/a b",
    "/srv/\n", "/srv/\\", "/srv/ä",
  ])
  func `a root that means something else to Caddy is refused`(root: String) {
    #expect(throws: CaddyConfiguration.Invalid.self) {
      try CaddyConfiguration(root: root, listener: .plain(address: "127.0.0.1:8080")).json()
    }
  }

  @Test func `addresses must have a port, and the question goes to an http URL`() {
    for address in ["", "127.0.0.1", "127.0.0.1:", ":0", ":70000", ":80/x", "{env.X}:80"] {
      #expect(throws: CaddyConfiguration.Invalid.self) {
        try CaddyConfiguration(root: "/srv/a", listener: .plain(address: address)).json()
      }
      #expect(throws: CaddyConfiguration.Invalid.self) {
        try CaddyConfiguration(
          root: "/srv/a", listener: .plain(address: ":80"), joinUpstream: address
        ).json()
      }
    }
    #expect(throws: CaddyConfiguration.Invalid.self) {
      try CaddyConfiguration(
        root: "/srv/a", listener: .tls(.init(ask: "file:///x", issuer: .internal))
      ).json()
    }
  }

  @Test func `installing writes what Caddy accepts, makes the root, and can be done again`()
    async throws
  {
    let directory = try TemporaryDirectory()
    let configuration = CaddyConfiguration(
      root: directory("www"),
      listener: .tls(
        .init(
          ask: "http://127.0.0.1:8420/ask",
          issuer: .acme(email: "ops@provider.example", directory: nil))),
      joinUpstream: "127.0.0.1:5280", storage: directory("storage"),
      adminSocket: directory("admin.sock"))
    let first = try configuration.install(in: directory("etc"))
    #expect(try configuration.install(in: directory("etc")) == first)
    #expect(try names(in: directory("etc")) == ["allotment.conf", "caddy.json"])
    #expect(first.steps.count == 3)
    #expect(try names(in: directory("www")) == [])
    let service = CaddyService(name: "caddy", root: directory("www"))
    let findings = await service.diagnose()
    #expect(findings.map(\.severity) == [.ok, .warning])
    let valid = try await run(
      Command(
        "caddy", ["validate", "--config", directory("etc/caddy.json")],
        environment: ["HOME": directory.path]))
    #expect(valid.isSuccess, "\(valid.errors)")
  }
}
