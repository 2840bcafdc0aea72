import Foundation
import TestSupport
import Testing

/// Where the clubs' files come from.
@Suite struct SourceTests {
  @Test func `a plain folder is read as it stands, committed or not`() async throws {
    try await Playground.with([ClubText("chess")]) { playground in
      try await playground.apply()
      try playground.repository.edit("clubs/chess.yaml", "Dan Molar", "Daniel Molar")
      let (code, plan) = try await playground.plan("--repo", playground.repository.path)
      #expect(code == 2)
      #expect(
        plan.revision.wholeMatch(of: /worktree@sha256:[0-9a-f]{64}/) != nil, "\(plan.revision)")
      let change = try plan.change("chess/prosody/account/dan@chess.clubs.example#update")
      #expect(change.fields.contains { $0.after == .text("Daniel Molar") })
      // What is committed is still what is live.
      #expect(try await playground.plan().code == 0)
      // Without a .git as well.
      let copy = playground.folder("copy")
      for name in ["provider.yaml", "clubs", "sites"] {
        try playground.folder.makeFolder("copy")
        try FileManager.default.copyItem(
          atPath: "\(playground.repository.path)/\(name)", toPath: "\(copy)/\(name)")
      }
      let plain = try await playground.plan("--repo", copy)
      #expect(plain.code == 2)
      #expect(plain.plan.revision == plan.revision)
    }
  }

  @Test func `a plain folder with the content that is live has no differences`() async throws {
    try await Playground.with([ClubText("chess")]) { playground in
      try await playground.apply()
      let (code, plan) = try await playground.plan("--repo", playground.repository.path)
      #expect(code == 0, "\(plan.changes)")
    }
  }

  @Test func `a bare repository, a branch, a tag and a commit are sources`() async throws {
    try await Playground.with([ClubText("chess")]) { playground in
      let repository = playground.repository
      let first = try await repository.head()
      try await repository.git("tag", "agreed")
      try await repository.git("checkout", "-q", "-b", "proposal")
      try repository.edit("clubs/chess.yaml", "Dan Molar", "Daniel Molar")
      let second = try await repository.commit("His name")
      try await repository.git("checkout", "-q", "main")
      let bare = playground.folder("bare.git")
      try await repository.git("clone", "-q", "--bare", repository.path, bare)
      try await playground.apply("--repo", bare)
      #expect(try await playground.plan().code == 0)

      for (words, revision, code) in [
        (["--repo", bare], "main@sha1:\(first)", Int32(0)),
        (["--repo", bare, "--revision", "proposal"], "proposal@sha1:\(second)", 2),
        (["--repo", bare, "--revision", "agreed"], "agreed@sha1:\(first)", 0),
        (["--repo", "file://\(bare)", "--revision", "proposal"], "proposal@sha1:\(second)", 2),
        (["--revision", "proposal"], "proposal@sha1:\(second)", 2),
        (["--revision", second], "\(second)@sha1:\(second)", 2),
      ] {
        let done = try await allotment(
          ["plan", "--format", "json"] + words, config: playground.config)
        #expect(done.code == code, "\(words): \(done.story)")
        let plan: PlanReport = try decoded(done)
        #expect(plan.revision == revision, "\(words)")
      }
    }
  }

  @Test(arguments: [
    ["--repo", "/nowhere/at/all"], ["--revision", "no-such-branch"],
    ["--repo", "file:///nowhere/at/all.git"], ["--repo", "http://127.0.0.1:1/clubs.git"],
  ])
  func `what cannot be read is a source out of reach, and never an empty one`(words: [String])
    async throws
  {
    try await Playground.with([ClubText("chess")]) { playground in
      let done = try await allotment(["plan"] + words, config: playground.config)
      #expect(done.code == 6, done.story)
      #expect(!done.errors.isEmpty)
      #expect(done.output.isEmpty, done.story)
    }
  }

  @Test func `the agent goes on when the repository disappears, and takes up when it is back`()
    async throws
  {
    let chess = ClubText("chess")
    try await Playground.with([chess]) { playground in
      let repository = playground.repository
      try await playground.withAgent { agent in
        try await playground.converges(at: try await repository.head())
        let away = playground.folder("away")
        try FileManager.default.moveItem(atPath: repository.path, toPath: away)
        #expect(
          try await eventually(within: Playground.patience) {
            try await playground.agentPage("/metrics").text.contains("allotment_source_up 0")
          })
        // Drift is healed at the revision that it has.
        try FileManager.default.removeItem(atPath: accountFile("dan", chess.host, playground))
        #expect(
          try await eventually(within: Playground.patience, every: .milliseconds(50)) {
            try await playground.accounts(chess.host) == ["dan", "rose"]
          })
        #expect(contents(of: agent.log)?.contains("the repository could not be read") == true)
        try FileManager.default.moveItem(atPath: away, toPath: repository.path)
        try repository.edit(chess.file, "Dan Molar", "Daniel Molar")
        try await playground.converges(["chess"], at: try await repository.commit("His name"))
      }
    }
  }

  @Test func `a branch that vanished changes nothing, also after a restart`() async throws {
    let chess = ClubText("chess")
    try await Playground.with([chess]) { playground in
      let repository = playground.repository
      try await playground.withAgent { _ in
        try await playground.converges(at: try await repository.head())
        try await repository.git("checkout", "-q", "-b", "other")
        try await repository.git("branch", "-q", "-D", "main")
        #expect(
          try await eventually(within: Playground.patience) {
            try await playground.agentPage("/metrics").text.contains("allotment_source_up 0")
          })
        #expect(try await playground.plan().code == 0)
        #expect(try await playground.accounts(chess.host) == ["dan", "rose"])
      }
      try await playground.withAgent { _ in
        #expect(
          try await eventually(within: Playground.patience) {
            (try? await playground.agentPage("/readyz"))?.status == 200
          })
        #expect(try await playground.plan().code == 0)
        try await repository.git("checkout", "-q", "-b", "main")
        try repository.edit(chess.file, "Dan Molar", "Daniel Molar")
        try await playground.converges(["chess"], at: try await repository.commit("His name"))
      }
    }
  }

  @Test func `a branch that was rewritten is taken and said`() async throws {
    let chess = ClubText("chess")
    try await Playground.with([chess]) { playground in
      let repository = playground.repository
      try await playground.withAgent { agent in
        try await playground.converges(at: try await repository.head())
        try repository.edit(chess.file, "Dan Molar", "Daniel Molar")
        try await repository.git("add", "-A")
        try await repository.git("commit", "-q", "--amend", "-m", "Once more")
        try await playground.converges(["chess"], at: try await repository.head())
        #expect(contents(of: agent.log)?.contains("the branch was rewritten") == true)
      }
    }
  }
}
