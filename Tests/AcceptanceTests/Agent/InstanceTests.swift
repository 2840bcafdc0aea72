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
}
