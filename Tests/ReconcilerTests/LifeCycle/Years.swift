import CaddyService
import Execution
import Inventory
import Model
import Planning
import ServiceContract
import Spec
import Synchronization
import TestSupport

@testable import Reconciler

/// A fleet that lives through years, day by day: the real planner, executor and inventory, with
/// services in memory. Nobody but the calendar does anything unless a test says so.
struct Years {
  let chat = SimulatedService()
  let web = SimulatedService("caddy") { CaddyDefinition(service: "caddy").resources(for: $0) }
  let inventory: Inventory
  let engine: Engine
  /// Seconds for which the machine is up.
  let uptime = Uptimes()
  var now: Int64

  final class Uptimes: Sendable { let seconds = Mutex<Int64>(0) }
  var provider = Provider.fixture()
  var clubs: [String: HostedClub] = [:]
  /// Files that are there and cannot be read.
  var broken: Set<String> = []
  var providerIsBroken = false
  var letThrough = PlanningContext.LetThrough.nothing

  init(from day: CalendarDate) throws {
    inventory = try Inventory(inMemory: nil)
    engine = Engine(
      services: [chat, web], inventory: inventory,
      uptime: { [uptime] in
        Uptime(boot: "test", seconds: uptime.seconds.withLock { $0 })
      })
    now = day.secondsSince1970 + 43_200
    provider.placements["green-1"] = Placement(
      position: .start, chat: .at(1, "prosody"), web: .at(1, "caddy"))
    provider.defaults.placement = .at(1, "green-1")
    provider.defaults.timezone = .at(1, "Europe/London")
    provider.policy.prune = .enabled
  }

  var today: CalendarDate { CalendarDate(daysSince1970: Int(now / 86_400)) }

  /// A club with an owner, a member, a room and a site that leads elsewhere.
  mutating func found(_ id: String, _ change: (inout Club) -> Void = { _ in }) {
    clubs[id] = HostedClub.fixture(id, name: id, domain: nil, provider: provider) { club in
      club.members = [.fixture("rose", role: .owner), .fixture("dan")]
      club.chat = .fixture(rooms: [.fixture("hall")])
      club.site = Site(
        position: .start, content: .redirect(.at(50, "https://a.example/")))
      change(&club)
    }
  }

  var fleet: Fleet {
    let loaded = clubs.sorted { $0.key < $1.key }.map { id, hosted in
      let error = Diagnostic(
        .yamlSyntax, .error, "broken",
        at: SourceLocation(file: "clubs/\(id).yaml", position: .start))
      return LoadedClub(
        id: id, file: "clubs/\(id).yaml", content: ContentID(hex: "00"),
        club: broken.contains(id) ? nil : hosted.club, siteTree: nil,
        errors: broken.contains(id) ? [error] : [])
    }
    var fleet = Fleet(
      revision: World.revision,
      repository: LoadedRepository(
        provider: providerIsBroken ? nil : provider, clubs: loaded,
        diagnostics: loaded.flatMap(\.errors) + (providerIsBroken ? [Self.brokenProvider] : [])),
      content: nil,
      lastGood: clubs.filter { providerIsBroken || broken.contains($0.key) }.mapValues {
        DeclaredClub(hosted: HostedClub(club: $0.club, provider: provider))
      })
    fleet.lastPolicy = provider.policy
    return fleet
  }

  private static let brokenProvider = Diagnostic(
    .yamlSyntax, .error, "broken", at: SourceLocation(file: Provider.file, position: .start))

  /// Looks at everything and does what is due; the plans by club.
  @discardableResult
  func reconcile() async throws -> [String: ClubPlan] {
    let fleet = fleet
    let plan = try await engine.plan(fleet, Engine.Request(now: now, letThrough: letThrough))
    for club in plan.clubs {
      let pass = PassContext(revision: fleet.revision, content: nil, now: now, cycle: "1")
      _ = try await engine.apply(club, of: fleet, in: pass)
    }
    return Dictionary(uniqueKeysWithValues: plan.clubs.map { ($0.id, $0) })
  }

  /// So many days, one look a day.
  mutating func live(days: Int, _ look: (Years, [String: ClubPlan]) throws -> Void) async throws {
    for _ in 0..<days {
      now += 86_400
      uptime.seconds.withLock { $0 += 86_400 }
      try engine.recordTime(now)
      try look(self, try await reconcile())
    }
  }

  func state(of address: String) -> Value? {
    chat.state.withLock { state in
      state.live.values.first { $0.id.name == address }?.fields["state"]
    }
  }

  func site(of host: String) -> Value? {
    web.state.withLock { state in
      state.live.values.first { $0.id.name == host }?.fields["state"]
    }
  }

  /// How many things of a club are live.
  func count(_ club: String) -> Int {
    [chat, web].reduce(0) { sum, service in
      sum + service.state.withLock { $0.live.keys.count { $0.club == club } }
    }
  }
}
