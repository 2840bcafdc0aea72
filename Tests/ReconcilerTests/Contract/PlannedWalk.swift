import CaddyService
import EjabberdService
import Execution
import Inventory
import Model
import Planning
import ProsodyService
import Reconciler
import ServiceContract
import Spec
import TestSupport
import Testing

/// The same script from state to state, with the real planner, executor and inventory, on whatever
/// services it is given: after each state the plan is empty, and says so twice.
struct PlannedWalk {
  private let engine: Engine
  private let chat: String
  private let content: any RepositoryContent
  private var number = 0
  private var now: Int64 = 1_800_000_000

  init(
    chat: any Service, web: any Service, content: any RepositoryContent,
    in folder: TemporaryDirectory
  ) throws {
    engine = Engine(
      services: [chat, web], inventory: try Inventory(path: folder("inventory.sqlite")))
    self.chat = chat.name
    self.content = content
  }

  mutating func to(_ states: [ClubState]) async throws {
    for state in states { try await step(to: state) }
  }

  private mutating func step(to state: ClubState) async throws {
    number += 1
    now += 3_600
    let fleet = fleet(state)
    let first = try await plan(fleet)
    for club in first.clubs where !club.changes.isEmpty || !club.settled.isEmpty {
      let outcomes = try await engine.apply(
        club, of: fleet,
        in: PassContext(
          revision: fleet.revision, content: content, now: now, cycle: "\(number)"))
      for result in outcomes {
        #expect(result.outcome == .applied, "\(state.title): \(result.change.id)")
      }
    }
    let second = try await plan(fleet)
    for club in second.clubs {
      #expect(club.changes.isEmpty, "\(state.title): \(club.changes.map(\.id))")
      #expect(club.unknown.isEmpty && club.settled.isEmpty, "\(state.title): \(club)")
      #expect(club.unmanaged.isEmpty, "\(state.title): \(club.unmanaged)")
    }
    #expect(try await plan(fleet) == second, "\(state.title): a dry run changed something")
  }

  /// Everything is let through: what is held is another test's.
  private func plan(_ fleet: Fleet) async throws -> Plan {
    try await engine.plan(fleet, Engine.Request(now: now, letThrough: .all))
  }

  private func fleet(_ state: ClubState) -> Fleet {
    var provider = Provider.fixture()
    provider.placements["green-1"] = Placement(
      position: .start, chat: .at(1, chat), web: .at(1, "caddy"))
    provider.defaults.placement = .at(1, "green-1")
    let loaded = state.club.map { club in
      LoadedClub(
        id: club.hosted.id, file: "clubs/\(club.hosted.id).yaml",
        content: ContentID(hex: "\(number)"), club: club.hosted.club, siteTree: club.siteTree,
        errors: [])
    }
    return Fleet(
      revision: Revision("main@sha1:\(number)"),
      repository: LoadedRepository(
        provider: provider, clubs: loaded.map { [$0] } ?? [], diagnostics: []),
      content: content)
  }
}

struct PlannedWalkTests {
  private static let content = InMemoryRepository([
    "sites/chess/index.html": "1", "sites/chess-2/index.html": "2",
  ])

  /// The life of ``ClubStory``, with a site that changes along.
  private static func states() throws -> [ClubState] {
    try ClubStory.states.enumerated().map { index, state in
      guard let hosted = state.club?.hosted else { return state }
      var club = hosted.club
      let path = index < 3 ? "sites/chess" : "sites/chess-2"
      var site = Site(
        position: SourcePosition(line: 50, column: 1), content: .static(path: .at(51, path)))
      site.aliases = index % 2 == 0 ? [] : [.at(60, .plain("www.chess.example"))]
      site.redirects = index < 2 ? [] : [.at(61, "/old", "/new-\(index)", 301)]
      club.site = index == 5 ? nil : site
      var changed = state
      changed.club = try declared(HostedClub(club: club, provider: hosted.provider), content)
      return changed
    }
  }

  @Test func `on simulated services a club's life goes from empty plan to empty plan`() async throws
  {
    let folder = try TemporaryDirectory()
    let web = CaddyDefinition(service: "caddy")
    var walk = try PlannedWalk(
      chat: SimulatedService(), web: SimulatedService("caddy") { web.resources(for: $0) },
      content: Self.content, in: folder)
    try await walk.to(try Self.states())
  }

  @Test func `on Prosody and Caddy a club's life goes from empty plan to empty plan`() async throws
  {
    try await PrivateProsody.with { prosody in
      let folder = try TemporaryDirectory()
      try folder.makeFolder("www")
      var walk = try PlannedWalk(
        chat: ProsodyService(name: "prosody", socket: prosody.socket),
        web: CaddyService(name: "caddy", root: folder("www")), content: Self.content, in: folder)
      try await walk.to(try Self.states())
    }
  }

  @Test func `on ejabberd and Caddy a club's life goes from empty plan to empty plan`() async throws
  {
    try await PrivateEjabberd.with { ejabberd in
      let folder = try TemporaryDirectory()
      try folder.makeFolder("www")
      var walk = try PlannedWalk(
        chat: EjabberdService(on: ejabberd),
        web: CaddyService(name: "caddy", root: folder("www")), content: Self.content, in: folder)
      try await walk.to(try Self.states())
    }
  }
}
