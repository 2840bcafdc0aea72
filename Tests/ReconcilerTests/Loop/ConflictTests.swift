import Execution
import Inventory
import Model
import Reconciler
import ServiceContract
import Source
import Spec
import TestSupport
import Testing

/// Two clubs claim one name: the newcomer waits, the earlier one goes on.
struct ConflictTests {
  private let folder: TemporaryDirectory
  private let inventory: Inventory
  private let engine: Engine

  init() throws {
    folder = try TemporaryDirectory()
    inventory = try Inventory(path: "\(folder.path)/inventory.sqlite")
    engine = Engine(services: [SimulatedService()], inventory: inventory)
  }

  private func fleet(
    _ clubs: [String: String], after earlier: Fleet? = nil, number: Int = 1
  ) throws -> Fleet {
    let root = "clubs\(number)"
    try folder.write(
      "\(root)/provider.yaml",
      """
      apiVersion: allotment/v1
      kind: Provider
      name: Hosting
      domain: clubs.example
      contacts: {abuse: abuse@clubs.example}
      placements: {green-1: {chat: prosody, web: caddy}}
      defaults: {placement: green-1}

      """)
    try folder.write("\(root)/sites/a/b/index.html", "x")
    for (id, body) in clubs {
      try folder.write(
        "\(root)/clubs/\(id).yaml",
        """
        apiVersion: allotment/v1
        kind: Club
        id: \(id)
        name: \(id)
        members: [{id: rose, name: Rose, role: owner}, {id: dan, name: Dan}]
        \(body)

        """)
    }
    let content = try DirectorySnapshot(at: "\(folder.path)/\(root)")
    var loader = RepositoryLoader(width: 1)
    let loaded = try loader.load(content)
    var lastGood: [String: DeclaredClub] = [:]
    for club in earlier?.repository.clubs ?? [] {
      guard let provider = loaded.provider, let club = club.club else { continue }
      lastGood[club.id.value] = DeclaredClub(hosted: HostedClub(club: club, provider: provider))
    }
    return Fleet(
      revision: Revision("main@sha1:\(number)"), repository: loaded, content: content,
      lastGood: lastGood)
  }

  /// The names of what is planned for each club, and applied at once.
  private func converge(_ fleet: Fleet) async throws -> [String: Set<String>] {
    let plan = try await engine.plan(fleet, Engine.Request(now: 1_800_000_000))
    var names: [String: Set<String>] = [:]
    for club in plan.clubs {
      names[club.id] = Set(club.changes.map(\.resource.name))
      _ = try await engine.apply(
        club, of: fleet,
        in: PassContext(
          revision: fleet.revision, content: fleet.content, now: 1_800_000_000, cycle: "1"))
    }
    return names
  }

  @Test func `a newcomer below an earlier club's name does not stop the earlier one`() async throws
  {
    let first = try fleet(["games": "domain: games.example"])
    let made = try await converge(first)
    #expect(made["games"]?.contains("games.example") == true)
    let second = try fleet(
      [
        "games": "domain: games.example\nchat: {rooms: [{id: hall}]}",
        "go": "domain: go.games.example",
      ], after: first, number: 2)
    #expect(second.repository.clubs.map(\.onlyConflicts) == [true, true])
    let changes = try await converge(second)
    #expect(changes["games"]?.contains("hall@conference.games.example") == true)
    #expect(changes["go"] == [])
  }

  @Test func `a newcomer above an earlier club's name does not stop the earlier one`() async throws
  {
    let first = try fleet(["go": "domain: go.games.example"])
    _ = try await converge(first)
    let second = try fleet(
      [
        "games": "domain: games.example",
        "go": "domain: go.games.example\nchat: {rooms: [{id: hall}]}",
      ], after: first, number: 2)
    let changes = try await converge(second)
    #expect(changes["go"]?.contains("hall@conference.go.games.example") == true)
    #expect(changes["games"] == [])
  }

  @Test func `a club that takes another's folder waits, and the one that has it goes on`()
    async throws
  {
    let first = try fleet(["chess": "site: {static: {path: sites/a}}", "go": ""])
    _ = try await converge(first)
    let second = try fleet(
      [
        "chess": "site: {static: {path: sites/a}}\nchat: {rooms: [{id: hall}]}",
        "go": "site: {static: {path: sites/a/b}}\nchat: {rooms: [{id: hall}]}",
      ], after: first, number: 2)
    let changes = try await converge(second)
    #expect(changes["chess"]?.contains("hall@conference.chess.clubs.example") == true)
    #expect(changes["go"] == [])
  }
}
