import Model
import Planning
import Spec
import Testing

struct GuardTests {
  /// A club of so many accounts in one vhost, converged.
  private func club(accounts: Int) -> World {
    var world = World()
    world.desired = [World.resource(World.vhost, "chess.example")]
    world.desired += (0..<accounts).map {
      World.resource(World.account, "m\($0)@chess.example", ["role": .text("member")])
    }
    world.converge()
    return world
  }

  private func withoutAccounts(_ count: Int, of world: World) -> World {
    var world = world
    world.desired.removeLast(count)
    return world
  }

  @Test func `one removal is made`() {
    let plan = withoutAccounts(1, of: club(accounts: 2)).plan()
    #expect(plan.changes.map(\.action) == [.delete])
    #expect(plan.changes[0].held == nil)
  }

  @Test func `more than one and more than thirty percent are held`() {
    let plan = withoutAccounts(4, of: club(accounts: 10)).plan()
    #expect(plan.changes.count == 4)
    #expect(plan.changes.allSatisfy { $0.held?.by == .removals })
    let fewer = withoutAccounts(3, of: club(accounts: 10)).plan()
    #expect(fewer.changes.allSatisfy { $0.held == nil })
  }

  @Test func `what cannot be removed yet, since it cannot be read, is counted with the rest`() {
    var world = withoutAccounts(2, of: club(accounts: 5))
    world.live[World.id(World.account, "m4@chess.example")]?.problem = "its file cannot be read"
    let plan = world.plan()
    #expect(plan.changes.map(\.resource.name) == ["m3@chess.example"])
    #expect(plan.changes.allSatisfy { $0.held?.by == .removals })
  }

  @Test func `the limit that was in force before holds as well, and says so`() throws {
    var world = withoutAccounts(4, of: club(accounts: 10))
    world.policy.holdOver = Policy.HoldOver(percent: 100, count: 1_000)
    #expect(world.plan().changes.allSatisfy { $0.held == nil })
    world.holdOver = Policy.HoldOver()
    let held = world.plan().changes
    #expect(held.count == 4 && held.allSatisfy { $0.held?.by == .removals })
    #expect(held.first?.held?.message.contains("raises holdOver") == true)
  }

  @Test func `what a file protects is held by the commit that says so`() {
    var world = withoutAccounts(1, of: club(accounts: 9))
    world.protects = [World.account: .members]
    #expect(world.plan().changes.map(\.held?.by) == [.protected])
    var leaving = club(accounts: 1)
    leaving.standing = .over
    for index in leaving.desired.indices { leaving.desired[index].presence = .over(why: "over") }
    #expect(leaving.plan().changes.map(\.held?.by) == [nil, nil])
    leaving.isProtected = true
    #expect(leaving.plan().changes.map(\.held?.by) == [.protected, .protected])
  }

  @Test func `what another club's file has for its own is not deleted, whoever lets it through`() {
    var world = club(accounts: 1)
    world.desired.append(World.resource(World.site, "chess.example"))
    world.desired.append(World.resource(World.site, "www.chess.example"))
    world.converge()
    world.isGone = true
    world.letThrough = .all
    #expect(world.plan().changes.allSatisfy { $0.held == nil })
    world.hosts = ["chess.example": "rooks", "hess.example": "go"]
    let plan = world.plan()
    #expect(plan.changes.map(\.action) == [.delete, .delete, .delete, .delete])
    #expect(plan.changes.allSatisfy { $0.held?.by == .move })
    #expect(plan.changes[0].held?.message.contains("moved: {from: chess}") == true)
    // A host below another one is another one.
    world.hosts = ["chess.example": "rooks"]
    world.desired = [
      World.resource(World.vhost, "sub.chess.example"),
      World.resource(World.account, "rose@sub.chess.example"),
    ]
    world.isGone = false
    world.converge()
    world.desired = []
    let below = world.plan().changes.first { $0.resource.name == "rose@sub.chess.example" }
    #expect(below?.action == .delete && below?.held == nil)
    world.live = world.live.filter { !$0.key.name.hasSuffix("sub.chess.example") }
    world.owned = world.owned.filter { !$0.key.name.hasSuffix("sub.chess.example") }
    // Its own file says so of a club that stays.
    world.hosts = ["chess.example": "chess"]
    #expect(world.plan().changes.allSatisfy { $0.held == nil })
  }

  @Test func `what is gone already makes no share smaller`() {
    var world = withoutAccounts(5, of: club(accounts: 9))
    // Three of those that leave are not live any more: two of six go.
    for number in 4...6 { world.live[World.id(World.account, "m\(number)@chess.example")] = nil }
    let plan = world.plan()
    #expect(plan.changes.count { $0.action == .forget } == 3)
    let removed = plan.changes.filter { $0.action == .delete }
    #expect(removed.count == 2 && removed.allSatisfy { $0.held?.by == .removals })
  }

  @Test func `ten are held however many there are`() {
    let plan = withoutAccounts(10, of: club(accounts: 200)).plan()
    #expect(plan.changes.allSatisfy { $0.held?.by == .removals })
    let fewer = withoutAccounts(9, of: club(accounts: 200)).plan()
    #expect(fewer.changes.allSatisfy { $0.held == nil })
  }

  @Test func `what is held can be let through one by one or all at once`() {
    var world = withoutAccounts(4, of: club(accounts: 10))
    world.letThrough = .init(changes: ["chess/prosody/account/m9@chess.example#delete"])
    #expect(world.plan().changes.count { $0.held == nil } == 1)
    world.letThrough = .all
    #expect(world.plan().changes.allSatisfy { $0.held == nil })
  }

  @Test func `half of the fleet is not removed`() {
    var world = club(accounts: 2)
    world.isGone = true
    world.fleet = Removals(removed: 5, owned: 10)
    let plan = world.plan()
    #expect(plan.changes.count == 3)
    #expect(plan.changes.allSatisfy { $0.held?.by == .removals })
  }

  @Test func `a club that leaves alone is removed with its vhost last`() {
    var world = club(accounts: 2)
    world.isGone = true
    world.fleet = Removals(removed: 1, owned: 10)
    let plan = world.plan()
    #expect(plan.changes.allSatisfy { $0.held == nil && $0.action == .delete })
    #expect(plan.changes.last?.resource.kind == World.vhost)
  }

  @Test func `prune confirm holds, and a vhost stays while something in it stays`() {
    var world = club(accounts: 2)
    world.isGone = true
    world.prune = .confirm
    #expect(world.plan().changes.allSatisfy { $0.held?.by == .prune })
    world.letThrough = .init(changes: ["chess/prosody/vhost/chess.example#delete"])
    world.prune = .disabled
    #expect(
      world.plan().changes.filter { $0.resource.kind == World.account }.allSatisfy {
        $0.held != nil
      })
  }

  @Test func `protection outlives the file`() {
    var world = club(accounts: 1)
    for id in world.owned.keys { world.owned[id]?.protection = .members }
    world.desired = []
    #expect(world.plan().changes.allSatisfy { $0.held?.by == .protected })
  }

  @Test func `a vhost with strangers in it is not purged`() {
    var world = club(accounts: 1)
    let stranger = World.id(World.account, "stranger@chess.example")
    world.live[stranger] = ObservedResource(id: stranger, fields: [:])
    world.isGone = true
    world.fleet = Removals(removed: 1, owned: 10)
    let plan = world.plan()
    #expect(plan.unmanaged.map(\.name) == ["stranger@chess.example"])
    #expect(plan.changes.last?.held != nil)
  }

  @Test func `strangers in a vhost are not purged whatever is let through`() {
    var world = club(accounts: 1)
    let stranger = World.id(World.account, "stranger@chess.example")
    world.live[stranger] = ObservedResource(id: stranger, fields: [:])
    world.isGone = true
    world.letThrough = .all
    #expect(world.plan().changes.last?.held?.by == .foreign)
  }

  @Test func `a vhost is not purged while something in it cannot be read`() {
    var world = club(accounts: 2)
    let rose = World.id(World.account, "m0@chess.example")
    world.live[rose]?.problem = "its file is corrupt"
    world.isGone = true
    world.letThrough = .all
    let host = world.plan().changes.first { $0.resource.kind == World.vhost }
    #expect(host?.held?.by == .foreign)
  }

  @Test func `a vhost is not purged while the removal of something in it is held`() {
    var world = club(accounts: 2)
    for id in world.owned.keys where id.kind == World.account {
      world.owned[id]?.protection = .members
    }
    world.isGone = true
    world.letThrough = .init(changes: ["chess/prosody/vhost/chess.example#delete"])
    #expect(world.plan().changes.allSatisfy { $0.held != nil })
  }

  @Test func `a large removal that was held does not wear off`() {
    var world = withoutAccounts(4, of: club(accounts: 10))
    world.heldBefore = Set(world.plan().changes.map(\.resource.description))
    world.letThrough = .init(changes: ["chess/prosody/account/m9@chess.example#delete"])
    world.converge()
    world.letThrough = .nothing
    // Three of nine would not be held by themselves.
    let plan = world.plan()
    #expect(plan.changes.count == 3)
    #expect(plan.changes.allSatisfy { $0.held?.by == .removals })
  }

  @Test func `the protection of a club holds everything of it`() {
    var world = club(accounts: 2)
    let host = World.id(World.vhost, "chess.example")
    world.owned[host]?.protection = .club
    world.isGone = true
    #expect(world.plan().changes.allSatisfy { $0.held?.by == .protected })
  }

  @Test func `a club that stays does not lose its vhost unasked`() {
    var world = club(accounts: 1)
    world.desired = [
      World.resource(World.vhost, "new.example"),
      World.resource(World.account, "m0@new.example"),
    ]
    let removals = world.plan().changes.filter { $0.action == .delete }
    #expect(removals.count == 2)
    #expect(removals.allSatisfy { $0.held?.by == .removals })
  }

  @Test func `nothing is removed while another service of the club is not known`() {
    var world = club(accounts: 2)
    world.desired.removeLast()
    var input = world.input
    input.observations["caddy"] = .unavailable(reason: "connection refused")
    let plan = reconcile(input, in: PlanningContext(policy: world.policy, now: world.now))
    #expect(plan.changes.isEmpty)
    #expect(plan.sync == .unknown)
  }

  @Test func `while it is in doubt whether a club has left it stays`() {
    var world = club(accounts: 1)
    world.isGone = true
    world.fleet = Removals(removed: 1, owned: 10)
    let doubt = "clubs/new.yaml has errors, and may be this club under a new name"
    world.fleetDoubt = doubt
    #expect(world.plan().changes.count == 2)
    #expect(world.plan().changes.allSatisfy { $0.held == Hold(by: .doubt, message: doubt) })
    world.fleet = Removals(removed: 4, owned: 10)
    #expect(world.plan().changes.allSatisfy { $0.held?.by == .removals })
    #expect(world.plan().changes.allSatisfy { $0.held?.message.hasSuffix(doubt) == true })
  }

  @Test func `what another club took over is not ours any more`() {
    var world = club(accounts: 1)
    let account = World.id(World.account, "m0@chess.example")
    world.live[account]?.mark = "other"
    world.desired.removeLast()
    let plan = world.plan()
    #expect(plan.changes.map(\.action) == [.forget])
    #expect(plan.unmanaged.map(\.name) == ["m0@chess.example"])
  }

  @Test func `nothing changes during a freeze`() {
    var world = World()
    world.desired = [World.resource(World.vhost, "chess.example")]
    world.policy.freeze = Policy.Freeze(until: CalendarDate(year: 2027, month: 1, day: 16))
    // 1,800,000,000 is 2027-01-15T08:00:00Z.
    #expect(world.plan().changes.map { $0.held?.by } == [.freeze])
    world.now += 16 * 3_600
    #expect(world.plan().changes.map { $0.held?.by } == [nil])
  }

  @Test func `an address that was used is not given to somebody else`() {
    var world = World()
    world.desired = [World.resource(World.account, "rose@chess.example")]
    world.reserved = ["rose@chess.example"]
    #expect(world.plan().changes.map { $0.held?.by } == [.reserved])
  }

  @Test func `nothing is made for a club whose id was another one's before somebody says so`() {
    var world = World()
    world.desired = [
      World.resource(World.vhost, "chess.example"), World.resource(World.site, "chess.example"),
    ]
    let site = World.id(World.site, "chess.example")
    world.live[site] = ObservedResource(id: site, fields: [:])
    world.policy.adopt = .auto
    world.takesUsedID = true
    let changes = world.plan().changes
    #expect(changes.map(\.action) == [.create, .adopt])
    #expect(changes.map { $0.held?.by } == [.reserved, .reserved])
    #expect(changes[0].held?.message == "the id `chess` was used by a club that left")
    world.letThrough = .init(clubs: ["chess"])
    #expect(world.plan().changes.allSatisfy { $0.held == nil })
  }

  @Test func `what is to be made in a held host is held with it`() {
    var world = World()
    world.desired = [
      World.resource(World.vhost, "chess.example"),
      World.resource(World.account, "rose@chess.example"),
      World.resource(World.room, "pawns"),
    ]
    world.reserved = ["chess.example"]
    #expect(world.plan().changes.map { $0.held?.by } == [.reserved, .reserved, .reserved])
    world.reserved = []
    let host = World.id(World.vhost, "chess.example")
    world.live[host] = ObservedResource(id: host, fields: [:])
    #expect(world.plan().changes.map { $0.held?.by } == [.adopt, .adopt, .adopt])
    world.letThrough = .init(clubs: ["chess"])
    #expect(world.plan().changes.allSatisfy { $0.held == nil })
  }

  @Test func `whose removal is held stays in rooms and lists`() {
    var world = club(accounts: 10)
    let everyone = Dictionary(
      uniqueKeysWithValues: (0..<10).map { ("m\($0)@chess.example", "member") })
    world.desired.append(
      World.resource(World.room, "pawns", ["affiliations": .map(everyone), "topic": .text("a")]))
    world.converge()
    world.desired.removeAll { $0.id.kind == World.account && $0.id.name > "m4" }
    let rest = everyone.filter { $0.key < "m5" }
    world.desired.removeAll { $0.id.kind == World.room }
    world.desired.append(
      World.resource(World.room, "pawns", ["affiliations": .map(rest), "topic": .text("b")]))
    let update = world.plan().changes.first { $0.action == .update }
    #expect(update?.fields.map(\.path) == ["topic"])
    #expect(update?.desired?.fields["affiliations"] == .map(everyone))
  }
}
