import Execution
import Inventory
import Model
import ServiceContract
import Spec
import Synchronization
import TestSupport
import Testing

struct ExecutorTests {
  private static let account = Kind("account", rank: 10, keepsNameReserved: true)
  private let service = SimulatedService()
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func change(
    _ action: Change.Action, _ name: String, kind: Kind = account
  ) -> Change {
    let id = ResourceID(club: "chess", service: "prosody", kind: kind, name: name)
    let resource = Resource(
      id: id, fields: ["role": .text("member")],
      origin: SourceLocation(file: "clubs/chess.yaml", position: .start))
    return Change(
      action: action, resource: id, desired: [.delete, .forget].contains(action) ? nil : resource,
      origin: resource.origin, cause: .revision, reason: "test")
  }

  private func apply(
    _ changes: [Change], isLeaving: Bool = false,
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) async throws -> (outcomes: [ChangeOutcome], inventory: Inventory) {
    let inventory = try Inventory(path: "\(folder.path)/inventory.sqlite")
    var plan = ClubPlan(id: "chess", name: "Chess", sync: .outOfSync, changes: changes)
    plan.isLeaving = isLeaving
    let outcomes = try await Executor(services: ["prosody": service], inventory: inventory).apply(
      plan,
      in: PassContext(
        revision: Revision("main@sha1:1"), content: nil, now: 1_800_000_000, cycle: "1",
        shouldStop: shouldStop))
    return (outcomes, inventory)
  }

  @Test func `what was acknowledged is ours, and in the history`() async throws {
    let (outcomes, inventory) = try await apply([change(.create, "rose@chess.example")])
    #expect(outcomes.map(\.outcome) == [.applied])
    #expect(try inventory.owned(of: "chess").map(\.state) == [.applied])
    #expect(
      try inventory.history(club: "chess", limit: 10, before: nil).map(\.result) == [.applied])
  }

  @Test func `what somebody else made in the meantime does not become ours`() async throws {
    service.state.withLock { $0.failures["rose@chess.example"] = "not-ours" }
    let (outcomes, inventory) = try await apply([change(.create, "rose@chess.example")])
    #expect(outcomes.map(\.outcome) != [.applied])
    #expect(try inventory.owned(of: "chess") == [])
  }

  @Test func `what failed stays intended, since it may be there`() async throws {
    service.state.withLock { $0.failures["rose@chess.example"] = "timeout" }
    let (_, inventory) = try await apply([change(.create, "rose@chess.example")])
    #expect(try inventory.owned(of: "chess").map(\.state) == [.intended])
  }

  @Test func `what the service says is not ours is not ours, whatever was done before`()
    async throws
  {
    _ = try await apply([change(.create, "rose@chess.example")])
    service.state.withLock { $0.failures["rose@chess.example"] = "not-ours" }
    let (_, inventory) = try await apply([change(.update, "rose@chess.example")])
    #expect(try inventory.owned(of: "chess") == [])
  }

  @Test func `what could not be adopted is not ours`() async throws {
    service.state.withLock { $0.failures["rose@chess.example"] = "timeout" }
    let (_, inventory) = try await apply([change(.adopt, "rose@chess.example")])
    #expect(try inventory.owned(of: "chess") == [])
  }

  @Test func `nothing is deleted after something failed, and nothing is tried after an outage`()
    async throws
  {
    service.state.withLock { $0.failures["rose@chess.example"] = "timeout" }
    let many = (0..<Executor.batchSize).map { change(.create, "m\($0)@chess.example") }
    let (outcomes, _) = try await apply(
      [change(.create, "rose@chess.example")] + many + [change(.delete, "dan@chess.example")])
    #expect(outcomes.last?.outcome == .skipped)
    #expect(outcomes.dropLast().last?.outcome == .skipped)
    #expect(outcomes.count == many.count + 2)
  }

  @Test func `a deleted address stays reserved`() async throws {
    let (_, inventory) = try await apply([change(.delete, "dan@chess.example")])
    #expect(try inventory.reserved().map(\.name) == ["dan@chess.example"])
  }

  @Test func `an address that somebody comes back to by a move is not reserved any more`()
    async throws
  {
    func move(from old: String, to new: String) -> Change {
      var move = change(.update, new)
      move.movesFrom = change(.update, old).resource
      return move
    }
    _ = try await apply([change(.create, "eve@chess.example")])
    var inventory = try await apply([move(from: "eve@chess.example", to: "evi@chess.example")])
      .inventory
    #expect(try inventory.reserved().map(\.name) == ["eve@chess.example"])
    inventory = try await apply([move(from: "evi@chess.example", to: "eve@chess.example")])
      .inventory
    #expect(try inventory.reserved().map(\.name) == ["evi@chess.example"])
    #expect(try inventory.owned(of: "chess").map(\.id.name) == ["eve@chess.example"])
  }

  @Test func `the id of a club that leaves stays reserved until the id is used again`() async throws
  {
    let room = Kind("room", rank: 30)
    _ = try await apply([change(.create, "chess", kind: room)])
    var inventory = try await apply([change(.delete, "chess", kind: room)]).inventory
    #expect(try inventory.reserved() == [])
    inventory = try await apply([change(.forget, "chess", kind: room)], isLeaving: true).inventory
    #expect(
      try inventory.reserved() == [
        ReservedName(name: "chess", club: "chess", kind: "club", since: 1_800_000_000)
      ])
    service.state.withLock { $0.failures["hall"] = "timeout" }
    inventory = try await apply([change(.create, "hall", kind: room)]).inventory
    #expect(try inventory.reserved().count == 1)
    inventory = try await apply([change(.create, "yard", kind: room)]).inventory
    #expect(try inventory.reserved() == [])
  }

  @Test func `a vhost is not purged after the removal of something in it failed`() async throws {
    service.state.withLock { $0.failures["dan@chess.example"] = "corrupt" }
    let host = Kind("vhost", rank: 0, namesHost: true, keepsNameReserved: true)
    let (outcomes, _) = try await apply([
      change(.delete, "dan@chess.example"), change(.delete, "chess.example", kind: host),
    ])
    #expect(outcomes.last?.outcome == .skipped)
  }

  @Test func `an address that is only forgotten stays reserved too`() async throws {
    let (_, inventory) = try await apply([change(.forget, "dan@chess.example")])
    #expect(try inventory.reserved().map(\.name) == ["dan@chess.example"])
  }

  @Test func `nothing is begun after it was told to stop`() async throws {
    let (outcomes, inventory) = try await apply(
      [change(.create, "rose@chess.example")], shouldStop: { true })
    #expect(outcomes.map(\.outcome) == [.skipped])
    #expect(try inventory.owned(of: "chess") == [])
    #expect(service.state.withLock { $0.applied } == [])
  }
}
