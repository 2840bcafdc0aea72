import Foundation
import TestSupport
import Testing

/// `plan --agent`: CI asks a running agent what a pull request would change.
@Suite struct RemotePlanTests {
  private static let token = "a-token-of-sixteen-or-more"

  private func ask(
    _ playground: Playground, _ arguments: String..., token: String? = Self.token
  ) async throws -> Finished {
    try await run(
      Command(
        program,
        ["plan", "--agent", "http://127.0.0.1:\(playground.listen.number)"] + arguments,
        environment: ["ALLOTMENT_AGENT_TOKEN": token, "ALLOTMENT_CONFIG": nil],
        directory: playground.folder.path))
  }

  private func withAgent(
    _ body: @Sendable @escaping (Playground) async throws -> Void
  ) async throws {
    let settings = ["apiTokenFile: api.token"]
    try await Playground.with([ClubText("chess"), ClubText("choir")], settings: settings) {
      playground in
      try playground.folder.write("api.token", Self.token)
      chmod(playground.folder("api.token"), 0o600)
      try await playground.withAgent { _ in
        try await playground.converges(at: try await playground.repository.head())
        try await body(playground)
      }
    }
  }

  @Test func `a token that others may read starts no agent`() async throws {
    try await Playground.with([ClubText("chess")], settings: ["apiTokenFile: api.token"]) {
      playground in
      try playground.folder.write("api.token", Self.token)
      chmod(playground.folder("api.token"), 0o644)
      let refused = try await playground("agent")
      #expect(refused.code == 1, refused.story)
      #expect(refused.errors.contains("chmod 600 \(playground.folder("api.token"))"), refused.story)
      #expect(!refused.errors.contains(Self.token))
    }
  }

  @Test func `a branch is planned before it is merged, and nobody is named`() async throws {
    try await withAgent { playground in
      let repository = playground.repository
      let main = try await repository.head()
      try await repository.git("checkout", "-q", "-b", "topic")
      try repository.edit("clubs/chess.yaml", "Dan Molar", "Daniel Secret")
      try repository.edit(
        "clubs/chess.yaml", "members:\n",
        "members:\n  - {id: iris, name: Iris Hidden, email: iris@mail.example}\n")
      try repository.edit(
        "clubs/chess.yaml", "topic: Everything and nothing", "topic: Ring Rose at home")
      let head = try await repository.commit("A new member")
      try await repository.git("checkout", "-q", "main")
      for revision in [head, "topic", "refs/heads/topic"] {
        let done = try await ask(playground, "--revision", revision, "--format", "json")
        #expect(done.code == 2, done.story)
        let plan: PlanReport = try decoded(done)
        #expect(plan.revision.hasSuffix("@sha1:\(head)"))
        #expect(plan.clubs.map(\.id) == ["chess"])
        #expect(
          plan.changes.contains {
            $0.action == "create" && $0.kind == "account" && $0.name == "of line 6"
          })
        #expect(plan.changes.allSatisfy { $0.origin?.file == "clubs/chess.yaml" })
      }
      for format in ["text", "json", "markdown"] {
        let shown = try await ask(playground, "--revision", head, "--format", format)
        for name in ["iris", "Iris", "Hidden", "Secret", "Dan", "dan@", "Rose", "mail.example"] {
          #expect(!shown.output.contains(name), "\(name) in \(format): \(shown.story)")
        }
      }
      // Nothing was changed, and the agent still follows its branch.
      #expect(try await playground.status().revision == "main@sha1:\(main)")
      #expect(try await ask(playground).code == 0)
      #expect(try await playground.accounts(ClubText("chess").host) == ["dan", "rose"])
    }
  }

  @Test func `what is wrong or not there is told`() async throws {
    try await withAgent { playground in
      let repository = playground.repository
      try await repository.git("checkout", "-q", "-b", "topic")
      try repository.edit("clubs/chess.yaml", "role: owner", "rolle: 'Mr Secret'")
      let head = try await repository.commit("Wrong")
      try await repository.git("checkout", "-q", "main")
      let wrong = try await ask(playground, "--revision", head, "--format", "markdown")
      #expect(wrong.code == 3 && wrong.output.contains("unknown-key"), wrong.story)
      #expect(!wrong.output.contains("Secret"))
      let missing = String(repeating: "0", count: 39) + "1"
      for revision in [missing, "nowhere"] {
        let done = try await ask(playground, "--revision", revision)
        #expect(done.code == 6 && done.output.isEmpty, done.story)
      }
      #expect(try await ask(playground, "--club", "nobody").code == 64)
      // Only names that git has: nothing that another would take for an address or an option.
      for revision in ["--upload-pack=x", "a..b", "http://evil.example/x", "/etc", "a b"] {
        let done = try await ask(playground, "--revision=\(revision)")
        #expect(done.code == 1 && done.errors.contains("400"), done.story)
      }
    }
  }

  @Test func `only who has the token is answered`() async throws {
    try await withAgent { playground in
      let wrong = try await ask(playground, token: "another-token-of-some-length")
      #expect(wrong.code == 1 && wrong.errors.contains("401"), wrong.story)
      #expect(!wrong.errors.contains("another-token"))
      #expect(try await ask(playground, token: nil).code == 64)
      let base = "http://127.0.0.1:\(playground.listen.number)/api/v1/plan"
      let bare = try await run(
        Command("curl", ["-s", "-o", "/dev/null", "-w", "%{http_code}", base]))
      #expect(bare.output == "401")
      let post = try await run(
        Command("curl", ["-s", "-X", "POST", "-o", "/dev/null", "-w", "%{http_code}", base]))
      #expect(post.output == "405")
      try playground.folder.write("token", Self.token + "\n")
      let file = try await ask(playground, "--token-file", "token", token: nil)
      #expect(file.code == 0, file.story)
    }
  }

  @Test func `an agent that is not there is 6`() async throws {
    func plan(_ words: String...) async throws -> Finished {
      try await run(
        Command(
          program, ["plan"] + words, environment: ["ALLOTMENT_AGENT_TOKEN": Self.token]))
    }
    let port = try LoopbackPort()
    let nobody = try await plan("--agent", "http://127.0.0.1:\(port.number)")
    #expect(nobody.code == 6 && nobody.output.isEmpty, nobody.story)
    #expect(try await plan("--agent", "ftp://x").code == 64)
    #expect(try await plan("--agent", "http://u:p@x.example").code == 64)
    #expect(try await plan("--agent", "http://x.example", "--repo", ".").code == 64)
    #expect(try await plan("--token-file", "x").code == 64)
  }
}
