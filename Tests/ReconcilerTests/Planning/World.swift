import Model
import Planning
import Spec
import TestSupport

/// A tiny world for the planner: resources of one service, a live state, an inventory.
struct World {
  static let vhost = Kind("vhost", rank: 0, namesHost: true, keepsNameReserved: true)
  static let account = Kind("account", rank: 10, keepsNameReserved: true)
  static let room = Kind("room", rank: 30)
  static let site = Kind("site", rank: 40, namesHost: true)
  static let revision = Revision("main@sha1:0000000000000000000000000000000000000000")

  var desired: [Resource] = []
  var live: [ResourceID: ObservedResource] = [:]
  var owned: [ResourceID: Owned] = [:]
  var prune = Prune.enabled
  var policy = Policy()
  var now: Int64 = 1_800_000_000
  var isGone = false
  var unavailable: String?
  var fleet = Removals(removed: 0, owned: 0)
  var letThrough = PlanningContext.LetThrough.nothing
  var reserved: Set<String> = []
  var heldBefore: Set<String> = []
  var fleetDoubt: String?
  var standing = Standing.open
  var hosts: [String: String] = [:]
  var holdOver: Policy.HoldOver?
  var protects: [Kind: Protected] = [:]
  var isProtected = false
  /// Ids that the club had before; its file says so.
  var formerIDs: Set<String> = []
  var takesUsedID = false
  /// Other services of the club, which do not answer.
  var silent: Set<String> = []

  static func id(_ kind: Kind, _ name: String, club: String = "chess") -> ResourceID {
    ResourceID(club: club, service: "prosody", kind: kind, name: name)
  }

  static func resource(
    _ kind: Kind, _ name: String, _ fields: Fields = [:], presence: Resource.Presence = .present,
    ignored: Set<String> = []
  ) -> Resource {
    Resource(
      id: id(kind, name), fields: fields,
      origin: SourceLocation(file: "clubs/chess.yaml", position: .start), presence: presence,
      ignored: ignored)
  }

  var input: ClubInput {
    var input = ClubInput(
      id: "chess", name: "Chess Club", declaration: isGone ? .gone : .declared(desired),
      prune: prune,
      observations: [
        "prosody": unavailable.map { .unavailable(reason: $0) }
          ?? .complete(live.values.sorted { $0.id < $1.id })
      ],
      owned: owned.values.sorted { $0.id < $1.id }, reserved: reserved)
    for service in silent { input.observations[service] = .unavailable(reason: "no answer") }
    input.heldBefore = heldBefore
    input.standing = standing
    input.protects = protects
    input.isProtected = isProtected
    input.formerIDs = formerIDs
    input.isMoved = !formerIDs.isEmpty
    input.takesUsedID = takesUsedID
    return input
  }

  func plan() -> ClubPlan {
    reconcile(
      input,
      in: PlanningContext(
        policy: policy, holdOver: holdOver, now: now, letThrough: letThrough, fleet: fleet,
        fleetDoubt: fleetDoubt, hosts: hosts))
  }

  /// Does what a service and the executor do with changes that are not held.
  mutating func apply(_ plan: ClubPlan) {
    for resource in plan.settled { record(resource) }
    for change in plan.changes where change.held == nil {
      switch change.action {
      case .create, .update, .adopt:
        guard let resource = change.desired else { continue }
        if let old = change.movesFrom {
          live[old] = nil
          owned[old] = nil
        }
        live[resource.id] = ObservedResource(
          id: resource.id, fields: resource.fields, mark: "chess")
        record(resource)
      case .delete, .forget:
        live[change.resource] = nil
        owned[change.resource] = nil
      }
    }
  }

  mutating func record(_ resource: Resource) {
    let fingerprint = resource.fingerprint
    let before = owned[resource.id]
    owned[resource.id] = Owned(
      id: resource.id, state: .applied, fingerprint: fingerprint,
      appliedAt: before?.fingerprint == fingerprint ? before!.appliedAt : now,
      revision: World.revision, origin: resource.origin, protection: resource.protection)
  }

  mutating func converge() { apply(plan()) }
}

extension World {
  /// A random club: some resources declared, some live, some owned.
  static func random(using random: inout SplitMix64) -> World {
    var world = World()
    let kinds = [vhost, account, room]
    for number in 0..<Int.random(in: 0...12, using: &random) {
      let kind = kinds.randomElement(using: &random)!
      let name = "\(kind.name)-\(number)"
      let value: () -> Fields = { ["topic": .text("v\(Int.random(in: 0...2))")] }
      var declared = resource(kind, name, value())
      if Int.random(in: 0...5, using: &random) == 0 {
        declared.presence = [.absent(why: "erased"), .expiring(after: .seconds(60))]
          .randomElement(using: &random)!
      }
      if Bool.random(using: &random) { world.desired.append(declared) }
      if Bool.random(using: &random) {
        let mark = [nil, "chess", "other"].randomElement(using: &random)!
        world.live[declared.id] = ObservedResource(id: declared.id, fields: value(), mark: mark)
      }
      if Bool.random(using: &random) { world.record(declared) }
    }
    world.prune = Prune.allCases.randomElement(using: &random)!
    world.policy.adopt = Policy.Adopt.allCases.randomElement(using: &random)!
    world.isGone = Int.random(in: 0...9, using: &random) == 0
    return world
  }
}
