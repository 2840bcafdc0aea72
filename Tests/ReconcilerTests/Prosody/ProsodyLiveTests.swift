import ChatContract
import Foundation
import Model
import ProsodyService
import ServiceContract
import TestSupport
import Testing

/// What the adapter sees and does on a real server, beyond the contract of all services.
@Suite(.serialized)
struct ProsodyLiveTests {
  @Test func `a digest changes with drift alone, and a cold one is the same`() async throws {
    try await PrivateProsody.with { prosody in
      let chess = LiveChess(on: prosody)
      try await chess.converge()
      let quiet = try await chess.digest()
      #expect(try await chess.digest() == quiet)
      #expect(try await chess.digest(cold: true) == quiet)

      try FileManager.default.removeItem(atPath: chess.accountFile("dan"))
      let drifted = try await eventually { try await chess.digest() != quiet }
      #expect(drifted)
      let missing = try await chess.differences()
      #expect(missing.map(\.id) == ["chess/prosody/account/dan@chess.example#create"])
      try await chess.converge()
      #expect(try await chess.digest(cold: true) == quiet)
    }
  }

  @Test func `an account whose file is broken is a problem, is not overwritten, and stays`()
    async throws
  {
    try await PrivateProsody.with { prosody in
      let chess = LiveChess(on: prosody)
      try await chess.converge()
      let broken = Data("return {".utf8)
      try broken.write(to: URL(fileURLWithPath: chess.accountFile("dan")))
      let dan = try #require(try await chess.observed("dan@chess.example"))
      #expect(dan.problem != nil)
      let outcomes = await chess.apply(
        [bareChange(.create, try chess.desired("dan@chess.example"))])
      #expect(outcomes.map(code) == ["corrupt"])
      #expect(try chess.accountRecord("dan") == broken)
    }
  }

  @Test func `a vhost that nobody declares is unmanaged`() async throws {
    try await PrivateProsody.with { prosody in
      let chess = LiveChess(on: prosody)
      let sweep = try await chess.service.sweep([chess.scope], cold: false)
      #expect(
        sweep.unmanaged == [Unmanaged(service: "prosody", kind: "vhost", name: "localhost")])
      #expect(sweep.digests["chess"] == "absent")
      #expect(try await chess.observed() == [])
    }
  }

  /// Why the club cannot be read; a club that is not there is told from it all the while.
  private func doubt(_ chess: LiveChess) async throws -> String? {
    let go = Scope(
      club: "go",
      resources: [
        ResourceID(club: "go", service: "prosody", kind: ChatKind.vhost, name: "go.example")
      ])
    let scopes = [chess.scope, go]
    let observations = await chess.service.observe(scopes)
    #expect(observations["go"] == .complete([]))
    guard let reason = await reason(chess) else { return nil }
    for cold in [false, true] {
      let sweep = try await chess.service.sweep(scopes, cold: cold)
      #expect(sweep.digests == ["go": "absent"])
    }
    #expect(try await chess.service.digests(of: scopes) == ["go": "absent"])
    return reason
  }

  @Test func `a vhost whose file was skipped at start cannot be read, and is not gone`()
    async throws
  {
    try await PrivateProsody.with { prosody in
      let chess = LiveChess(on: prosody)
      try await chess.converge()
      let dan = try chess.accountRecord("dan")
      let file = prosody.directory("prosody/hosts/chess.example.json")
      let good = try #require(FileManager.default.contents(atPath: file))
      try await prosody.stop()
      try Data("garbage".utf8).write(to: URL(fileURLWithPath: file))
      try await prosody.start()
      let broken = try #require(try await doubt(chess))
      #expect(broken.hasPrefix("chess.example cannot be read: chess.example.json was skipped"))
      // Mended, and not yet read again.
      try good.write(to: URL(fileURLWithPath: file))
      #expect(try #require(try await doubt(chess)).contains("restart Prosody"))
      try await prosody.restart()
      #expect(try await doubt(chess) == nil)
      #expect(try await chess.differences() == [])

      // Without its file it is not there, and is made again with all that it had.
      try await prosody.stop()
      try FileManager.default.removeItem(atPath: file)
      try await prosody.start()
      #expect(try await chess.observed() == [])
      try await chess.converge()
      #expect(try await chess.differences() == [])
      #expect(try chess.accountRecord("dan") == dan)
    }
  }

  @Test func `a folder of vhosts that is missing makes none of them go`() async throws {
    try await PrivateProsody.with { prosody in
      let chess = LiveChess(on: prosody)
      let folder = prosody.directory("prosody/hosts")
      // Before the first vhost it may be missing.
      try await prosody.stop()
      try FileManager.default.removeItem(atPath: folder)
      try await prosody.start()
      #expect(try await chess.observed() == [])
      #expect(await chess.service.diagnose().allSatisfy { $0.severity == .ok })
      try await chess.converge()
      try await prosody.stop()
      try FileManager.default.moveItem(atPath: folder, toPath: folder + ".away")
      try await prosody.start()
      #expect(try #require(await reason(chess)).contains("\(folder), is missing"))
      #expect(try await chess.service.sweep([chess.scope], cold: false).digests.isEmpty)
      let findings = await chess.service.diagnose().filter { $0.severity == .error }
      #expect(findings.count == 1 && findings[0].message.contains("\(folder), is missing"))
      try FileManager.default.moveItem(atPath: folder + ".away", toPath: folder)
      try await prosody.restart()
      #expect(try await chess.differences() == [])
      try await prosody.stop()
      // Something else stands where it was.
      try FileManager.default.removeItem(atPath: folder)
      try Data().write(to: URL(fileURLWithPath: folder))
      try await prosody.start()
      #expect(try #require(await reason(chess)).contains("cannot be read: file"))
    }
  }

  private func reason(_ chess: LiveChess) async -> String? {
    guard case .unavailable(let reason)? = await chess.service.observe([chess.scope])["chess"]
    else { return nil }
    return reason
  }

  @Test func `more vhosts than one request compares are all compared`() async throws {
    try await PrivateProsody.with { prosody in
      let service = ProsodyService(name: "prosody", socket: prosody.socket)
      var scopes: [Scope] = []
      for number in 1...60 {
        let club = DeclaredClub(hosted: .fixture("c\(number)", domain: "c\(number).example"))
        let vhost = service.desired(for: club)[0]
        let outcomes = await service.apply(
          [bareChange(.create, vhost)], of: "c\(number)", from: nil)
        #expect(outcomes == [.applied])
        scopes.append(Scope(club: "c\(number)", resources: [vhost.id]))
      }
      let cold = try await service.sweep(scopes, cold: true)
      #expect(cold.digests.count == 60)
      #expect(!cold.digests.values.contains("absent"))
      #expect(try await service.sweep(scopes, cold: false) == cold)
      let observations = await service.observe(scopes)
      #expect(observations.count == 60)
      for (club, observation) in observations {
        guard case .complete(let resources) = observation else {
          Issue.record("\(club): \(observation)")
          continue
        }
        #expect(resources.map(\.mark) == [club])
      }
    }
  }

  @Test func `an invitation is made once, and a new generation replaces it`() async throws {
    try await PrivateProsody.with { prosody in
      let chess = LiveChess(on: prosody)
      try await chess.converge()
      let hosted = chess.club.hosted
      let first = try await chess.service.invitations(of: hosted)
      #expect(first.map(\.user) == ["dan", "rose"])
      #expect(first.allSatisfy { $0.generation == 1 && $0.state == .pending && $0.link != nil })
      _ = await chess.apply(chess.desired.map { bareChange(.create, $0) })
      #expect(try await chess.service.invitations(of: hosted) == first)

      for _ in 1...2 {
        try await chess.service.renewInvitation(of: "dan", in: hosted, generation: 2)
      }
      let second = try await chess.service.invitations(of: hosted)
      #expect(second.map(\.generation) == [2, 1])
      #expect(second[0].link != first[0].link)
      #expect(second[1] == first[1])
    }
  }

  @Test func `a stopped server is unavailable in every way, and back afterwards`() async throws {
    try await PrivateProsody.with { prosody in
      let chess = LiveChess(on: prosody)
      try await chess.converge()
      try await prosody.stop()
      guard case .unavailable(let reason)? = await chess.service.observe([chess.scope])["chess"]
      else {
        Issue.record("a stopped server was read")
        return
      }
      #expect(reason.contains(prosody.socket))
      await #expect(throws: ServiceFailure.self) { try await chess.digest() }
      let outcomes = await chess.apply(chess.desired.map { bareChange(.create, $0) })
      #expect(outcomes.map(code) == ["unreachable", nil, nil, nil, nil])
      #expect(!outcomes.contains(.applied))
      try await prosody.start()
      #expect(try await chess.observed().count == chess.desired.count)
      #expect(try await chess.differences() == [])
    }
  }

  @Test func `doctor finds nothing wrong with a server that is set up as it must be`() async throws
  {
    try await PrivateProsody.with { prosody in
      let chess = LiveChess(on: prosody)
      try await chess.converge()
      let findings = await chess.service.diagnose()
      #expect(findings.filter { $0.severity != .ok } == [])
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o666], ofItemAtPath: prosody.socket)
      let open = await chess.service.diagnose().filter { $0.severity == .error }
      #expect(open.map(\.remedy) == ["chmod o-rwx \(prosody.socket)"])
      let elsewhere = ProsodyService(
        name: "prosody", socket: prosody.socket, hostsDirectory: "/somewhere/else")
      let moved = await elsewhere.diagnose().filter { $0.message.contains("/somewhere/else") }
      #expect(moved.count == 1)
    }
  }
}
