import Model
import Planning
import Spec
import TestSupport
import Testing

/// A member who has another id now takes the account along, or keeps it where it is.
struct MoveTests {
  private static let account = Kind(
    "account", rank: 10, keepsNameReserved: true, leadingRoles: ["owner", "admin"])

  private func person(_ name: String, _ move: Resource.Move? = nil) -> Resource {
    var resource = World.resource(
      Self.account, "\(name)@chess.example",
      ["member": .text(name), "role": .text("owner"), "state": .text("active")])
    resource.move = move
    return resource
  }

  private let old = World.id(account, "rose@chess.example")

  private func hall(_ name: String) -> Resource {
    World.resource(
      World.room, "hall", ["affiliations": .map(["\(name)@chess.example": "owner"])])
  }

  /// Rose in her room, converged; then she is called Ada.
  private func renamed(_ move: Resource.Move?) -> World {
    var world = World()
    let host = World.resource(World.vhost, "chess.example")
    world.desired = [host, person("rose"), hall("rose")]
    world.converge()
    world.desired = [host, person("ada", move), hall("ada")]
    return world
  }

  @Test func `the account gets the new name, and nothing is made or deleted`() {
    var world = renamed(.from("rose@chess.example"))
    let plan = world.plan()
    #expect(plan.changes.map(\.action) == [.update, .update])
    let move = plan.changes[0]
    #expect(move.resource.name == "ada@chess.example")
    #expect(move.movesFrom == old)
    #expect(
      move.fields.map { "\($0.path): \($0.before!) → \($0.after!)" } == [
        "address: rose@chess.example → ada@chess.example", "member: rose → ada",
      ])
    #expect(plan.changes.allSatisfy { $0.held == nil })
    world.apply(plan)
    #expect(world.live[old] == nil)
    #expect(world.plan().changes.isEmpty)
    // The key may stay in the file.
    world.reserved = ["rose@chess.example"]
    #expect(world.plan().changes.isEmpty)
  }

  @Test func `who had an id in between that nobody saw is not deleted for it`() throws {
    var world = renamed(.from("violet@chess.example"))
    let plan = world.plan()
    let accounts = plan.changes.filter { $0.resource.kind == Self.account }
    #expect(accounts.map(\.action) == [.create, .delete])
    #expect(accounts.allSatisfy { $0.held?.by == .doubt })
    #expect(accounts[1].held?.message.contains("was violet@chess.example before") == true)
    // Nothing is removed while another service does not answer: that is no proof that nobody leaves.
    world.silent = ["caddy"]
    let blind = world.plan().changes.filter { $0.resource.kind == Self.account }
    #expect(blind.map(\.action) == [.create])
    #expect(blind.allSatisfy { $0.held?.by == .doubt })
    world.silent = []
    // Nor is it when the old account cannot be read.
    world.live[old]?.problem = "its file cannot be read"
    let damaged = world.plan().changes.filter { $0.resource.kind == Self.account }
    #expect(damaged.map(\.action) == [.create])
    #expect(damaged.allSatisfy { $0.held?.by == .doubt })
    world.live[old]?.problem = nil
    // A person knows.
    world.letThrough = .all
    #expect(world.plan().changes.allSatisfy { $0.held == nil })
    world.letThrough = .nothing
    // A note of long ago in a file for another server holds nothing when nobody leaves.
    world.desired.append(person("rose"))
    #expect(world.plan().changes.allSatisfy { $0.held == nil })
    // The name was somebody's here once: that is no doubt.
    world.desired.removeLast()
    world.reserved = ["violet@chess.example"]
    #expect(world.plan().changes.allSatisfy { $0.held == nil })
  }

  @Test func `where the server cannot do it, both are held, whoever lets them through`() {
    var world = renamed(.cannot(from: "rose@chess.example", why: "no such command"))
    world.letThrough = .all
    let plan = world.plan()
    let accounts = plan.changes.filter { $0.resource.kind.name == "account" }
    #expect(accounts.map(\.action) == [.create, .delete])
    for change in accounts {
      #expect(change.held?.by == .move)
      #expect(
        change.held?.message
          == "rose@chess.example cannot be taken along to ada@chess.example: no such command")
    }
    // Whoever stays in the old account stays in the room.
    let room = plan.changes.first { $0.resource.kind == World.room }
    #expect(
      room?.desired?.fields["affiliations"]
        == .map(["ada@chess.example": "owner", "rose@chess.example": "owner"]))
    world.apply(plan)
    #expect(world.live[old] != nil)
  }

  @Test func `an account that is there already takes nothing in, and nothing is lost`() {
    var world = renamed(.from("rose@chess.example"))
    let ada = person("ada")
    world.live[ada.id] = ObservedResource(id: ada.id, fields: ada.fields, mark: "chess")
    world.letThrough = .all
    let plan = world.plan()
    let removal = plan.changes.first { $0.action == .delete }
    #expect(removal?.resource == old)
    #expect(removal?.held?.by == .move)
    #expect(!plan.changes.contains { $0.movesFrom != nil })
  }

  @Test func `a name that was used before waits, and so does the account`() {
    var world = renamed(.from("rose@chess.example"))
    world.reserved = ["ada@chess.example"]
    let plan = world.plan()
    #expect(plan.changes.first { $0.movesFrom != nil }?.held?.by == .reserved)
    #expect(!plan.changes.contains { $0.action == .delete })
    world.letThrough = .all
    world.converge()
    #expect(world.live[old] == nil)
  }

  @Test func `an account that cannot be read is left alone`() {
    var world = renamed(.from("rose@chess.example"))
    world.live[old]?.problem = "its file is corrupt"
    let plan = world.plan()
    #expect(!plan.changes.contains { $0.resource.kind.name == "account" })
    #expect(plan.unknown.map(\.reason).first?.contains("rose@chess.example") == true)
  }

  @Test func `after a crash before or after the effect the move is finished`() {
    var world = renamed(.from("rose@chess.example"))
    let ada = person("ada", .from("rose@chess.example"))
    world.record(ada)
    world.owned[ada.id]?.state = .intended
    world.owned[ada.id]?.wasApplied = false
    var before = world
    before.converge()
    #expect(before.live[old] == nil && before.live[ada.id] != nil)
    #expect(before.plan().changes.isEmpty)
    world.live[old] = nil
    world.live[ada.id] = ObservedResource(id: ada.id, fields: ada.fields, mark: "chess")
    #expect(world.plan().changes.map(\.action) == [.update, .forget])
    world.converge()
    #expect(world.plan().changes.isEmpty)
  }

  @Test(arguments: [
    Resource.Move.from("rose@chess.example"), .cannot(from: "rose@chess.example", why: ""),
  ])
  func `who is erased together with the move is erased under the old name`(
    _ move: Resource.Move
  ) {
    var world = renamed(move)
    world.prune = .disabled
    world.desired = [
      World.resource(World.vhost, "chess.example"), person("ada", move), person("dan"),
      World.resource(World.room, "hall"),
    ]
    world.desired[1].presence = .absent(why: "erased by declaration")
    world.live[person("dan").id] = ObservedResource(
      id: person("dan").id, fields: person("dan").fields, mark: "chess")
    let removals = world.plan().changes.filter { $0.action == .delete }
    #expect(removals.map(\.resource) == [old])
    #expect(removals.map(\.reason) == ["erased by declaration"])
    #expect(removals.allSatisfy { $0.held == nil })
    world.converge()
    #expect(world.live[old] == nil)
    #expect(world.plan().changes.isEmpty)
  }

  @Test func `a club whose time is over removes an account that was still to be moved`() {
    var world = renamed(.from("rose@chess.example"))
    world.standing = .over
    for index in world.desired.indices { world.desired[index].presence = .over(why: "over") }
    let removals = world.plan().changes.filter { $0.action == .delete }
    #expect(removals.contains { $0.resource == old })
    world.converge()
    #expect(world.live.isEmpty)
  }

  @Test func `without a live account under the old name a new one is made`() {
    var world = renamed(.from("violet@chess.example"))
    world.desired.removeLast()
    #expect(
      world.plan().changes.first { $0.resource.kind.name == "account" }?.action == .create)
  }

  /// A club with another id, and by that with another domain.
  private func renamedClub(at host: String = "e.example") -> World {
    var world = World()
    world.desired = [
      World.resource(World.vhost, host), person("rose"), hall("rose"),
      World.resource(World.site, host),
    ]
    world.desired[1].id.name = "rose@\(host)"
    world.desired[2].id.name = "hall@conference.\(host)"
    world.converge()
    for id in world.live.keys { world.live[id]?.mark = "e" }
    world.formerIDs = ["e"]
    world.desired = [World.resource(World.vhost, "chess.example"), person("rose")]
    return world
  }

  @Test
  func `what a club had under its old id stays, whoever lets it go, while its file says moved`() {
    var world = renamedClub()
    world.letThrough = .all
    var plan = world.plan()
    let removals = plan.changes.filter { $0.action == .delete }
    #expect(removals.count == 4)
    for change in removals {
      #expect(change.held?.by == .move)
      #expect(change.held?.message.contains("keep `domain: e.example` in its file") == true)
    }
    world.apply(plan)
    #expect(world.live.keys.count { $0.name.hasSuffix("e.example") } == 4)
    // Given up in so many words.
    world.formerIDs = []
    for id in world.live.keys where world.live[id]?.mark == "e" { world.live[id]?.mark = "chess" }
    world.letThrough = .nothing
    plan = world.plan()
    #expect(plan.changes.allSatisfy { $0.action == .delete && $0.held?.by == .removals })
    world.letThrough = .all
    world.converge()
    #expect(!world.live.keys.contains { $0.name.hasSuffix("e.example") })
  }

  @Test func `a club with another id and the same domain removes what it does not declare`() {
    var world = renamedClub()
    world.desired = [
      World.resource(World.vhost, "e.example"), World.resource(World.site, "e.example"),
      person("rose"),
    ]
    world.desired[2].id.name = "rose@e.example"
    let plan = world.plan()
    #expect(plan.changes.filter { $0.action == .delete }.map(\.resource.kind) == [World.room])
    #expect(plan.changes.allSatisfy { $0.held == nil })
    // What it made under its present id on another domain is no older club's.
    world.converge()
    world.desired = [World.resource(World.vhost, "chess.example"), person("rose")]
    #expect(
      world.plan().changes.filter { $0.action == .delete }.allSatisfy { $0.held?.by == .removals })
  }

  @Test func `a club that leaves takes along what it had under its old id`() {
    var world = renamedClub()
    world.standing = .over
    for index in world.desired.indices { world.desired[index].presence = .over(why: "over") }
    #expect(world.plan().changes.allSatisfy { $0.held == nil })
  }

  @Test func `a plan says what a member loses, and a club that only closes loses nothing`() {
    var world = World()
    let dan = person("dan")
    world.desired = [World.resource(World.vhost, "chess.example"), person("rose"), dan]
    world.converge()
    let holdings = Holdings(
      lastLogin: .at(1_790_000_000), ownedRooms: ["shed@conference.chess.example"])
    world.live[dan.id]?.holdings = holdings
    #expect(world.plan().changes.isEmpty)
    world.desired.removeLast()
    #expect(world.plan().changes.map(\.loses) == [holdings])
    var left = dan
    left.fields["state"] = .text("left")
    world.desired.append(left)
    #expect(world.plan().changes.map(\.loses) == [holdings])
    world.standing = .closed
    #expect(world.plan().changes.map(\.loses) == [nil])
  }
}
