import Foundation
import TestSupport
import Testing

/// A line of the log is a line of the agent's, whatever it quotes.
@Suite struct LogTests {
  @Test func `what a person says forges no line of the log`() async throws {
    let chess = ClubText("chess")
    try await Playground.with([chess]) { playground in
      let repository = playground.repository
      try repository.edit(chess.file, "Dan Molar", "Daniel Molar")
      try await repository.git([
        "commit", "-q", "-a", "-m", "His name", "--author",
        "Eve \u{1B}[31m\u{202E}reversed <eve@mail.example>",
      ])
      try await playground.withAgent { agent in
        try await playground.converges(at: try await repository.head())
        let paused = try await playground(
          "pause", "chess", "--reason",
          "wait\n2026-01-01T00:00:00Z info allotment: forged\u{1B}[2J\u{202E}\u{2028}")
        #expect(paused.code == 0, paused.story)
        #expect(
          try await eventually(within: Playground.patience) {
            contents(of: agent.log)?.contains("paused") == true
          })
        let log = try #require(contents(of: agent.log))
        #expect(log.contains("wait\\n2026-01-01T00:00:00Z info"), "\(log)")
        #expect(log.contains("forged\\u{1B}[2J\\u{202E}\\u{2028}"), "\(log)")
        #expect(log.contains("\\u{1B}[31m\\u{202E}reversed"), "\(log)")
        let forged = log.split(separator: "\n").filter { $0.hasPrefix("2026-01-01T00:00:00Z info") }
        #expect(forged == [])
        for scalar in ["\u{1B}", "\u{202E}", "\u{2028}"] {
          #expect(!log.contains(scalar), "\(log)")
        }
      }
    }
  }
}
