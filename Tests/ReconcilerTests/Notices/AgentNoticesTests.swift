import Inventory
import Model
import Reconciler
import Spec
import Synchronization
import TestSupport
import Testing

/// What the agent tells, on a simulated service.
struct AgentNoticesTests {
  private static let receivers = [
    NoticeReceiver(name: "ops", events: [.drift, .held, .failed, .recovered])
  ]
  private static let rose = ResourceID(
    club: "chess", service: "prosody", kind: Kind("account", rank: 10),
    name: "rose@chess.clubs.example")

  /// Takes what waits: `failed service/prosody ServiceUnavailable`.
  private func told(_ stage: Stage) throws -> [String] {
    var lines: [String] = []
    while let waiting = try stage.inventory.nextNotice(for: "ops") {
      let notice = waiting.notice
      let ended = notice.ended.map { " (\($0.rawValue))" } ?? ""
      lines.append("\(notice.event.rawValue)\(ended) \(notice.subject) \(notice.condition)")
      try stage.inventory.delivered(waiting, to: "ops", at: 0)
    }
    return lines
  }

  /// Waits until this was told, in this order and nothing else.
  private func expect(
    _ expected: [String], _ stage: Stage,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) async throws {
    var lines: [String] = []
    _ = try await eventually {
      lines += try told(stage)
      return lines.count >= expected.count
    }
    #expect(lines == expected, sourceLocation: sourceLocation)
  }

  /// Waits until whatever is going on is over.
  private func settle(_ stage: Stage) async throws { _ = await stage.agent.reconcile(clubs: nil) }

  @Test func `drift that was put right is told, with its end`() async throws {
    try await Stage.run(receivers: Self.receivers) { stage in
      try await stage.push(clubs: ["chess", "go"])
      try await stage.expect { await $0.isSynced(["chess", "go"]) }
      try await settle(stage)
      #expect(try told(stage) == [])
      stage.service.state.withLock { $0.live[Self.rose] = nil }
      await stage.agent.sweepNow()
      try await expect(
        ["drift club/chess DriftHealed", "recovered (drift) club/chess DriftHealed"], stage)
      stage.service.state.withLock { $0.live[Self.rose] = nil }
      await stage.agent.sweepNow()
      try await stage.expect { stage in
        stage.service.state.withLock { $0.live[Self.rose] != nil }
      }
      try await settle(stage)
      #expect(try told(stage) == [])
    }
  }

  @Test func `an outage is told once for all clubs, and its end`() async throws {
    try await Stage.run(receivers: Self.receivers) { stage in
      try await stage.push(clubs: ["chess", "go", "bridge"])
      try await stage.expect { await $0.isSynced(["chess", "go", "bridge"]) }
      stage.service.state.withLock { $0.outage = "connection refused" }
      await stage.agent.sweepNow()
      try await stage.expect { await $0.record("go")?.sync == .unknown }
      for _ in 0..<3 { try await settle(stage) }
      try await expect(["failed service/prosody ServiceUnavailable"], stage)
      stage.service.state.withLock { $0.outage = nil }
      try await stage.expect { await $0.isSynced(["chess", "go", "bridge"]) }
      try await settle(stage)
      try await expect(["recovered (failed) service/prosody ServiceUnavailable"], stage)
      #expect(try told(stage) == [])
    }
  }

  @Test func `a restarted agent does not tell again, and tells the end`() async throws {
    let folder = try TemporaryDirectory()
    let service = SimulatedService()
    service.state.withLock { $0.refused = ["rose@chess.clubs.example"] }
    try await Stage.run(receivers: Self.receivers, service: service, in: folder) { stage in
      try await stage.push(clubs: ["chess"])
      try await expect(["failed club/chess ChangesFailed"], stage)
    }
    try await Stage.run(receivers: Self.receivers, service: service, in: folder) { stage in
      try await stage.push(clubs: ["chess"])
      try await stage.expect { await $0.record("chess")?.lastAttemptedRevision != nil }
      for _ in 0..<3 { try await settle(stage) }
      #expect(try told(stage) == [])
      service.state.withLock { $0.refused = [] }
      try await settle(stage)
      try await expect(["recovered (failed) club/chess ChangesFailed"], stage)
    }
  }

  @Test func `what is tried again with success was not worth a word`() async throws {
    try await Stage.run(receivers: Self.receivers) { stage in
      stage.service.state.withLock { $0.failures = ["rose@chess.clubs.example": "busy"] }
      try await stage.push(clubs: ["chess"])
      try await stage.expect { stage in
        await stage.record("chess")?.conditions.contains { $0.reason == "ChangesFailed" } == true
      }
      stage.service.state.withLock { $0.failures = [:] }
      try await stage.expect { await $0.isSynced(["chess"]) }
      let lines = try told(stage)
      // On a slow machine it may have been tried twice by then.
      #expect(lines == [] || lines.count == 2, "\(lines)")
    }
  }

  @Test func `a broken file and held removals are told, each with its end`() async throws {
    try await Stage.run(receivers: Self.receivers) { stage in
      let clubs = ["a", "b", "c", "d"]
      try await stage.push(clubs: clubs)
      try await stage.expect { await $0.isSynced(clubs) }
      try await stage.push(clubs: clubs, broken: ["a"])
      try await expect(["failed club/a InvalidSpec"], stage)
      try await stage.push(clubs: clubs)
      try await expect(["recovered (failed) club/a InvalidSpec"], stage)
      try await stage.push(clubs: ["a", "b"])
      let held = Set(["held club/c RemovalsHeld", "held club/d RemovalsHeld"])
      var lines: Set<String> = []
      #expect(
        try await eventually {
          lines.formUnion(try told(stage))
          return lines == held
        }, "\(lines)")
      try await stage.push(clubs: clubs)
      lines = []
      #expect(
        try await eventually {
          lines.formUnion(try told(stage))
          return lines == [
            "recovered (held) club/c RemovalsHeld", "recovered (held) club/d RemovalsHeld",
          ]
        }, "\(lines)")
    }
  }

  @Test func `commits to other clubs are no news of a hold and of a broken file`() async throws {
    let folder = try TemporaryDirectory()
    let service = SimulatedService()
    let clubs = ["a", "b", "c", "d", "e", "f", "g"]
    let left = ["a", "b", "c"]
    try await Stage.run(receivers: Self.receivers, service: service, in: folder) { stage in
      try await stage.push(clubs: clubs)
      try await stage.expect { await $0.isSynced(clubs) }
      try await stage.push(clubs: left, broken: ["a"])
      var lines: Set<String> = []
      let expected = Set(
        ["failed club/a InvalidSpec"] + ["d", "e", "f", "g"].map { "held club/\($0) RemovalsHeld" })
      #expect(
        try await eventually {
          lines.formUnion(try told(stage))
          return lines == expected
        }, "\(lines)")
      for changed in [Set(["b"]), ["b", "c"]] {
        try await stage.push(clubs: left, changed: changed, broken: ["a"])
        for _ in 0..<2 { try await settle(stage) }
        #expect(try told(stage) == [])
      }
      // One that touches it is.
      try await stage.push(clubs: left, changed: ["a", "b", "c"], broken: ["a"])
      try await expect(["failed club/a InvalidSpec"], stage)
    }
    try await Stage.run(receivers: Self.receivers, service: service, in: folder) { stage in
      try await stage.push(clubs: left, changed: ["a", "b", "c"], broken: ["a"])
      for _ in 0..<2 { try await settle(stage) }
      #expect(try told(stage) == [])
    }
  }

  @Test func `commits are no news of a broken provider file that they do not touch`() async throws {
    try await Stage.run(receivers: Self.receivers) { stage in
      try await stage.push(clubs: ["chess"])
      try await stage.expect { await $0.isSynced(["chess"]) }
      try await stage.push(clubs: ["chess"], hasProvider: false)
      try await expect(["failed provider InvalidSpec"], stage)
      try await stage.push(clubs: ["chess"], changed: ["chess"], hasProvider: false)
      try await settle(stage)
      #expect(try told(stage) == [])
    }
  }

  @Test func `what was let through and could not be made is not over`() async throws {
    let folder = try TemporaryDirectory()
    let service = SimulatedService()
    let clubs = ["a", "b", "c", "d"]
    try await Stage.run(service: service, in: folder) { stage in
      try await stage.push(clubs: clubs)
      try await stage.expect { await $0.isSynced(clubs) }
    }
    try await Stage.run(
      enforce: false, receivers: Self.receivers, service: service, in: folder
    ) { stage in
      try await stage.push(clubs: ["a", "b"])
      var lines: Set<String> = []
      #expect(
        try await eventually {
          lines.formUnion(try told(stage))
          return lines == ["held club/c RemovalsHeld", "held club/d RemovalsHeld"]
        }, "\(lines)")
      try await settle(stage)
      try await stage.agent.approve(
        clubs: ["c"], changes: nil, by: "ann", at: try await stage.agent.current().revision)
      for _ in 0..<2 { _ = await stage.agent.reconcile(clubs: ["c"]) }
      #expect(try told(stage) == [])
    }
  }

  @Test func `a broken provider file and a repository that is away are told once`() async throws {
    try await Stage.run(receivers: Self.receivers) { stage in
      try await stage.push(clubs: ["chess"])
      try await stage.expect { await $0.isSynced(["chess"]) }
      try await stage.push(clubs: ["chess"], hasProvider: false)
      try await expect(["failed provider InvalidSpec"], stage)
      try await stage.push(clubs: ["chess"])
      try await expect(["recovered (failed) provider InvalidSpec"], stage)
      await stage.source.fail("no route to host")
      try await expect(["failed repository SourceUnavailable"], stage)
      let fetches = await stage.agent.report().counters.fetches
      try await stage.expect { await $0.agent.report().counters.fetches > fetches + 3 }
      #expect(try told(stage) == [])
      await stage.source.fail(nil)
      try await expect(["recovered (failed) repository SourceUnavailable"], stage)
    }
  }

  @Test func `while nothing is enforced drift is told until somebody puts it right`() async throws {
    let folder = try TemporaryDirectory()
    let service = SimulatedService()
    try await Stage.run(service: service, in: folder) { stage in
      try await stage.push(clubs: ["chess"])
      try await stage.expect { await $0.isSynced(["chess"]) }
    }
    let good = service.state.withLock { $0.live }
    service.state.withLock { $0.live[Self.rose] = nil }
    try await Stage.run(
      enforce: false, receivers: Self.receivers, service: service, in: folder
    ) { stage in
      try await stage.push(clubs: ["chess"])
      try await expect(["drift club/chess DriftFound"], stage)
      for _ in 0..<2 { try await settle(stage) }
      #expect(try told(stage) == [])
      service.state.withLock { $0.live = good }
      try await settle(stage)
      try await expect(["recovered (drift) club/chess DriftFound"], stage)
    }
  }

  @Test func `without receivers nothing waits and nothing counts as told`() async throws {
    try await Stage.run(receivers: []) { stage in
      stage.service.state.withLock { $0.outage = "connection refused" }
      try await stage.push(clubs: ["chess"])
      try await stage.expect { await $0.record("chess")?.sync == .unknown }
      #expect(try stage.inventory.told() == [])
      #expect(await stage.agent.report().receivers == [])
    }
  }
}
