import Foundation
import TestSupport
import Testing

/// `repository.verify`: only what an allowed signer signed is applied.
@Suite struct TrustTests {
  @Test func `only signed commits are applied, and a branch that was set back is held`()
    async throws
  {
    let keys = try TemporaryDirectory()
    try await output(
      of: Command("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "ada", "-f", keys("ada")]))
    let key = try #require(contents(of: keys("ada.pub")))
    try keys.write("allowed_signers", "ada@clubs.example \(key)")
    let chess = ClubText("chess")
    let source = "interval: 1s, verify: {allowedSigners: \(keys("allowed_signers"))}"
    try await Playground.with([chess], source: source) { playground in
      let repository = playground.repository
      let sign = ["-c", "gpg.format=ssh", "-c", "user.signingkey=\(keys("ada"))"]
      try await playground.withAgent { agent in
        // The first commit is not signed.
        #expect(
          try await eventually(within: Playground.patience) {
            tail(of: agent.log).contains("is not signed")
          })
        #expect(try await playground.status().clubs.isEmpty)
        try await repository.git(sign + ["commit", "-q", "--amend", "--no-edit", "-S"])
        try await playground.converges(at: try await repository.head())
        let verified = try await playground.status(of: "chess").condition("SourceVerified")
        #expect(verified?.status == "True")
        #expect(verified?.message == "signed by ada@clubs.example")

        var larger = chess
        larger.members.append("{id: clover, name: Clover Mead}")
        try repository.write(larger)
        try await repository.commit("Clover has joined, says somebody")
        let refused = try await playground.waitForStatus(of: "chess") {
          $0.condition("SourceVerified")?.status == "False"
        }
        #expect(refused.condition("SourceVerified")?.reason == "NotSigned")
        #expect(try await playground.accounts(chess.host) == ["dan", "rose"])

        try await repository.git(sign + ["commit", "-q", "--amend", "--no-edit", "-S"])
        try await playground.converges(at: try await repository.head())
        #expect(try await playground.accounts(chess.host) == ["clover", "dan", "rose"])

        try await repository.git(["reset", "-q", "--hard", "HEAD~1"])
        let held = try await playground.waitForStatus(of: "chess") {
          $0.condition("SourceVerified")?.reason == "RolledBack"
        }
        #expect(held.condition("Ready")?.status == "True")
        #expect(try await playground.accounts(chess.host) == ["clover", "dan", "rose"])
      }
      // A command that changes something asks as well.
      try repository.edit(chess.file, "Dan Molar", "Daniel Molar")
      let folder = try await playground("apply", "--yes", "--repo", repository.path)
      #expect(folder.code == 1, folder.story)
      #expect(folder.errors.contains("repository.verify"), folder.story)
      try await repository.commit("Not signed")
      let unsigned = try await playground("apply", "--yes")
      #expect(unsigned.code == 1, unsigned.story)
      #expect(unsigned.errors.contains("is not signed"), unsigned.story)
      // It knows what the agent applied, and what was set back must be named.
      try await repository.git(["reset", "-q", "--hard", "HEAD~1"])
      let older = try await playground("apply", "--yes")
      #expect(older.code == 1, older.story)
      #expect(older.errors.contains("was set back"), older.story)
      let named = try await playground("apply", "--yes", "--revision", repository.head())
      #expect([0, 4].contains(named.code), named.story)
    }
  }
}
