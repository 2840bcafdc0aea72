import Inventory
import Model
import Reconciler
import Spec
import Synchronization
import TestSupport

/// The faults stop; the world must come to rest.
extension Story {
  func end() throws {
    // One club may have bad luck to the end: it stays its own.
    let unlucky = servers[0].state.withLock { $0.faults.refused }
    for server in servers {
      server.state.withLock { state in
        state.faults.oneIn = 0
        state.faults.isDown = false
        state.faults.refused = server.sort == .chat ? unlucky : []
      }
    }
    repairDamage()
    repository.breakDown(false)
    model.isProviderBroken = false
    model.frozenUntil = nil
    if chance(2, &random) {
      for index in model.clubs.indices { model.clubs[index].isBroken = false }
    }
    try commit("the last one")
    trace.say("no more faults")
    if agent == nil { try start() }
    for club in paused.sorted() { _ = try ask { try await $0.resume(club, by: "ada") } }
    paused = []
    // The longest time between two cold sweeps, and what they find.
    try advance(.seconds(4_800))
    try forgetLostServices()
    lookAtHealth()
    try judgeRest(unlucky)
  }

  /// Where a server has nothing of anybody any more, the agent asks a person, who knows that people
  /// have taken all of it away.
  private func forgetLostServices() throws {
    guard let report = try ask({ await $0.report() }) else { return }
    let messages = report.clubs.flatMap(\.conditions).map(\.message)
    for server in servers
    where messages.contains(where: { $0.contains("inventory forget-service \(server.name)`") }) {
      let live = server.state.withLock { $0.live }
      if let key = live.things.keys.sorted().first(where: { judge.isOwned($0, on: server) }) {
        trace.broke(.convergence, "\(server.name) is to be forgotten, and \(key) is there")
      }
      try forget(service: server.name)
      try advance(.seconds(4_800))
    }
  }

  private func judgeRest(_ unlucky: Set<String>) throws {
    guard let (plan, report) = try ask({ (try await $0.plan(clubs: nil).plan, await $0.report()) })
    else { return trace.broke(.convergence, "the agent does not answer") }
    if !report.isHealthy { trace.broke(.convergence, "not healthy: \(report.overdue)") }
    guard let commit = repository.head, plan.revision == commit.revision else {
      return trace.broke(.convergence, "it is at \(plan.revision)")
    }
    for club in plan.clubs { judgeClub(club, unlucky) }
    for server in servers {
      judgeServer(server, plan, commit, unlucky)
      judgeStrays(server, plan, commit, report)
    }
    judgeOrigins()
    let errors = plan.clubs.flatMap(\.errors).map(\.message)
    let conditions = report.clubs.flatMap(\.conditions).map(\.message)
    let history = try judge.inventory?.history(club: nil, limit: 1_000, before: nil) ?? []
    for text in errors + conditions + history.map(\.message) where text.contains(secret) {
      trace.broke(.noSecret, text)
    }
  }

  private func judgeClub(_ club: ClubPlan, _ unlucky: Set<String>) {
    let isUnlucky = club.changes.contains { unlucky.contains(Key($0.resource).host) }
    let promise = unlucky.isEmpty ? Promise.convergence : .oneClubsFailure
    if let unknown = club.unknown.first { trace.broke(promise, "\(club.id): \(unknown.reason)") }
    if isUnlucky { return }
    if let open = club.changes.first(where: { $0.held == nil }) {
      trace.broke(promise, "\(open.id) is still to be done")
    }
  }

  /// Compares by itself, without the planner.
  private func judgeServer(
    _ server: Server, _ plan: Plan, _ commit: SimulatedRepository.Commit, _ unlucky: Set<String>
  ) {
    let state = server.state.withLock { $0.live }
    let live = state.things
    let known = Set(plan.clubs.map(\.id))
    for (key, thing) in live.sorted(by: { $0.key < $1.key }) {
      // What a server hid when its club left is at least told.
      if let mark = server.mark(of: key, thing, in: state),
        !known.contains(where: { $0 == mark || judge.isFormerID(mark, of: $0, at: commit) }),
        !commit.model.has(mark), !judge.wasMisled(about: mark, at: commit)
      {
        trace.broke(.killedLosesNothing, "\(key) is left over from club \(mark)")
      }
      if thing.maker == .people, thing.mark == nil, thing.fields != ["name": .text("not ours")] {
        if thing.fields["name"] == .text("not ours") || key.name.hasPrefix("visitor") {
          trace.broke(.onlyOurs, "\(key) was changed and is not ours")
        }
      }
    }
    for club in plan.clubs where club.changes.isEmpty && club.errors.isEmpty {
      guard let wanted = judge.desired(club.id, at: commit, on: server) else { continue }
      for (key, thing) in live.sorted(by: { $0.key < $1.key })
      where server.mark(of: key, thing, in: state) == club.id && judge.owns(key, club.id) {
        if judge.isSurelyUnwanted(key, of: club.id, at: commit, on: server) {
          trace.broke(.convergence, "\(key) is not wanted, and nothing is planned")
        }
      }
      if judge.isOver(club.id, at: commit) { continue }
      for (key, resource) in wanted.sorted(by: { $0.key < $1.key }) {
        guard case .present = resource.presence, !unlucky.contains(key.host) else { continue }
        if live[key]?.fields != resource.fields {
          trace.broke(.convergence, "\(key) is not as declared, and nothing is planned")
        }
      }
    }
  }

  /// Promise 10: what is owned leads to a line of a commit.
  private func judgeOrigins() {
    guard let inventory = judge.inventory, let clubs = try? inventory.ownedClubs() else { return }
    for club in clubs {
      for owned in (try? inventory.owned(of: club)) ?? [] where owned.state == .applied {
        guard let commit = repository.commit(at: owned.revision) else {
          trace.broke(.explained, "\(owned.id) comes from \(owned.revision)")
          continue
        }
        guard let model = commit.model.clubs.first(where: { $0.file == owned.origin.file }),
          commit.canBeRead(club)
        else { continue }
        let lines = model.text.split(separator: "\n", omittingEmptySubsequences: false)
        let line = Int(owned.origin.position.line)
        guard line >= 1, line <= lines.count else {
          trace.broke(.explained, "\(owned.id) comes from \(owned.origin)")
          continue
        }
        let isAccount = owned.id.kind.name == "account"
        let member = owned.id.name.split(separator: "@")[0]
        if isAccount, !model.isSuspended, model.leave == nil,
          !lines[line - 1].contains("id: \(member),")
        {
          trace.broke(.explained, "\(owned.id) does not come from `\(lines[line - 1])`")
        }
      }
    }
  }
}
