import Foundation
import Model
import ServiceContract
import Spec
import TestSupport
import Testing

@testable import Adapters

@Suite
struct GaleneTests {
  @Test func `Galène keeps the contract of a service through a club's life`() async throws {
    let folder = try TemporaryDirectory()
    var walk = ContractWalk(Galene(name: "meet", groups: folder.path), club: ClubStory.id)
    try await walk.to(ClubStory.states)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }

  @Test(arguments: SplitMix64.seeds(20))
  func `Galène goes from any state of a club to any other`(seed: UInt64) async throws {
    let folder = try TemporaryDirectory()
    var walk = ContractWalk(Galene(name: "meet", groups: folder.path), club: ClubStory.id)
    var clubs = RandomClub(generator: SplitMix64(seed: seed))
    try await walk.to([ClubState("seed \(seed), begin", ClubStory.founded())])
    for step in 1...12 {
      try await walk.to([ClubState("seed \(seed), step \(step)", clubs.next())])
    }
    try await walk.to([ClubState("seed \(seed), gone", nil)])
  }

  @Test func `what Galène's tools and people wrote besides stays`() async throws {
    let (folder, galene) = try stage()
    let pawns = try #require(galene.desired(for: club).first)
    try folder.write(
      "chess/pawns.json",
      #"{"max-clients":9,"comment":"hello","users":{"rose":{"password":{"type":"pbkdf2"}}}}"#)
    #expect(await apply(galene, .create, pawns).map(code) == ["not-ours"])
    #expect(await apply(galene, .adopt, pawns) == [.applied])
    let written = try definition(in: folder)
    #expect(written["max-clients"] as? Int == 9)
    #expect(written["comment"] as? String == "allotment: club chess\nhello")
    let rose = (written["users"] as? [String: [String: Any]])?["rose"]
    #expect(rose?["password"] != nil && rose?["permissions"] as? String == "op")
  }

  @Test func `nobody gets a password that somebody knows, and a private meeting has no guests`()
    async throws
  {
    let (folder, galene) = try stage()
    let pawns = try #require(galene.desired(for: club).first)
    #expect(await apply(galene, .create, pawns) == [.applied])
    let written = try definition(in: folder)
    #expect(written["wildcard-user"] == nil && written["allow-anonymous"] == nil)
    let users = try #require(written["users"] as? [String: [String: String]])
    #expect(users == ["rose": ["permissions": "op"], "dan": ["permissions": "present"]])
  }

  @Test func `a folder that is away is not empty, and a broken file is left alone`() async throws {
    let (folder, galene) = try stage()
    let pawns = try #require(galene.desired(for: club).first)
    let scope = Scope(club: "chess", resources: [pawns.id])
    try folder.write("chess/pawns.json", "{")
    try folder.write("byhand.json", "{}")
    guard case .complete(let seen)? = await galene.observe([scope])["chess"] else {
      throw ContractBroken("chess could not be read")
    }
    #expect(seen.map(\.problem) == ["it is no group definition"])
    #expect(await apply(galene, .update, pawns).map(code) == ["corrupt"])
    #expect(try await galene.sweep([scope], cold: true).unmanaged.map(\.name) == ["byhand"])
    let away = Galene(name: "meet", groups: folder("nowhere"))
    guard case .unavailable = await away.observe([scope])["chess"] else {
      throw ContractBroken("a missing folder was empty")
    }
    await #expect(throws: ServiceFailure.self) { try await away.sweep([scope], cold: true) }
  }

  private var club: DeclaredClub {
    DeclaredClub(
      hosted: .fixture { club in
        club.members = [.fixture("rose", role: .owner), .fixture("dan")]
        club.chat = .fixture(rooms: [.fixture("pawns")])
      })
  }

  private func stage() throws -> (TemporaryDirectory, Galene) {
    let folder = try TemporaryDirectory()
    return (folder, Galene(name: "meet", groups: folder.path))
  }

  private func apply(_ galene: Galene, _ action: Change.Action, _ resource: Resource) async
    -> [Outcome]
  {
    await galene.apply([bareChange(action, resource)], of: "chess", from: nil)
  }

  private func definition(in folder: TemporaryDirectory) throws -> [String: Any] {
    let bytes = try #require(FileManager.default.contents(atPath: folder("chess/pawns.json")))
    return try #require(JSONSerialization.jsonObject(with: bytes) as? [String: Any])
  }
}
