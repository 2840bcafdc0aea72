import Model
import Planning
public import Reconciler
import Reporting
import Spec

/// Answers for a running agent.
public struct AgentControl: ControlHandler {
  private let agent: Agent

  public init(agent: Agent) { self.agent = agent }

  public func handle(_ request: ControlRequest) async -> ControlReply {
    do {
      // These need no revision.
      switch request.command {
      case .pause: return try await pause(request)
      case .resume: return try await resume(request)
      case .approve: return try await approve(request)
      case .plan, .drift, .apply, .reconcile, .erase: break
      }
      let fleet = try await agent.current()
      if let unknown = try unknownClub(request, fleet, agent.engine) { return .wrongUsage(unknown) }
      switch request.command {
      case .plan, .drift:
        let (plan, diagnostics) = try await agent.plan(
          clubs: request.selection, letThrough: request.allowHeld ? .all : .nothing,
          remembersLive: request.saves)
        if request.command == .plan { await agent.show(plan) }
        return try .planned(plan, diagnostics, request)
      case .apply, .reconcile:
        if request.command == .apply, await !agent.isEnforcing { return .notEnforced }
        var seen = fleet.revision
        if let saved = request.plan {
          let (plan, _) = try await agent.plan(
            clubs: request.selection, letThrough: saved.allowHeld ? .all : .nothing,
            remembersLive: true)
          if let refusal = try ControlReply.refusing(saved, plan) { return refusal }
          seen = plan.revision
        }
        if request.letsThrough || request.plan != nil {
          // For this pass alone: nothing waits for the end of a pause.
          let all = await agent.known
          try await agent.approve(
            clubs: await agent.unpaused(request.selection ?? all), changes: request.letThrough,
            by: request.by, expecting: request.plan?.expected ?? [:], at: seen)
        }
        let results = await agent.reconcile(clubs: request.selection)
        return .applied(results, at: fleet.revision, request)
      case .erase:
        guard await agent.isEnforcing else { return .notEnforced }
        let erasure = try Erasure(request, agent.engine, fleet, now: agent.time)
        return try erasure.finish(after: await agent.reconcile(clubs: [erasure.club]))
      case .pause, .resume, .approve: preconditionFailure("answered above")
      }
    } catch let pause as Agent.PauseIsOver {
      return .wrongUsage(
        "--until \(timestamp(pause.until)) is over already, and the club is "
          + "left as it was; a pause without --until lasts until `allotment resume`")
    } catch let moved as Agent.OtherRevision {
      return .stale(moved)
    } catch {
      return .failed(error)
    }
  }

  /// Held changes by their ids, and the commit that was refused: all are checked before one of them
  /// takes effect.
  private func approve(_ request: ControlRequest) async throws -> ControlReply {
    var seen: Revision?
    if request.revision != nil {
      let now = try await agent.current().revision
      if let refusal = await refusal(of: request, at: now) { return refusal }
      seen = now
    }
    let commits = request.changes.filter(isCommit)
    for commit in commits {
      if let objection = await agent.objection(to: commit) { return .wrongUsage(objection) }
    }
    let changes = Set(request.changes).subtracting(commits)
    guard !changes.isEmpty else {
      let reply = ControlReply(exitCode: 0, output: "The repository is looked at again.\n")
      return await allow(commits, by: request.by, reply)
    }
    guard await agent.isEnforcing else { return .notEnforced }
    let clubs = Set(changes.map { String($0.prefix { $0 != "/" }) })
    let (plan, _) = try await agent.plan(clubs: clubs.intersection(await agent.known))
    if let seen, plan.revision != seen {
      return .stale(Agent.OtherRevision(seen: seen, now: plan.revision))
    }
    let held = plan.clubs.flatMap(\.changes).filter { $0.held != nil }
    if let unknown = changes.sorted().first(where: { id in !held.contains { $0.id == id } }) {
      return .wrongUsage(
        "no change `\(printable(unknown, limit: 200))` is held at \(plan.revision); "
          + "`allotment plan --format json` shows the ids")
    }
    if let foreign = held.first(where: { changes.contains($0.id) && $0.held?.by.yields == false }) {
      return .wrongUsage(
        "\(foreign.id) cannot be let through: \(foreign.held?.message ?? "")")
    }
    if request.revision == nil {
      let named = held.filter { changes.contains($0.id) }
      if let other = await agent.changed(named).first { return .changed(other) }
    }
    try await agent.approve(
      clubs: clubs, changes: changes, by: request.by, at: plan.revision)
    let results = await agent.reconcile(clubs: clubs)
    var reply = ControlReply.applied(results, at: plan.revision, request)
    if results.contains(where: { $0.pause != nil }) {
      reply.problems =
        "allotment: what was let through in a paused club is made when the pause ends, unless there "
        + "is another revision by then, or the agent is restarted\n"
    }
    return await allow(commits, by: request.by, reply)
  }

  /// After the changes, which are let through for the present revision only.
  private func allow(
    _ commits: [String], by person: String, _ reply: ControlReply
  ) async -> ControlReply {
    var reply = reply
    for commit in commits where await !agent.allow(commit: commit, by: person) {
      reply.exitCode = ExitCode.usage.rawValue
      reply.problems += "allotment: commit \(commit) is not refused any more\n"
    }
    return reply
  }

  /// Nil while the agent is at the revision that was asked for.
  private func refusal(of request: ControlRequest, at now: Revision) async -> ControlReply? {
    guard let wanted = request.revision else { return nil }
    let shown = printable(wanted, limit: 120)
    guard let isMeant = now.isMeant(by: wanted) else {
      return .wrongUsage(
        "`\(shown)` is no revision: as `allotment plan` shows it, or 7 digits of its commit or more"
      )
    }
    guard isMeant else { return .stale(Agent.OtherRevision(seen: Revision(shown), now: now)) }
    if let digits = now.commit(abbreviatedBy: wanted), await agent.isAmbiguous(digits) {
      return .wrongUsage("several things in the repository begin with \(shown): give more digits")
    }
    return nil
  }

  private func isCommit(_ text: String) -> Bool {
    text.utf8.count == 40 && text.allSatisfy(\.isHexDigit)
  }

  private func pause(_ request: ControlRequest) async throws -> ControlReply {
    guard let club = request.clubs.first else { return .wrongUsage("pause wants a club") }
    let end = request.until.map { "until \(timestamp($0)): " } ?? ""
    let isKnown = try await agent.pause(
      club, until: request.until, reason: request.reason, by: request.by,
      note: end + request.reason)
    guard isKnown else { return .wrongUsage(noClub(club)) }
    return ControlReply(exitCode: 0, output: "\(club) is paused.\n")
  }

  private func resume(_ request: ControlRequest) async throws -> ControlReply {
    guard let club = request.clubs.first else { return .wrongUsage("resume wants a club") }
    guard try await agent.resume(club, by: request.by) else { return .wrongUsage(noClub(club)) }
    return ControlReply(exitCode: 0, output: "\(club) is reconciled again.\n")
  }
}
