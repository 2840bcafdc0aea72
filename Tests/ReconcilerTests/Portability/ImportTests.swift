import CaddyService
import Execution
import Foundation
import Inventory
import Model
import Planning
import ProsodyService
import Reconciler
import ServiceContract
import Source
import Spec
import TestSupport
import Testing

@testable import Portability

/// Specs of a server that allotment never saw.
@Suite(.serialized)
struct ImportTests {
  @Test func `a server made by hand becomes specs that validate, and is then only taken over`()
    async throws
  {
    let folder = try TemporaryDirectory()
    try folder.write(
      "groups.txt",
      "[Committee]\nrose@plain.example=Rose\ndan@plain.example=Dan\n"
        + "[Helpers]\ndan@plain.example=Dan\nwalter@dentists.example=Walter\n")
    let further = [
      "--vhost", "plain.example", "--enable", "groups", "--option",
      "groups_file=\(folder("groups.txt"))",
    ]
    try await PrivateProsody.with(further: further) { prosody in
      try await furnish(prosody)
      let service = ProsodyService(name: "prosody", socket: prosody.socket)
      let before = try credentials(prosody)
      let result = try await Importer(services: [service]).run()
      #expect(result.clubs == ["plain"])
      #expect(result.warnings.contains { $0.contains("postmaster@plain.example stays unmanaged") })
      #expect(result.warnings.contains { $0.contains("bad@x.example is banned") })
      #expect(result.warnings.contains { $0.contains("localhost is left out") })
      try NewFolder.write(result.files, to: folder("out"))
      let fleet = try loadedFleet(folder("out"))
      #expect(fleet.repository.diagnostics.filter { $0.severity == .error } == [])
      let club = try #require(fleet.clubs["plain"]?.club)
      #expect(Set(club.members.map(\.id.value)) == ["rose", "dan", "violet", "walter"])
      #expect(club.members.first { $0.id.value == "rose" }?.role.value == .owner)
      #expect(club.members.first { $0.id.value == "dan" }?.name?.value == "Dan: #1 \"Molar\"")

      let engine = Engine(
        services: [service], inventory: try Inventory(path: folder("inventory.sqlite")))
      try await expectOnlyAdoption(engine, fleet, unmanaged: ["postmaster@plain.example"])
      #expect(try credentials(prosody) == before, "passwords were touched")
    }
  }

  @Test func `what allotment made comes back as it was declared, pages and all`() async throws {
    let folder = try TemporaryDirectory()
    try folder.makeFolder("web")
    try folder.write("repository/sites/chess/index.html", "<p>")
    try folder.write("repository/sites/chess/a/b.txt", "b")
    let content = try DirectorySnapshot(at: folder("repository"))
    try await PrivateProsody.with { prosody in
      let chess = LiveChess(on: prosody, club: DeclaredClub(hosted: ClubStory.grown()))
      try await chess.converge()
      let web = CaddyService(name: "caddy", root: folder("web"))
      let site = try declared(
        .chess { site, _ in
          site.aliases = [.at(60, .plain("www.chess.example"))]
          site.redirects = [.at(61, "/old", "/new", 301)]
        }, content)
      let made = await web.apply(
        web.desired(for: site).map { bareChange(.create, $0) }, of: "chess", from: content)
      #expect(made.allSatisfy { $0 == .applied }, "\(made)")

      for (service, kind) in [(chess.service as any Service, "vhost"), (web, "site")] {
        let stray = Unmanaged(
          service: service.name, kind: kind, name: "chess.example", mark: "chess")
        #expect(try await service.sweep([], cold: false).unmanaged.contains(stray))
      }
      let result = try await Importer(services: [chess.service, web]).run()
      #expect(result.warnings.filter { !$0.contains("localhost") } == [])
      try NewFolder.write(result.files, to: folder("out"))
      let fleet = try loadedFleet(folder("out"))
      #expect(fleet.repository.diagnostics.filter { $0.severity == .error } == [])
      let plan = try await Engine(
        services: [chess.service, web], inventory: try Inventory.empty()
      ).plan(fleet, Engine.Request(now: 1_800_000_000))
      #expect(plan.clubs.map(\.sync) == [.synced], "\(plan.clubs.flatMap(\.changes))")
    }
  }

  @Test func `a service that does not answer gives no repository`() async throws {
    let folder = try TemporaryDirectory()
    let gone = ProsodyService(name: "prosody", socket: folder("nothing.sock"))
    await #expect(throws: ServiceFailure.self) { try await Importer(services: [gone]).run() }
  }

  // MARK: - A server made by hand

  private func furnish(_ prosody: PrivateProsody) async throws {
    for user in ["rose", "dan", "violet", "postmaster"] {
      try await prosodyShell(
        prosody, "user", "create", "\(user)@plain.example", "the words of \(user)")
    }
    let data = prosody.directory("prosody/data/plain%2eexample/vcard")
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    try Data(
      #"return { name="vCard", attr={xmlns="vcard-temp"}, [1]={name="FN", attr={}, [1]="Dan: #1 \"Molar\""} }"#
        .utf8
    ).write(to: URL(fileURLWithPath: "\(data)/dan.dat"))
    try await room(
      prosody, "hall", "r:set_name('Hall'); r:set_subject('Welcome: <all>', 'Welcome: <all>')",
      [
        "rose@plain.example": "owner", "dan@plain.example": "admin",
        "violet@plain.example": "member",
      ])
    try await room(
      prosody, "cellar", "r:set_name('Cellar')",
      [
        "rose@plain.example": "owner", "walter@dentists.example": "member",
        "bad@x.example": "outcast",
      ])
  }

  private func room(
    _ prosody: PrivateProsody, _ id: String, _ settings: String, _ affiliations: [String: String]
  ) async throws {
    try await prosodyShell(prosody, "muc", "create", "\(id)@conference.plain.example")
    let given = affiliations.map { "r:set_affiliation(true, '\($0.key)', '\($0.value)')" }
    try await prosodyShell(
      prosody,
      "> local r = hosts['conference.plain.example'].modules.muc"
        + ".get_room_from_jid('\(id)@conference.plain.example'); r:set_persistent(true); "
        + "r:set_members_only(true); r:set_hidden(true); "
        + (given + [settings, "r:save(true)", "return 'made'"]).joined(separator: "; "))
  }

  private func credentials(_ prosody: PrivateProsody) throws -> [Data?] {
    ["rose", "dan", "violet"].map {
      FileManager.default.contents(
        atPath: prosody.directory("prosody/data/plain%2eexample/accounts/\($0).dat"))
    }
  }
}

/// What stands in a folder.
func loadedFleet(_ path: String) throws -> Fleet {
  let content = try DirectorySnapshot(at: path)
  var loader = RepositoryLoader()
  return Fleet(
    revision: Revision("worktree@sha256:1"), repository: try loader.load(content),
    content: content)
}
