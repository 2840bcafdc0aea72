import Foundation
import TestSupport
import Testing

/// One agent on a data directory, and one look at everything.
@Suite struct InstanceTests {
  @Test func `a second agent on one data directory refuses and names the first`() async throws {
    try await Playground.with([ClubText("chess")]) { playground in
      try await playground.withAgent { agent in
        try await playground.converges()
        let second = try await playground("agent")
        #expect(second.code == 1, second.story)
        #expect(second.errors.contains("\(try agent.pid())"), second.story)
        let once = try await playground("agent", "--once")
        #expect(once.code == 1, once.story)
        // The first one does not mind.
        try playground.repository.edit("clubs/chess.yaml", "Dan Molar", "Daniel Molar")
        try await playground.converges(
          ["chess"], at: try await playground.repository.commit("His name"))
      }
    }
  }

  @Test func `one look with --once converges and ends as apply does`() async throws {
    try await Playground.with([ClubText("chess")]) { playground in
      let once = try await playground("agent", "--once")
      #expect(once.code == 0, once.story)
      #expect(try await playground.plan().code == 0)
      try await playground.prosody.stop()
      #expect(try await playground("agent", "--once").code == 6)
    }
  }

  @Test func `with enforce false one look changes nothing and ends as plan does`() async throws {
    let chess = ClubText("chess")
    try await Playground.with([chess], settings: ["enforce: false"]) { playground in
      let first = try await playground("agent", "--once")
      #expect(first.code == 2, first.story)
      #expect(first.output.contains("chess/caddy/site/") || first.output.contains("rose@"))
      #expect(try await playground.status(of: "chess").sync == "OutOfSync")
      try playground.rewriteConfiguration(settings: [])
      try await playground.apply()
      try playground.rewriteConfiguration(settings: ["enforce: false"])
      let same = try await playground("agent", "--once")
      #expect(same.code == 0, same.story)

      try await output(
        of: Command(
          "prosodyctl",
          ["--config", playground.prosody.configuration, "deluser", "dan@\(chess.host)"]))
      let drift = try await playground("agent", "--once")
      #expect(drift.code == 2, drift.story)
      #expect(drift.output.contains("dan@\(chess.host)"), drift.story)
      #expect(try await playground.accounts(chess.host) == ["rose"])
      #expect(try await playground.status(of: "chess").condition("Drifted")?.status == "True")
      try await playground.prosody.stop()
      #expect(try await playground("agent", "--once").code == 6)
    }
  }
}
