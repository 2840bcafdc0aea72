import Foundation
import Glibc
import TestSupport
import Testing

/// The loop, from the outside.
@Suite struct AgentTests {
  @Test func `a commit that adds a member and changes a page is applied`() async throws {
    let chess = ClubText("chess")
    try await Playground.with([chess, ClubText("choir")]) { playground in
      let repository = playground.repository
      try await playground.withAgent { _ in
        try await playground.converges(at: try await repository.head())
        #expect(try await playground.accounts(chess.host) == ["dan", "rose"])
        var larger = chess
        larger.members.append("{id: clover, name: Clover Mead}")
        larger.page = "<p>Clover has joined us</p>\n"
        try repository.write(larger)
        let commit = try await repository.commit("Clover has joined")
        try await playground.converges(["chess"], at: commit)
        #expect(try await playground.accounts(chess.host) == ["clover", "dan", "rose"])
        #expect(try await playground.page(chess.host).text.contains("Clover has joined us"))
        // The other club was left where it was.
        #expect(try await playground.status(of: "choir").lastAppliedRevision != nil)
      }
      let explained = try await playground("explain", "clover@\(chess.host)")
      #expect(explained.code == 0, explained.story)
      let line = try repository.line(of: "id: clover", in: chess.file)
      let commit = try await repository.head()
      #expect(explained.output.contains("clubs/chess.yaml:\(line)"), explained.story)
      #expect(explained.output.contains("Ada Ops"), explained.story)
      #expect(explained.output.contains(String(commit.prefix(7))), explained.story)
      let history = try await playground("history", "chess", "--format", "json")
      let entries = try decoded(history) as JSONValue
      let created = entries["entries"]?.list.first {
        $0["change"] == .text("chess/prosody/account/clover@\(chess.host)#create")
      }
      #expect(created?["result"] == .text("applied"), history.story)
      #expect(created?["revision"] == .text("main@sha1:\(commit)"))
      #expect(created?["author"]?.text?.contains("Ada Ops") == true)
    }
  }

  @Test func `a push that the forge announces is looked at at once`() async throws {
    let chess = ClubText("chess")
    let secret = try TemporaryDirectory()
    try secret.write("webhook.secret", "0123456789abcdef0123456789abcdef\n")
    try await Playground.with(
      [chess], settings: ["webhook: {secretFile: \(secret("webhook.secret"))}"],
      source: "interval: 1h"
    ) { playground in
      // Who can read the secret can announce anything.
      chmod(secret("webhook.secret"), 0o644)
      let refused = try await playground("agent")
      #expect(
        refused.code == 1 && refused.errors.contains("chmod 600 \(secret("webhook.secret"))"),
        refused.story)
      chmod(secret("webhook.secret"), 0o600)
      try await playground.withAgent { _ in
        try await playground.converges(at: try await playground.repository.head())
        var larger = chess
        larger.members.append("{id: clover, name: Clover Mead}")
        try playground.repository.write(larger)
        let commit = try await playground.repository.commit("Clover has joined")
        let announce = { (token: String) in
          try await fetchPage(
            "http://127.0.0.1/webhook", port: playground.listen.number,
            form: ["ref": "refs/heads/main"], headers: ["X-Gitlab-Token: \(token)"])
        }
        #expect(try await announce("not-the-secret-of-the-webhook").status == 401)
        #expect(try await announce("0123456789abcdef0123456789abcdef").status == 202)
        try await playground.converges(["chess"], at: commit)
      }
    }
  }

  @Test func `an account and a page that somebody spoils behind its back come back`() async throws {
    let chess = ClubText("chess")
    try await Playground.with([chess]) { playground in
      try await playground.withAgent { _ in
        try await playground.converges(at: try await playground.repository.head())
        let removed = try await run(
          Command(
            "prosodyctl",
            ["--config", playground.prosody.configuration, "deluser", "dan@\(chess.host)"]))
        try #require(removed.isSuccess, removed.story)
        #expect(
          try await eventually(within: Playground.patience, every: .milliseconds(50)) {
            try await playground.accounts(chess.host) == ["dan", "rose"]
          })
        #expect(try await playground.invitation(of: "dan", at: chess.host).generation == 1)

        let file = playground.published(chess.host)
        let real = try #require(realpath(file, nil).map { String(cString: $0) })
        try overwrite(real, "<p>Slugs are the real gardeners</p>")
        #expect(
          try await says("Welcome to chess") { try await playground.page(chess.host) })
        try FileManager.default.removeItem(
          atPath: try #require(realpath(file, nil).map { String(cString: $0) }))
        #expect(
          try await says("Welcome to chess") { try await playground.page(chess.host) })
        try await playground.converges()
        let history = try await playground("history", "chess")
        #expect(history.output.contains("since it was applied"), history.story)
      }
    }
  }

  @Test func `a broken file is refused with its place while the other clubs go on`() async throws {
    let chess = ClubText("chess")
    let choir = ClubText("choir")
    try await Playground.with([chess, choir]) { playground in
      let repository = playground.repository
      try await playground.withAgent { _ in
        try await playground.converges(at: try await repository.head())
        try repository.edit(chess.file, "role: owner", "rol: owner")
        try repository.edit("sites/choir/index.html", "Welcome to choir", "We sing on Thursdays")
        let bad = try await repository.commit("One mistake, one good thing")
        try await playground.converges(["choir"], at: bad)
        #expect(try await playground.page(choir.host).text.contains("We sing on Thursdays"))
        let line = try repository.line(of: "rol: owner", in: chess.file)
        let place = "clubs/chess.yaml:\(line):"
        let status = try await playground.waitForStatus(of: "chess") { club in
          club.conditions.contains { $0.message.contains(place) }
        }
        #expect(status.sync != "Synced")
        #expect(status.condition("Ready")?.status == "False")
        let (code, plan) = try await playground.plan()
        #expect(code == 3, "\(plan)")
        #expect(plan.changes.isEmpty)
        let validated = try await allotment(["validate", repository.path], config: nil)
        #expect(validated.code == 3 && validated.output.contains(place), validated.story)
        // It keeps what it had, and is looked after.
        #expect(try await playground.accounts(chess.host) == ["dan", "rose"])
        #expect(try await playground.page(chess.host).status == 200)
        let removed = try await run(
          Command(
            "prosodyctl",
            ["--config", playground.prosody.configuration, "deluser", "dan@\(chess.host)"]))
        try #require(removed.isSuccess, removed.story)
        #expect(
          try await eventually(within: Playground.patience, every: .milliseconds(50)) {
            try await playground.accounts(chess.host) == ["dan", "rose"]
          })
        try repository.edit(chess.file, "rol: owner", "role: owner")
        try await playground.converges(["chess"], at: try await repository.commit("Mended"))
      }
    }
  }

  @Test func `after SIGHUP it only reports what it would do`() async throws {
    let chess = ClubText("chess")
    try await Playground.with([chess]) { playground in
      try await playground.withAgent { agent in
        try await playground.converges(at: try await playground.repository.head())
        try playground.rewriteConfiguration(settings: ["enforce: false"])
        try agent.hangUp()
        let reloaded = try await eventually {
          tail(of: agent.log).contains("agent.yaml") || tail(of: agent.log).contains("reload")
        }
        #expect(reloaded, "\(tail(of: agent.log))")
        try playground.repository.edit(chess.file, "Dan Molar", "Daniel Molar")
        let commit = try await playground.repository.commit("His name")
        let status = try await playground.waitForStatus(of: "chess") {
          $0.lastAttemptedRevision == "main@sha1:\(commit)"
        }
        #expect(status.sync == "OutOfSync", "\(status)")
        #expect(try await playground.plan().code == 2)
        try playground.rewriteConfiguration(settings: ["enforce: true"])
        try agent.hangUp()
        try await playground.converges(["chess"], at: commit)
      }
    }
  }
}

/// Overwrites a file in place, as somebody with an editor would.
func overwrite(_ file: String, _ text: String) throws {
  guard let stream = fopen(file, "w") else { throw SystemFailure("open \(file)") }
  defer { fclose(stream) }
  guard fputs(text, stream) >= 0 else { throw SystemFailure("write \(file)") }
}
