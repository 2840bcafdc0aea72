import ChatContract
import EjabberdService
import Foundation
import Model
import ServiceContract
import Spec
import TestSupport
import Testing

/// What the adapter sees and does on a real server, beyond the contract of all services.
@Suite(.serialized)
struct EjabberdLiveTests {
  @Test func `accounts made and removed out of band show in the digest, and are mended`()
    async throws
  {
    try await PrivateEjabberd.with { server in
      let chess = LiveEjabberd(on: server)
      try await chess.converge()
      let quiet = try await chess.digest()
      #expect(try await chess.digest() == quiet)
      #expect(try await chess.digest(cold: true) == quiet)

      try await server.call("unregister", #"{"user":"dan","host":"chess.example"}"#)
      #expect(try await chess.digest() != quiet)
      let missing = try await chess.differences()
      #expect(missing.map(\.id).contains("chess/ejabberd/account/dan@chess.example#create"))
      try await chess.converge()
      #expect(try await chess.digest() == quiet)
    }
  }

  @Test func `a stranger carries no mark, is not changed, and keeps its vhost from going`()
    async throws
  {
    try await PrivateEjabberd.with { server in
      let chess = LiveEjabberd(on: server)
      try await chess.converge()
      try await server.call(
        "register", #"{"user":"violet","host":"chess.example","password":"only-a-test"}"#)
      let stranger = try #require(try await chess.observed("violet@chess.example"))
      #expect(stranger.mark == nil)
      var violet = try chess.desired("dan@chess.example")
      violet.id.name = "violet@chess.example"
      #expect(await chess.apply([bareChange(.create, violet)]).map(code) == ["not-ours"])
      let removal = Change(
        action: .delete, resource: try chess.desired("chess.example").id, origin: nil,
        cause: .revision, reason: "test")
      #expect(await chess.apply([removal]).map(code) == ["not-ours"])
      #expect(
        try await server.call("registered_users", #"{"host":"chess.example"}"#)
          == #"["violet"]"#)
    }
  }

  @Test func `a vhost that is removed and added again is empty`() async throws {
    try await PrivateEjabberd.with { server in
      let chess = LiveEjabberd(on: server)
      try await chess.converge()
      let gone = try await chess.observed().map(\.id).sorted(by: >).map {
        Change(action: .delete, resource: $0, origin: nil, cause: .revision, reason: "test")
      }
      #expect(await chess.apply(gone).allSatisfy { $0 == .applied })
      #expect(try await server.call("registered_vhosts", "{}") == #"["localhost"]"#)
      try Data("{\"hosts\": [\"chess.example\"]}\n".utf8)
        .write(to: URL(fileURLWithPath: server.hostsFile))
      try await server.call("reload_config", "{}")
      for (command, arguments) in [
        ("registered_users", #"{"host":"chess.example"}"#),
        ("srg_list", #"{"host":"chess.example"}"#),
        ("muc_online_rooms", #"{"service":"conference.chess.example"}"#),
      ] {
        #expect(try await server.call(command, arguments) == "[]", "\(command)")
      }
    }
  }

  @Test func `vhosts that several clubs ask for at a time cost few reloads`() async throws {
    try await PrivateEjabberd.with { server in
      let service = EjabberdService(on: server)
      let clubs = (1...40).map { number in
        DeclaredClub(hosted: .fixture("c\(number)", domain: "c\(number).example"))
      }
      let outcomes = await withTaskGroup(of: [Outcome].self) { group in
        for club in clubs {
          group.addTask {
            await service.apply(
              [bareChange(.create, service.desired(for: club)[0])], of: club.hosted.id, from: nil)
          }
        }
        var all: [Outcome] = []
        for await outcomes in group { all += outcomes }
        return all
      }
      #expect(outcomes.count == 40)
      #expect(outcomes.allSatisfy { $0 == .applied })
      #expect(await service.reloads <= 4)
      let scopes = clubs.map { club in
        Scope(club: club.hosted.id, resources: [service.desired(for: club)[0].id])
      }
      let sweep = try await service.sweep(scopes, cold: true)
      #expect(sweep.digests.count == 40)
      #expect(sweep.unmanaged.map(\.name) == ["localhost"])
    }
  }

  @Test func `a stopped server is unavailable in every way, and back afterwards`() async throws {
    try await PrivateEjabberd.with { server in
      let chess = LiveEjabberd(on: server)
      try await chess.converge()
      try await server.stop()
      guard case .unavailable? = await chess.service.observe([chess.scope])["chess"] else {
        Issue.record("a stopped server was read")
        return
      }
      await #expect(throws: ServiceFailure.self) { try await chess.digest() }
      let outcomes = await chess.apply(chess.desired.map { bareChange(.create, $0) })
      #expect(outcomes.map(code)[0] == "unreachable")
      #expect(!outcomes.contains(.applied))
      try await server.start()
      #expect(try await chess.differences() == [])
    }
  }

  @Test func `a hosts file that somebody edited is written anew, and another's is left alone`()
    async throws
  {
    try await PrivateEjabberd.with { server in
      let chess = LiveEjabberd(on: server)
      try await chess.converge()
      let url = URL(fileURLWithPath: server.hostsFile)
      let written = try Data(contentsOf: url)
      try (written + Data("# edited\n".utf8)).write(to: url)
      #expect(
        try await chess.differences().map(\.id) == ["chess/ejabberd/vhost/chess.example#update"])
      try await chess.converge()
      #expect(try Data(contentsOf: url) == written)
      try Data("hosts: [other.example]\n".utf8).write(to: url)
      guard case .unavailable? = await chess.service.observe([chess.scope])["chess"] else {
        Issue.record("a foreign hosts file was read")
        return
      }
    }
  }

  @Test func `doctor names what is not permitted, and has no error where all is as it must be`()
    async throws
  {
    try await PrivateEjabberd.with { server in
      let chess = LiveEjabberd(on: server)
      try await chess.converge()
      let findings = await chess.service.diagnose()
      #expect(findings.filter { $0.severity == .error } == [])
    }
    try await PrivateEjabberd.with(further: ["--command", "status", "--command", "register"]) {
      server in
      let errors = await EjabberdService(on: server).diagnose().filter { $0.severity == .error }
      #expect(errors.first?.message.contains("registered_users") == true)
      #expect(errors.first?.message.contains("status") == false)
      #expect(errors.first?.remedy?.contains("api_permissions:") == true)
    }
  }
}
