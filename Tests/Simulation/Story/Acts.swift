import Inventory
import Model
import Reconciler
import ServiceContract
import Spec
import Synchronization
import TestSupport

/// What happens, at random.
extension Story {
  func act() throws {
    number += 1
    switch Int.random(in: 0..<45, using: &random) {
    case 0..<16: try commit(model.edit(number, on: today, using: &random))
    case 16: try forceBack()
    case 17..<23: meddle()
    case 23..<27: failServers()
    case 27..<30:
      try kill()
      try start()
    case 30..<34:
      killLater(after: Int.random(in: 1...8, using: &random))
      try commit(model.edit(number, on: today, using: &random))
    case 34: try pauseOrResume()
    case 35..<37: try letThrough()
    case 37: jumpInTime()
    case 38: failRepository()
    case 39..<41: try passDays()
    case 41: try applyWithoutAgent()
    case 42, 43: try applySavedPlan()
    default: try compareWithPlan()
    }
  }

  /// Some steps at this moment, or a while.
  func goOn() throws {
    switch Int.random(in: 0..<8, using: &random) {
    case 0, 1: try steps(Int.random(in: 1...200, using: &random))
    case 2, 3, 4: try advance(.seconds(1))
    case 5, 6: try advance(.seconds(400))
    default: try advance(.seconds(1_700))
    }
  }

  private func forceBack() throws {
    let earlier = Int.random(in: 0..<repository.count, using: &random)
    model = repository.commit(earlier).model
    repository.force(to: earlier)
    judge.committed(model)
    trace.count("force-pushes")
    trace.say("the branch is forced back to commit \(earlier)")
  }

  private func failServers() {
    let server = servers.randomElement(using: &random)!
    let kind = Int.random(in: 0..<5, using: &random)
    let oneIn = Int.random(in: 1...6, using: &random)
    let host = "h\(Int.random(in: 1...number, using: &random)).example"
    trace.count(kind == 2 ? "server restarts" : "bad times")
    server.state.withLock { state in
      switch kind {
      case 0: state.faults.isDown.toggle()
      case 1: state.faults.refused = [host]
      case 2: state.restart()
      default: state.faults.oneIn = state.faults.oneIn == 0 ? oneIn : 0
      }
      trace.say(
        "\(server.name): start \(state.starts), down \(state.faults.isDown), one in \(state.faults.oneIn), "
          + "refuses \(state.faults.refused.sorted())")
    }
  }

  private func failRepository() {
    let isDown = chance(2, &random)
    repository.breakDown(isDown)
    trace.say("the git server is \(isDown ? "down" : "up")")
  }

  private func jumpInTime() {
    let seconds = [-100_000, -7_200, 60, 7_200, 100_000].randomElement(using: &random)!
    jump(Int64(seconds))
    trace.count("clock jumps")
    trace.say("the clock jumps by \(seconds) s")
  }

  /// Mostly with the agent switched off: a day of its life is long.
  private func passDays() throws {
    let hours = Int.random(in: 12...72, using: &random)
    trace.count("days", hours / 24)
    if chance(8, &random) {
      trace.say("\(hours) hours pass")
      return try advance(.seconds(hours * 3_600))
    }
    try kill()
    try advance(.seconds(hours * 3_600))
    trace.say("the agent was off for \(hours) hours")
    try start()
  }

  /// A pause belongs to all ids of a club.
  var leftAlone: Set<String> {
    let clubs = model.clubs.filter { club in
      paused.contains(club.id) || !paused.isDisjoint(with: club.formerIDs)
    }
    return paused.union(clubs.map(\.id)).union(clubs.flatMap(\.formerIDs))
  }

  /// Promise 9: who was not looked at for too long is told.
  func lookAtHealth() {
    guard let agent, let report = try? ask({ await $0.report() }) else { return }
    lookAtStrays(report)
    // Without provider.yaml no file says what it wants: every club's condition tells that, and the
    // time begins anew.
    guard report.revision != nil, repository.known?.loaded.provider != nil else {
      return judge.forgetSince()
    }
    let left = leftAlone
    let known = report.clubs.map(\.id).filter { !left.contains($0) }
    let unseen = judge.unseen(
      for: Story.watchdog, since: max(agent.startedAt, self.agent?.startedAt ?? 0), among: known,
      servers)
    for club in unseen where !report.overdue.contains(club) {
      trace.broke(.neverStopsSilently, "nobody has seen \(club) for too long, and nobody is told")
    }
  }
}
