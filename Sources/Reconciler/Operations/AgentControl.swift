import Planning
public import Reconciler
import Spec

/// Answers for a running agent.
public struct AgentControl: ControlHandler {
  private let agent: Agent

  public init(agent: Agent) { self.agent = agent }

  public func handle(_ request: ControlRequest) async -> ControlReply {
    do {
      let fleet = try await agent.current()
      if let unknown = try unknownClub(request, fleet, agent.engine) { return .wrongUsage(unknown) }
      switch request.command {
      case .plan, .drift:
        let (plan, diagnostics) = try await agent.plan(
          clubs: request.selection, letThrough: request.allowHeld ? .all : .nothing)
        return .planned(plan, diagnostics, request)
      case .apply, .reconcile:
        if request.command == .apply, await !agent.isEnforcing { return .notEnforced }
        if let shown = request.revision, shown != fleet.revision.description {
          return .stale(shown, fleet.revision)
        }
        if request.allowHeld {
          let all = await agent.known
          try await agent.approve(clubs: request.selection ?? all, changes: nil)
        }
        let results = await agent.reconcile(clubs: request.selection)
        return .applied(results, at: fleet.revision, request)
      case .erase:
        guard await agent.isEnforcing else { return .notEnforced }
        let erasure = try Erasure(request, agent.engine, fleet, now: agent.time)
        let address = try erasure.address()
        return try erasure.finish(address, after: await agent.reconcile(clubs: [erasure.club]))
      case .pause: return try await pause(request)
      case .resume: return try await resume(request)
      }
    } catch {
      return .failed(error)
    }
  }

  private func pause(_ request: ControlRequest) async throws -> ControlReply {
    guard let club = request.clubs.first else { return .wrongUsage("pause wants a club") }
    _ = try await agent.pause(
      club, until: request.until, reason: request.reason, by: request.by)
    return ControlReply(exitCode: 0, output: "\(club) is paused.\n")
  }

  private func resume(_ request: ControlRequest) async throws -> ControlReply {
    guard let club = request.clubs.first else { return .wrongUsage("resume wants a club") }
    _ = try await agent.resume(club)
    return ControlReply(exitCode: 0, output: "\(club) is reconciled again.\n")
  }
}
