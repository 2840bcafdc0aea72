import Execution
import Foundation
import Inventory
import Model
import Operations
import Reconciler
import ServiceContract
import Source
import Spec
import Synchronization
import TestSupport

/// What people ask for at a shell, at random.
extension Story {
  /// A branch that was set back is let through, or what a club's guards hold.
  func letThrough() throws {
    guard let commit = repository.setBack else { return try approve() }
    judge.allowedRollbacks.insert(commit.number)
    trace.count("rollbacks let through")
    trace.say("the rollback to commit \(commit.number) is let through")
    _ = try ask { await $0.allow(commit: commit.id.hex, by: "ada") }
  }

  func pauseOrResume() throws {
    guard let club = model.clubs.randomElement(using: &random)?.id else { return }
    if paused.remove(club) != nil {
      trace.say("\(club) is resumed")
      _ = try ask { try await $0.resume(club, by: "ada") }
    } else if try ask({ try await $0.pause(club, until: nil, reason: "why not", by: "ada") })
      == true
    {
      paused.insert(club)
      trace.say("\(club) is paused")
    }
  }

  private func approve() throws {
    guard let report = try ask({ await $0.report() }) else { return }
    let held = report.clubs.filter { club in
      club.conditions.contains { $0.reason == "ChangesHeld" || $0.reason == "RemovalsHeld" }
    }
    guard let club = held.randomElement(using: &random)?.id else { return }
    if chance(2, &random) { return try approveOne(of: club) }
    judge.approve(club)
    trace.count("approvals")
    trace.say("\(club): what is held is let through")
    _ = try ask { agent in
      try await agent.approve(
        clubs: [club], changes: nil, by: "ada", at: try await agent.current().revision)
      _ = await agent.reconcile(clubs: [club])
    }
  }

  /// `allotment approve CHANGE-ID`.
  private func approveOne(of club: String) throws {
    let plan = try ask { try await $0.plan(clubs: [club]).plan }
    let held = plan?.clubs.flatMap(\.changes).filter { $0.held?.by.yields == true } ?? []
    guard let change = held.randomElement(using: &random)?.id else { return }
    judge.approve(change)
    trace.count("single approvals")
    trace.say("\(change) is let through")
    var request = ControlRequest(.approve)
    request.changes = [change]
    request.by = "ada"
    _ = try answer(request)
  }

  /// What a command gets for an answer.
  func answer(_ request: ControlRequest) throws -> ControlReply? {
    try ask { await AgentControl(agent: $0).handle(request) }
  }

  /// Promise 5: what the dry run says is what is done next, if nothing happens in between.
  func compareWithPlan() throws {
    if chance(2, &random) { meddle() }
    guard try ask({ await $0.report().queued }) == 0, let asked = agent?.life else { return }
    let plan = try ask { try await $0.plan(clubs: nil).plan }
    guard let plan, plan.clubs.allSatisfy({ $0.unknown.isEmpty }) else { return }
    judge.made = [:]
    guard let results = try ask({ await $0.reconcile(clubs: nil) }), asked === agent?.life,
      plan.revision == repository.known?.revision,
      isCalm
    else { return }
    trace.count("plans compared")
    for result in results where result.pause == nil {
      guard let planned = plan.clubs.first(where: { $0.id == result.planned.id }),
        result.outcomes.allSatisfy({ $0.outcome == .applied })
      else { continue }
      let due = planned.changes.filter { $0.held == nil && $0.action != .forget }.map(\.id)
      let made = judge.made[planned.id] ?? []
      if planned.changes != result.planned.changes || due != made {
        trace.broke(.planIsWhatHappens, "\(planned.id): planned \(due), made \(made)")
      }
    }
  }

  /// `plan --out FILE`, then something happens or nothing, and `apply FILE`: it is refused when
  /// anything has moved, and does what it shows otherwise.
  func applySavedPlan() throws {
    var request = ControlRequest(.plan)
    request.saves = true
    request.allowHeld = chance(2, &random)
    let file = try answer(request)?.saved
    guard let file, let saved = try? SavedPlan(json: Array(file.utf8)) else { return }
    let seen = picture
    if chance(2, &random) {
      try act()
      try goOn()
    }
    guard let asked = agent?.life else { return }
    let now = picture
    let approved = judge.approved
    if saved.allowHeld, saved.revision == repository.known?.revision.description {
      for club in saved.fingerprints.keys { judge.approve(club) }
    }
    judge.made = [:]
    request = ControlRequest(.apply)
    request.plan = saved
    request.by = "ada"
    guard let reply = try answer(request) else { return }
    let isRefused = [6, 7].contains(reply.exitCode)
    if isRefused, judge.made.isEmpty { judge.approved = approved }
    guard asked === agent?.life, let seen, let now, isCalm else { return }
    trace.count(isRefused ? "saved plans refused" : "saved plans applied")
    trace.say("the saved plan is \(isRefused ? "refused" : "applied")")
    if isRefused { return }
    if seen != now {
      trace.broke(.planIsWhatHappens, "a saved plan is applied although something has moved")
    }
    // Of a commit that came meanwhile the agent makes what is due, as ever.
    guard repository.known?.number == now.commit else { return }
    let shown = try JSONDecoder().decode(SavedFile.self, from: Data(file.utf8))
    for club in shown.plan.clubs {
      let due = club.changes.filter { $0.held == nil && $0.action != "forget" }.map(\.id)
      let made = judge.made[club.id] ?? []
      let isWhole = reply.exitCode != 0 || made == due || leftAlone.contains(club.id)
      if !isWhole || !Set(made).isSubset(of: due) {
        trace.broke(.planIsWhatHappens, "\(club.id): saved \(due), made \(made)")
      }
    }
  }

  /// What a saved plan shows, as others read it.
  private struct SavedFile: Decodable {
    struct Held: Decodable {}
    struct Change: Decodable {
      var id: String
      var action: String
      var held: Held?
    }
    struct Club: Decodable {
      var id: String
      var changes: [Change]
    }
    struct Plan: Decodable { var clubs: [Club] }

    var plan: Plan
  }

  /// All that a plan is made from, as it really is.
  private struct Picture: Equatable {
    var commit: Int?
    var live: [[Key: Thing]]
  }

  /// Nil while what is seen may be something else.
  private var picture: Picture? {
    guard isCalm else { return nil }
    let commit = repository.known
    let clubs = commit?.model.clubs.filter { commit?.canBeRead($0.id) == true } ?? []
    let live = servers.map { server in
      // A club without a site does not ask what is on its host.
      let hosts = Set(clubs.filter { server.sort == .chat || $0.page != nil }.map(\.host))
      return server.state.withLock { $0.live.things.filter { hosts.contains($0.key.host) } }
    }
    return Picture(commit: commit?.number, live: live)
  }

  private var isCalm: Bool {
    servers.allSatisfy { $0.state.withLock { $0.faults.oneIn == 0 && !$0.faults.isDown } }
  }

  /// `apply` while no agent runs: from a clone of its own, of which the agent knows nothing.
  func applyWithoutAgent() throws {
    guard !repository.isDown, repository.setBack == nil, let commit = repository.head else {
      return
    }
    if let agent { bury(agent) }
    trace.count("applied without an agent")
    trace.say("apply, at commit \(commit.number), without an agent")
    let command = try process(of: FixedSource(), Life())
    agent = command
    repository.take(commit.number)
    var request = ControlRequest(.apply)
    request.allowHeld = chance(4, &random)
    request.by = "ada"
    if request.allowHeld { for club in judge.clubs(at: commit) { judge.approve(club) } }
    if chance(3, &random) { killLater(after: Int.random(in: 1...8, using: &random)) }
    let (clock, offset) = (clock, offset)
    _ = try ask(isPass: true) { [request] agent in
      await LocalControl(
        agent: agent, fleet: commit.fleet(), now: { Story.wall(clock, offset) }
      ).handle(request)
    }
    guard let agent, agent.life === command.life else { return }
    bury(agent)
    try start()
  }
}
