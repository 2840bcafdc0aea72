import Foundation
import Glibc
import TestSupport
import Testing

/// How the agent ends.
@Suite struct StopTests {
  @Test func `stopped in the middle of a pass it ends with 0, and goes on later`() async throws {
    let clubs = (1...4).map { ClubText("club-\($0)") }
    try await Playground.with(clubs) { playground in
      var agent = try RunningAgent(playground)
      // Some club is there, and not all of them.
      let started = try await eventually(every: .milliseconds(5)) {
        FileManager.default.fileExists(
          atPath: playground.prosody.directory("prosody/hosts/club-1.clubs.example.json"))
      }
      #expect(started)
      #expect(try await agent.stop(within: .seconds(10)) == 0, "\(tail(of: agent.log))")
      let (code, plan) = try await playground.plan()
      #expect(code == 2, "it was not stopped in the middle: \(plan.summary)")
      let before = try await playground.invitations("club-1.clubs.example")
      agent = try RunningAgent(playground)
      try await playground.converges(at: try await playground.repository.head())
      #expect(try await agent.stop() == 0)
      let after = try await playground.invitations("club-1.clubs.example")
      #expect(before.allSatisfy { after.contains($0) })
    }
  }

  @Test func `SIGINT ends it as SIGTERM does, and nobody waits for it`() async throws {
    try await Playground.with([ClubText("chess")]) { playground in
      let agent = try RunningAgent(playground)
      try await playground.converges(at: try await playground.repository.head())
      kill(try agent.pid(), SIGINT)
      #expect(try await agent.exitCode(within: .seconds(10)) == 0, "\(tail(of: agent.log))")
      // Commands do not wait for it.
      #expect(try await playground.plan().code == 0)
      #expect(try await playground("reconcile").code == 6)
    }
  }

  @Test func `stopped at any moment it ends with 0`() async throws {
    let clubs = (1...3).map { ClubText("club-\($0)") }
    try await Playground.with(clubs) { playground in
      var random = SplitMix64(seed: SplitMix64.seeds(1)[0])
      for round in 1...12 {
        for club in clubs {
          var changed = club
          changed.members[1] = "{id: dan, name: Dan Molar \(round)}"
          changed.page = "<p>Round \(round)</p>\n"
          try playground.repository.write(changed)
        }
        try await playground.repository.commit("Round \(round)")
        let agent = try RunningAgent(playground)
        let isUp = try await eventually(every: .milliseconds(2)) {
          FileManager.default.fileExists(atPath: playground.folder("control.sock"))
        }
        #expect(isUp)
        let delay = Duration.milliseconds(Int.random(in: 0...400, using: &random))
        try await Task.sleep(for: delay)
        let code = try await agent.stop(within: .seconds(10))
        #expect(
          code == 0, "round \(round) of seed \(random.seed), after \(delay): \(tail(of: agent.log))"
        )
      }
    }
  }
}
