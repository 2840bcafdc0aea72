import Inventory
import Model
import Planning
public import Reconciler
import Reporting
import Spec

/// Answers in this process, when no agent runs on the data directory.
public struct LocalControl: ControlHandler {
  private let agent: Agent
  private let fleet: Fleet
  private let now: @Sendable () -> Int64

  public init(agent: Agent, fleet: Fleet, now: @escaping @Sendable () -> Int64) {
    self.agent = agent
    self.fleet = fleet
    self.now = now
  }

  public func handle(_ request: ControlRequest) async -> ControlReply {
    do {
      switch request.command {
      case .plan, .drift:
        if let unknown = try unknownClub(request, fleet, agent.engine) {
          return .wrongUsage(unknown)
        }
        let plan = try await agent.engine.plan(
          fleet,
          Engine.Request(
            clubs: request.selection, now: now(),
            letThrough: request.allowHeld ? .all : .nothing, remembersLive: request.saves))
        return try .planned(plan, fleet.repository.diagnostics, request)
      case .apply, .reconcile:
        if request.command == .apply, await !agent.isEnforcing { return .notEnforced }
        if let unknown = try unknownClub(request, fleet, agent.engine) {
          return .wrongUsage(unknown)
        }
        if let saved = request.plan {
          let plan = try await agent.engine.plan(
            fleet,
            Engine.Request(
              clubs: request.selection, now: now(),
              letThrough: saved.allowHeld ? .all : .nothing, remembersLive: true))
          if let refusal = try ControlReply.refusing(saved, plan) { return refusal }
        }
        let results = try await agent.runOnce(
          fleet, clubs: request.selection, letThrough: request.letThrough, by: request.by,
          expecting: request.plan?.expected ?? [:])
        return .applied(results, at: fleet.revision, request)
      case .erase:
        guard await agent.isEnforcing else { return .notEnforced }
        let erasure = try Erasure(request, agent.engine, fleet, now: now())
        return try erasure.finish(
          after: try await agent.runOnce(fleet, clubs: [erasure.club]))
      case .approve, .pause, .resume:
        return .wrongUsage("no agent is running that could be told")
      }
    } catch {
      return .failed(error)
    }
  }
}

extension ControlReply {
  static func applied(
    _ results: [ClubResult], at revision: Revision, _ request: ControlRequest
  ) -> ControlReply {
    let report = ApplyReport(
      revision: revision, results: results,
      isNamed: request.selection != nil || request.command == .approve)
    return ControlReply(
      exitCode: report.exitCode.rawValue,
      output: request.format == .json
        ? report.json().encoded(.indented) : report.text(request.textOptions))
  }
}

/// What to say when one of the clubs that were asked for is neither declared nor owns anything.
func unknownClub(_ request: ControlRequest, _ fleet: Fleet, _ engine: Engine) throws -> String? {
  let owners = try engine.inventory.ownedCount()
  let unknown = request.clubs.first { fleet.clubs[$0] == nil && owners[$0] == nil }
  return unknown.map(noClub)
}

func noClub(_ id: String) -> String {
  "there is no club `\(printable(id, limit: 80))` in the repository"
}
