import Inventory
import Model
import ServiceContract
import Spec
import Synchronization
import TestSupport
import Testing

@testable import Reconciler

/// What an agent remembers of a club outlives an outage, a new id and a wrong clock.
@Suite struct MemoryTests {
  private let accounts = ["m1", "m2", "m3", "m4"].map { "\($0)@chess.clubs.example" }

  private func members(erasing erased: Set<String>) -> [Member] {
    ["m1", "m2", "m3", "m4"].map { id in
      var member = Member.fixture(id)
      if erased.contains(id) { member.state.value = .erased }
      return member
    }
  }

  private func live(_ stage: Stage) -> Set<String> {
    stage.service.state.withLock { state in
      Set(state.live.keys.filter { $0.kind.name == "account" }.map(\.name))
    }
  }

  /// Six members, of whom two are erased at once: that is held.
  private func hold(_ stage: Stage) async throws {
    let (all, some) = (members(erasing: []), members(erasing: ["m1", "m2"]))
    try await push(all, stage)
    #expect(await stage.isSynced(["chess"]))
    try await push(some, stage)
    let record = try #require(await stage.record("chess"))
    #expect(record.conditions.contains { $0.reason == "RemovalsHeld" })
  }

  /// Chess with these members besides its two, looked at.
  private func push(_ members: [Member], _ stage: Stage) async throws {
    try await stage.push(clubs: ["chess"], change: { $0.members += members })
    _ = await stage.agent.reconcile(clubs: ["chess"])
  }

  @Test func `a revision that is older than the one applied last is not taken without a look`()
    async throws
  {
    let folder = try TemporaryDirectory()
    let service = SimulatedService()
    var older: Fleet?
    var newer: Fleet?
    try await Stage.run(service: service, in: folder) { stage in
      try await stage.push(clubs: ["chess"])
      older = await stage.source.fleet
      try await stage.push(clubs: ["chess", "go"])
      newer = await stage.source.fleet
      try await stage.expect { await $0.isSynced(["chess", "go"]) }
    }
    service.state.withLock { $0.applied = [] }
    let source = SimulatedSource(keeping: older)
    try await Stage.run(service: service, source: source, in: folder) { stage in
      try await stage.expect { await $0.agent.report().sourceProblem != nil }
      #expect(await stage.revision == nil)
      await source.push(try #require(newer))
      await source.fail(nil)
      await stage.agent.lookSoon()
      try await stage.expect { await $0.revision == newer?.revision }
      _ = await stage.agent.reconcile(clubs: nil)
      #expect(await stage.isSynced(["chess", "go"]))
      #expect(service.state.withLock { $0.applied } == [])
    }
  }

  @Test func `what was only intended of a club that left before it had a record is struck`()
    async throws
  {
    let folder = try TemporaryDirectory()
    let inventory = try Inventory(path: "\(folder.path)/inventory.sqlite")
    let vhost = Kind("vhost", rank: 0, namesHost: true, keepsNameReserved: true)
    let id = ResourceID(
      club: "go", service: "prosody", kind: vhost, name: "go.clubs.example")
    try inventory.intend([
      Owned(
        id: id, state: .intended, fingerprint: Fingerprint(of: Fields()), appliedAt: 0,
        revision: Revision("main@sha1:0"),
        origin: SourceLocation(file: "clubs/go.yaml", position: .start))
    ])
    try await Stage.run(in: folder) { stage in
      try await stage.push(clubs: ["chess"])
      try await stage.expect { try $0.inventory.owned(of: "go").isEmpty }
      try await stage.expect { await !$0.agent.known.contains("go") }
    }
  }

  @Test func `a service that shows nothing of any club is not believed`() async throws {
    try await Stage.run { stage in
      try await stage.push(clubs: ["chess", "go", "bridge"])
      try await stage.expect { await $0.isSynced(["chess", "go", "bridge"]) }
      let before = stage.service.state.withLock { state in
        defer {
          state.live = [:]
          state.applied = []
        }
        return state.live
      }
      // One club alone is looked at, and one has left.
      _ = await stage.agent.reconcile(clubs: ["chess"])
      #expect(await stage.record("chess")?.sync == .unknown)
      try await stage.push(clubs: ["chess", "bridge"])
      _ = await stage.agent.reconcile(clubs: nil)
      for club in ["chess", "go", "bridge"] {
        let ready = await stage.record(club)?.conditions.first { $0.type == .ready }
        #expect(ready?.message.contains("inventory forget-service prosody") == true, "\(club)")
      }
      #expect(stage.service.state.withLock { $0.applied } == [])
      #expect(try stage.inventory.owned(of: "go").isEmpty == false)
      // One thing of one club is an answer.
      stage.service.state.withLock { state in
        state.live = before.filter { $0.key.club == "bridge" }
      }
      _ = await stage.agent.reconcile(clubs: nil)
      #expect(await stage.isSynced(["chess", "bridge"]))
    }
  }

  @Test func `a commit cannot raise the limit for its own removals, nor can a start after it`()
    async throws
  {
    let folder = try TemporaryDirectory()
    let service = SimulatedService()
    let all = (1...8).map { "c\($0)" }
    try await Stage.run(service: service, in: folder) { stage in
      try await stage.push(clubs: all)
      try await stage.expect { await $0.isSynced(all) }
      try await stage.push(clubs: Array(all.prefix(3))) {
        $0.holdOver = Policy.HoldOver(percent: 100, count: 1_000)
      }
      for _ in 1...2 { _ = await stage.agent.reconcile(clubs: nil) }
      let limit = try Engine(services: [], inventory: stage.inventory)
        .removalLimit(at: try #require(await stage.source.fleet))
      #expect(limit.effective == Policy.HoldOver())
      #expect(limit.declared.count == 1_000)
      for club in all.suffix(5) {
        #expect(try stage.inventory.owned(of: club).isEmpty == false, "\(club)")
      }
    }
  }

  @Test func `an outage does not let through what a guard held`() async throws {
    try await Stage.run { stage in
      try await hold(stage)
      stage.service.state.withLock { $0.outage = "timed out" }
      _ = await stage.agent.reconcile(clubs: ["chess"])
      stage.service.state.withLock { $0.outage = nil }
      // Nor does a server that shows nothing for a while, and is believed.
      let before = stage.service.state.withLock { state in
        defer { state.live = [:] }
        return state.live
      }
      _ = await stage.agent.reconcile(clubs: ["chess"])
      stage.service.state.withLock { $0.live.merge(before) { _, old in old } }
      // One more, so that two of seven are few enough by themselves.
      let some = members(erasing: ["m1", "m2"]) + [.fixture("newcomer")]
      try await push(some, stage)
      #expect(live(stage).isSuperset(of: accounts + ["newcomer@chess.clubs.example"]))
      // What was wanted again is not held any more.
      try await push(members(erasing: []) + [.fixture("newcomer")], stage)
      #expect(await stage.isSynced(["chess"]))
      try await push(some, stage)
      #expect(live(stage).isDisjoint(with: accounts.prefix(2)))
    }
  }

  @Test func `what a guard held is held under a new id too`() async throws {
    try await Stage.run { stage in
      try await hold(stage)
      let some = members(erasing: ["m1", "m2"]) + [.fixture("newcomer")]
      try await stage.push(
        clubs: ["rooks"],
        change: { club in
          club.movedFrom = .at(5, "chess")
          club.domain = .at(6, try! DomainName(parsing: "chess.clubs.example"))
          club.members += some
        })
      try await stage.expect { live($0).contains("newcomer@chess.clubs.example") }
      for _ in 0..<2 { _ = await stage.agent.reconcile(clubs: ["rooks"]) }
      #expect(live(stage).isSuperset(of: accounts))
      #expect(try stage.inventory.owned(of: "chess").isEmpty)
    }
  }

  @Test func `a paused club is paused under its new id too`() async throws {
    try await Stage.run { stage in
      try await stage.push(clubs: ["chess"])
      try await stage.expect { await $0.isSynced(["chess"]) }
      #expect(try await stage.agent.pause("chess", until: nil, reason: "moving", by: "ann"))
      let before = stage.service.state.withLock { $0.live.keys }
      try await stage.push(clubs: ["rooks"], change: { $0.movedFrom = .at(5, "chess") })
      let results = await stage.agent.reconcile(clubs: ["rooks"])
      #expect(results.map(\.pause?.reason) == ["moving"] && results[0].outcomes.isEmpty)
      #expect(stage.service.state.withLock { $0.live.keys } == before)
      // Whichever of the two ids a person says.
      #expect(try await stage.agent.pause("rooks", until: nil, reason: "a day more", by: "ann"))
      #expect(await stage.record("chess")?.pause?.reason == "a day more")
      #expect(try await stage.agent.resume("chess", by: "bob"))
      try await stage.expect { await $0.isSynced(["rooks"]) }
      #expect(await stage.record("chess") == nil)
    }
  }

  @Test func `a name that is in use again is no reserved one, whatever the inventory kept of it`()
    async throws
  {
    try await Stage.run { stage in
      let rose = "rose@chess.clubs.example"
      @Sendable func lose() {
        stage.service.state.withLock { state in
          state.live = state.live.filter { $0.key.name != rose }
        }
      }
      func reserve(at time: Int64) throws {
        try stage.inventory.reserve([
          ReservedName(name: rose, club: "chess", kind: "account", since: time)
        ])
      }
      try reserve(at: 1_799_000_000)
      try await stage.push(clubs: ["chess"])
      try await stage.agent.approve(
        clubs: ["chess"], changes: nil, by: "ada", at: try await stage.agent.current().revision)
      _ = await stage.agent.reconcile(clubs: ["chess"])
      #expect(await stage.isSynced(["chess"]))
      #expect(try stage.inventory.reserved() == [])
      // As an older version left it.
      try reserve(at: 1_799_000_000)
      lose()
      _ = await stage.agent.reconcile(clubs: ["chess"])
      #expect(live(stage).contains(rose))
      // Killed between the reservation and the removal: nobody takes the name then.
      try stage.inventory.release([rose])
      try reserve(at: 1_801_000_000)
      lose()
      let results = await stage.agent.reconcile(clubs: ["chess"])
      #expect(results.flatMap(\.planned.changes).map(\.held?.by) == [.reserved])
    }
  }

  @Test func `a grace period does not begin at a time before what was known already`() async throws
  {
    var years = try Years(from: CalendarDate(year: 2026, month: 12, day: 1))
    years.found("chess")
    try await years.live(days: 2) { _, _ in }
    let right = years.now
    // A machine without a battery starts in the past, and a member leaves.
    years.now -= 400 * 86_400
    years.found("chess") { $0.members[1].state.value = .left }
    try await years.reconcile()
    years.now = right
    let dan = "dan@chess.clubs.example"
    try await years.live(days: 28) { years, _ in #expect(years.state(of: dan) == .text("left")) }
    try await years.live(days: 3) { _, _ in }
    #expect(years.state(of: dan) == nil)
  }

  @Test
  func `a good state is written down before it is made, and before a broken file replaces it`()
    async throws
  {
    try await Stage.run { stage in
      let inventory = stage.inventory
      @Sendable func good() -> String? { (try? inventory.club("chess"))??.lastGood?.content.hex }
      try await stage.push(clubs: ["chess"])
      try await stage.expect { await $0.isSynced(["chess"]) }
      #expect(good() == "chess-false-false")
      let atWork = Mutex<[String?]>([])
      stage.service.state.withLock { state in
        state.willApply = { atWork.withLock { $0.append(good()) } }
      }
      try await stage.push(clubs: ["chess"], changed: ["chess"])
      try await stage.expect { await $0.record("chess")?.lastAppliedRevision == $0.revision }
      #expect(atWork.withLock { $0 } == ["chess-true-false"])
      // Nobody looks at a paused club, and its next good state may be made when it goes on.
      #expect(try await stage.agent.pause("chess", until: nil, reason: "moving", by: "ann"))
      try await stage.push(clubs: ["chess"])
      try await stage.push(clubs: ["chess"], broken: ["chess"])
      #expect(good() == "chess-false-false")
    }
  }

  @Test func `half of a last good state is none`() throws {
    let provider = Provider.fixture()
    let good = LastGood(
      file: "clubs/chess.yaml", content: ContentID(hex: "01"), privateContent: ContentID(hex: "02"),
      siteTree: nil)
    let club = """
      apiVersion: allotment/v1
      kind: Club
      id: chess
      name: Chess
      members:
        - {id: rose, name: Rose Hill, role: owner}

      """
    for beside in [nil, "<<<<<<< HEAD\nrose: {email: rose@mail.example}\n"] {
      let restored = RepositoryLoader.club(good, provider: provider) { content in
        if content == good.content { return Array(club.utf8) }
        guard let beside else { throw ContractBroken("not there") }
        return Array(beside.utf8)
      }
      #expect(restored == nil)
    }
    var whole = good
    whole.privateContent = nil
    let restored = RepositoryLoader.club(whole, provider: provider) { _ in Array(club.utf8) }
    #expect(restored?.hosted.club.members.map(\.id.value) == ["rose"])
  }

  @Test func `the hosts of a club whose file is broken are still its own`() async throws {
    try await Stage.run { stage in
      try await stage.push(clubs: ["chess", "go"])
      try await stage.expect { await $0.isSynced(["chess", "go"]) }
      try await stage.push(clubs: ["chess", "go"], broken: ["go"])
      #expect(await stage.agent.serves(host: "go.clubs.example"))
      try await stage.push(clubs: ["chess", "go"], hasProvider: false)
      for host in ["chess.clubs.example", "go.clubs.example"] {
        #expect(await stage.agent.serves(host: host))
      }
      #expect(await !stage.agent.serves(host: "knit.clubs.example"))
    }
  }
}
