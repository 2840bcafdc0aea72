public import Execution
public import Inventory
public import Model
public import Planning
public import ServiceContract
import Spec

/// Plans and applies: what `plan`, `apply`, `drift` and the agent share.
public struct Engine: Sendable {
  /// Clubs that are planned together: bounds what is held in memory and asked in one call.
  static let width = 50

  public let services: [String: any Service]
  public let inventory: Inventory
  let executor: Executor
  let uptime: @Sendable () -> Uptime

  public init(
    services: [any Service], inventory: Inventory,
    uptime: @escaping @Sendable () -> Uptime = Uptime.ofThisMachine
  ) {
    self.uptime = uptime
    self.services = Dictionary(services.map { ($0.name, $0) }) { first, _ in first }
    self.inventory = inventory
    executor = Executor(services: self.services, inventory: inventory)
  }

  /// Which clubs to plan, and how.
  public struct Request: Sendable {
    /// Nil: all that are declared or own something.
    public var clubs: Set<String>?
    /// Seconds since 1970.
    public var now: Int64
    public var letThrough: PlanningContext.LetThrough
    /// Whether the plans say what they were made from (``ClubPlan/live``).
    public var remembersLive: Bool

    public init(
      clubs: Set<String>? = nil, now: Int64, letThrough: PlanningContext.LetThrough = .nothing,
      remembersLive: Bool = false
    ) {
      self.clubs = clubs
      self.now = now
      self.letThrough = letThrough
      self.remembersLive = remembersLive
    }
  }

  /// What would change, against the live services.
  public func plan(_ fleet: Fleet, _ request: Request) async throws -> Plan {
    let preparation = try Preparation(fleet: fleet, engine: self, request: request)
    var plan = Plan(revision: fleet.revision, clubs: [])
    for chunk in preparation.ids.chunks(of: Engine.width) {
      try Task.checkCancellation()
      plan.clubs += try await planned(
        try preparation.inputs(chunk), preparation.context, live: request.remembersLive)
    }
    let pauses = try inventory.pauses(at: request.now)
    for (index, club) in plan.clubs.enumerated() {
      plan.clubs[index].pause = pauses[club.id] ?? fleet.movedFrom(club.id).flatMap { pauses[$0] }
    }
    if request.clubs == nil {
      plan.unmanaged = await unmanaged(outside: try preparation.hosts)
    }
    return plan
  }

  /// A club's plan, with what a later sweep needs to tell that nothing has changed since.
  struct Inspection {
    var plan: ClubPlan
    var scopes: [ServiceScope]
    /// By service, read before the state was: a change in between shows at the next sweep.
    var digests: [String: String]
    /// Services that did not answer, with what they said.
    var outages: [String: String]
  }

  /// Plans these few clubs, and takes their digests.
  func inspect(_ fleet: Fleet, _ request: Request) async throws -> [Inspection] {
    let preparation = try Preparation(fleet: fleet, engine: self, request: request)
    let inputs = try preparation.inputs(preparation.ids[...])
    var digests: [String: [String: String]] = [:]
    var outages: [String: String] = [:]
    for (name, scopes) in Dictionary(grouping: inputs.flatMap(\.scopes), by: \.service) {
      guard let service = services[name] else { continue }
      do {
        for (club, digest) in try await service.digests(of: scopes.map(\.scope)) {
          digests[club, default: [:]][name] = digest
        }
      } catch {
        outages[name] = error.message
      }
    }
    let plans = try await planned(inputs, preparation.context, live: request.remembersLive)
    return zip(inputs, plans).map { input, plan in
      Inspection(
        plan: plan, scopes: input.scopes, digests: digests[plan.id] ?? [:], outages: outages)
    }
  }

  private func planned(
    _ inputs: [PreparedClub], _ context: PlanningContext, live: Bool
  ) async throws -> [ClubPlan] {
    let seen = try await withoutEmptyServices(inputs, await observe(inputs.flatMap(\.scopes)))
    return inputs.map { prepared in
      var input = prepared.input
      input.observations.merge(seen[input.id] ?? [:]) { known, _ in known }
      var plan = reconcile(input, in: context)
      if live { plan.live = Fingerprint(of: input.observations) }
      return plan
    }
  }

  /// By club and service; all services at the same time.
  func observe(_ scopes: [ServiceScope]) async -> [String: [String: Observation]] {
    let byService = Dictionary(grouping: scopes, by: \.service)
    return await withTaskGroup(of: (String, [String: Observation]).self) { group in
      for (name, scopes) in byService {
        guard let service = services[name] else { continue }
        group.addTask { (name, await service.observe(scopes.map(\.scope))) }
      }
      var seen: [String: [String: Observation]] = [:]
      for await (name, observations) in group {
        for (club, observation) in observations { seen[club, default: [:]][name] = observation }
      }
      return seen
    }
  }

  private func unmanaged(outside hosts: [ServiceScope]) async -> [Unmanaged] {
    let byService = Dictionary(grouping: hosts, by: \.service)
    var found: [Unmanaged] = []
    for (name, service) in services.sorted(by: { $0.key < $1.key }) {
      let scopes = byService[name, default: []].map(\.scope)
      // A service that does not answer is told by its clubs' plans.
      found += (try? await service.sweep(scopes, cold: false))?.unmanaged ?? []
    }
    return found
  }

  /// Makes the changes of a club's plan that are not held.
  ///
  /// A club that moved takes over first what its old id owned.
  public func apply(
    _ plan: ClubPlan, of fleet: Fleet, in pass: PassContext
  ) async throws -> [ChangeOutcome] {
    if let old = fleet.movedFrom(plan.id) { try move(old, to: plan.id) }
    var pass = pass
    pass.latest = try latestTime(at: pass.now)
    return try await executor.apply(plan, in: pass)
  }
}

/// What to look at for one club in one service.
struct ServiceScope: Sendable {
  var service: String
  var scope: Scope
}

/// A club's input without what the services show.
struct PreparedClub: Sendable {
  var input: ClubInput
  var scopes: [ServiceScope]
}

extension Array {
  func chunks(of size: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
  }
}
