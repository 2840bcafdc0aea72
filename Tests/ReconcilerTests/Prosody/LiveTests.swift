import Foundation
import Model
import ProsodyService
import ServiceContract
import Spec
import TestSupport
import Testing

/// What the adapter sees and does on a real server, beyond the contract of all services.
@Suite(.serialized)
struct ProsodyLiveTests {
  private static let club = DeclaredClub(
    hosted: .fixture { club in
      club.members = [.fixture("rose", role: .owner), .fixture("dan")]
      club.chat = .fixture(rooms: [.fixture("pawns", topic: "Openings")])
    })

  private var scope: Scope {
    Scope(club: "chess", resources: [vhost("chess.example", of: "chess")])
  }

  private func vhost(_ name: String, of club: String) -> ResourceID {
    ResourceID(club: club, service: "prosody", kind: ProsodyKind.vhost, name: name)
  }

  private func converge(_ service: ProsodyService) async throws {
    let live = try await complete(service)
    let outcomes = await service.apply(
      changes(from: live, to: service.desired(for: Self.club)), of: "chess", from: nil)
    try #require(outcomes.allSatisfy { $0 == .applied }, "\(outcomes)")
  }

  private func complete(_ service: ProsodyService) async throws -> [ObservedResource] {
    guard case .complete(let resources)? = await service.observe([scope])["chess"] else {
      throw ContractBroken("chess could not be read")
    }
    return resources
  }

  private func digest(_ service: ProsodyService, cold: Bool = false) async throws -> String? {
    try await service.sweep([scope], cold: cold).digests["chess"]
  }

  @Test func `a digest changes with drift alone, and a cold one is the same`() async throws {
    try await PrivateProsody.with { prosody in
      let service = ProsodyService(name: "prosody", socket: prosody.socket)
      try await converge(service)
      let quiet = try await digest(service)
      #expect(try await digest(service) == quiet)
      #expect(try await digest(service, cold: true) == quiet)

      try FileManager.default.removeItem(atPath: try accountFile("dan", prosody))
      let drifted = try await eventually { try await digest(service) != quiet }
      #expect(drifted)
      let missing = changes(
        from: try await complete(service), to: service.desired(for: Self.club))
      #expect(missing.map(\.id) == ["chess/prosody/account/dan@chess.example#create"])
      try await converge(service)
      #expect(try await digest(service, cold: true) == quiet)
    }
  }

  @Test func `an account whose file is broken is a problem, is not overwritten, and stays`()
    async throws
  {
    try await PrivateProsody.with { prosody in
      let service = ProsodyService(name: "prosody", socket: prosody.socket)
      try await converge(service)
      let file = try accountFile("dan", prosody)
      try Data("return {".utf8).write(to: URL(fileURLWithPath: file))
      let dan = try #require(try await complete(service).first { $0.id.name.hasPrefix("dan@") })
      #expect(dan.problem != nil)
      let desired = try #require(
        service.desired(for: Self.club).first { $0.id.name.hasPrefix("dan@") })
      let outcomes = await service.apply([change(.create, desired)], of: "chess", from: nil)
      guard case .failed(let failure) = outcomes[0] else {
        Issue.record("a broken file was overwritten")
        return
      }
      #expect(failure.code == "corrupt")
      #expect(FileManager.default.contents(atPath: file) == Data("return {".utf8))
    }
  }

  @Test func `a stranger in our vhost carries no mark, and is not changed unless adopted`()
    async throws
  {
    try await PrivateProsody.with { prosody in
      let service = ProsodyService(name: "prosody", socket: prosody.socket)
      try await converge(service)
      let dan = try accountFile("dan", prosody)
      let stranger = dan.replacingOccurrences(of: "dan.dat", with: "stranger.dat")
      let record = try #require(FileManager.default.contents(atPath: dan))
      try record.write(to: URL(fileURLWithPath: stranger))
      let seen = try await complete(service).first { $0.id.name == "stranger@chess.example" }
      #expect(seen != nil)
      #expect(seen?.mark == nil)

      let declared = DeclaredClub(
        hosted: .fixture {
          $0.members = [.fixture("rose", role: .owner), .fixture("dan"), .fixture("stranger")]
        })
      let desired = try #require(
        service.desired(for: declared).first { $0.id.name == "stranger@chess.example" })
      let refused = await service.apply([change(.update, desired)], of: "chess", from: nil)
      guard case .failed(let failure) = refused[0] else {
        Issue.record("a stranger's account was changed")
        return
      }
      #expect(failure.code == "not-ours")
      let adopted = await service.apply([change(.adopt, desired)], of: "chess", from: nil)
      #expect(adopted == [.applied])
      #expect(FileManager.default.contents(atPath: stranger) == record, "the password was touched")
      let ours = try await complete(service).first { $0.id.name == "stranger@chess.example" }
      #expect(ours?.mark == "chess")
      let invited = try await service.invitations(of: declared.hosted).map(\.user)
      #expect(invited == ["dan", "rose"], "who is adopted has a password already")
    }
  }

  @Test func `a vhost that nobody declares is unmanaged`() async throws {
    let prosody = try PrivateProsody()
    try await prosody.start()
    let service = ProsodyService(name: "prosody", socket: prosody.socket)
    let sweep = try await service.sweep([scope], cold: false)
    #expect(
      sweep.unmanaged == [Unmanaged(service: "prosody", kind: "vhost", name: "localhost")])
    #expect(sweep.digests["chess"] == "absent")
    #expect(await service.observe([scope])["chess"] == .complete([]))
    try await prosody.stop()
  }

  @Test func `an invitation is made once, and a new generation replaces it`() async throws {
    try await PrivateProsody.with { prosody in
      let service = ProsodyService(name: "prosody", socket: prosody.socket)
      try await converge(service)
      let first = try await service.invitations(of: Self.club.hosted)
      #expect(first.map(\.user) == ["dan", "rose"])
      #expect(first.allSatisfy { $0.generation == 1 && $0.state == .pending && $0.link != nil })
      let all = service.desired(for: Self.club).map { change(.create, $0) }
      _ = await service.apply(all, of: "chess", from: nil)
      #expect(try await service.invitations(of: Self.club.hosted) == first)

      for _ in 1...2 {
        try await service.renewInvitation(of: "dan", in: Self.club.hosted, generation: 2)
      }
      let second = try await service.invitations(of: Self.club.hosted)
      #expect(second.map(\.generation) == [2, 1])
      #expect(second[0].link != first[0].link)
      #expect(second[1] == first[1])
    }
  }

  @Test func `a stopped server is unavailable in every way, and back afterwards`() async throws {
    let prosody = try PrivateProsody()
    try await prosody.start()
    let service = ProsodyService(name: "prosody", socket: prosody.socket)
    try await converge(service)
    let before = try await complete(service)
    try await prosody.stop()
    guard case .unavailable(let reason)? = await service.observe([scope])["chess"] else {
      Issue.record("a stopped server was read")
      return
    }
    #expect(reason.contains(prosody.socket))
    await #expect(throws: ServiceFailure.self) { try await service.sweep([scope], cold: false) }
    let all = service.desired(for: Self.club).map { change(.create, $0) }
    let outcomes = await service.apply(all, of: "chess", from: nil)
    #expect(!outcomes.contains(.applied))
    try await prosody.start()
    #expect(Set(try await complete(service).map(\.id)) == Set(before.map(\.id)))
    #expect(changes(from: try await complete(service), to: service.desired(for: Self.club)) == [])
    try await prosody.stop()
  }

  @Test(arguments: [0, 5, 20, 60])
  func `a server killed in the middle loses nothing that it acknowledged`(
    milliseconds: Int
  ) async throws {
    let prosody = try PrivateProsody()
    try await prosody.start()
    let service = ProsodyService(name: "prosody", socket: prosody.socket)
    let club = DeclaredClub(
      hosted: .fixture { club in
        club.members = (0..<120).map { .fixture("member\($0)", role: $0 == 0 ? .owner : .member) }
        club.chat = .fixture(rooms: [.fixture("pawns"), .fixture("kings")])
      })
    let all = service.desired(for: club).sorted { $0.id < $1.id }.map { change(.create, $0) }
    async let applying = service.apply(all, of: "chess", from: nil)
    try await Task.sleep(for: .milliseconds(120 + milliseconds))
    try await prosody.kill9()
    let outcomes = await applying
    try await prosody.start()

    let live = Set(try await complete(service).map(\.id))
    for (change, outcome) in zip(all, outcomes) where outcome == .applied {
      #expect(live.contains(change.resource), "acknowledged and lost: \(change.id)")
    }
    let known = try await invitedBefore(service, club)
    let rest = changes(from: try await complete(service), to: service.desired(for: club))
    let again = await service.apply(rest, of: "chess", from: nil)
    #expect(again.allSatisfy { $0 == .applied }, "\(again)")
    #expect(changes(from: try await complete(service), to: service.desired(for: club)) == [])
    let invitations = try await service.invitations(of: club.hosted)
    #expect(invitations.count == 120)
    #expect(invitations.allSatisfy { $0.generation == 1 })
    for invitation in known { #expect(invitations.contains(invitation)) }
    try await prosody.stop()
  }

  /// Those of a vhost that may not have been made yet.
  private func invitedBefore(
    _ service: ProsodyService, _ club: DeclaredClub
  ) async throws -> [Invitation] {
    do {
      return try await service.invitations(of: club.hosted)
    } catch {
      #expect(error.code == "no-such-host")
      return []
    }
  }

  @Test func `doctor finds nothing wrong with a server that is set up as it must be`() async throws
  {
    try await PrivateProsody.with { prosody in
      let service = ProsodyService(name: "prosody", socket: prosody.socket)
      try await converge(service)
      let findings = await service.diagnose()
      #expect(findings.filter { $0.severity != .ok } == [])
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o666], ofItemAtPath: prosody.socket)
      let open = await service.diagnose().filter { $0.severity == .error }
      #expect(open.map(\.remedy) == ["chmod o-rwx \(prosody.socket)"])
      let elsewhere = ProsodyService(
        name: "prosody", socket: prosody.socket, hostsDirectory: "/somewhere/else")
      let moved = await elsewhere.diagnose().filter { $0.message.contains("/somewhere/else") }
      #expect(moved.count == 1)
    }
  }

  /// The file of an account of chess.example below the server's folder.
  private func accountFile(_ user: String, _ prosody: PrivateProsody) throws -> String {
    let root = prosody.directory.path
    let files = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    let found = files.first {
      $0.contains("chess") && $0.hasSuffix("/accounts/\(user).dat")
    }
    return "\(root)/\(try #require(found, "\(files)"))"
  }
}
