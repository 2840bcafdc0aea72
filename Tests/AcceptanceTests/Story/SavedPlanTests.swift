import Foundation
import Glibc
import TestSupport
import Testing

/// `plan --out`, `apply FILE` and `approve`.
@Suite struct SavedPlanTests {
  @Test func `a saved plan does what it shows, once`() async throws {
    try await Playground.with([ClubText("chess"), ClubText("choir")]) { playground in
      let file = playground.folder("friday.plan")
      let planned = try await playground("plan", "--format", "json", "--out", file)
      #expect(planned.code == 2, planned.story)
      var status = stat()
      #expect(lstat(file, &status) == 0 && status.st_mode & 0o777 == 0o600)
      let shown: PlanReport = try decoded(planned)

      let applied = try await playground("apply", file, "--format", "json")
      #expect(applied.code == 0, applied.story)
      let made = try decoded(applied) as JSONValue
      let ids = made["clubs"]?.list.flatMap { $0["outcomes"]?.list ?? [] }.compactMap {
        $0["result"] == .text("applied") ? $0["id"]?.text : nil
      }
      #expect(ids == shown.changes.map(\.id))
      #expect(try await playground.plan().code == 0)

      let again = try await playground("apply", file)
      #expect(again.code == 7, again.story)
      #expect(again.errors.contains("chess: what is live"), again.story)
    }
  }

  @Test func `a saved plan is refused when the live state or the repository has moved`()
    async throws
  {
    try await Playground.with([ClubText("chess")]) { playground in
      let file = playground.folder("friday.plan")
      try await playground.apply()
      try playground.repository.edit("clubs/chess.yaml", "Dan Molar", "Daniel Molar")
      try await playground.repository.commit("His name")
      #expect(try await playground("plan", "--out", file).code == 2)
      // Somebody makes an account by hand: nothing of the plan, and yet not what it was made from.
      let host = ClubText("chess").host
      let made = try await run(
        Command(
          "prosodyctl",
          ["--config", playground.prosody.configuration, "register", "guest", host, "A-secret-1"]))
      try #require(made.isSuccess, made.story)
      let live = try await playground("apply", file)
      #expect(live.code == 7, live.story)
      #expect(live.errors.contains("nothing was changed"), live.story)
      #expect(try await playground.plan().code == 2)

      #expect(try await playground("plan", "--out", file).code == 2)
      try playground.repository.edit("clubs/chess.yaml", "Daniel Molar", "Danny Molar")
      try await playground.repository.commit("His name, again")
      let moved = try await playground("apply", file)
      #expect(moved.code == 7, moved.story)
      #expect(moved.errors.contains("the repository is at"), moved.story)
    }
  }

  @Test func `a saved plan waits for a service that is down, and is not called outdated`()
    async throws
  {
    try await Playground.with([ClubText("chess")]) { playground in
      let file = playground.folder("friday.plan")
      #expect(try await playground("plan", "--out", file).code == 2)
      try await playground.prosody.stop()
      let down = try await playground("apply", file)
      #expect(down.code == 6, down.story)
      #expect(down.errors.contains("nothing was changed"), down.story)
      #expect(!down.errors.contains("has changed"), down.story)
      try await playground.prosody.start()
      // What the file shows is what it does.
      let text = try #require(contents(of: file))
      try playground.folder.write(
        "shown.plan", text.replacingOccurrences(of: "dan@", with: "ann@"))
      let other = try await playground("apply", playground.folder("shown.plan"))
      #expect(other.code == 7, other.story)
      #expect(try await playground.plan().code == 2)
      let done = try await playground("apply", file)
      #expect(done.code == 0, done.story)
      #expect(try await playground.plan().code == 0)
    }
  }

  @Test func `what is agreed to at a terminal is the plan that was shown there`() async throws {
    try await Playground.with([ClubText("chess")]) { playground in
      let host = ClubText("chess").host
      try await playground.apply()
      func answering(_ meanwhile: String...) async throws -> Finished {
        try await playground(
          "apply",
          before: [testPython, "\(repositoryRoot)/Tests/Clients/at_terminal.py"] + meanwhile
            + ["--"])
      }
      try playground.repository.edit("clubs/chess.yaml", "Dan Molar", "Daniel Molar")
      try await playground.repository.commit("His name")
      let moved = try await answering(
        "prosodyctl", "--config", playground.prosody.configuration, "register", "guest", host,
        "A-secret-1")
      #expect(moved.code == 7, moved.story)
      #expect(moved.output.contains("nothing was changed"), moved.story)
      #expect(try await playground.plan().code == 2)
      let done = try await answering("true")
      #expect(done.code == 0 && done.output.contains("2 changes made"), done.story)
      #expect(try await playground.plan().code == 0)
    }
  }

  @Test func `a saved plan says what it lets through, and a running agent applies it`()
    async throws
  {
    var chess = ClubText("chess")
    chess.members += ["{id: clover, name: Clover Mead}", "{id: violet, name: Violet Trug}"]
    let large = chess
    try await Playground.with([large]) { playground in
      let file = playground.folder("friday.plan")
      try await playground.withAgent { _ in
        try await playground.converges(at: try await playground.repository.head())
        try playground.repository.write(ClubText("chess"))
        let commit = try await playground.repository.commit("Two have left")
        try await playground.waitForStatus(of: "chess") {
          $0.condition("PruneBlocked")?.status == "True"
            && $0.lastAttemptedRevision == "main@sha1:\(commit)"
        }
        #expect(try await playground("plan", "--out", file).code == 4)
        #expect(try await playground("apply", file).code == 4)
        #expect(try await playground.accounts(large.host).count == 4)
        #expect(try await playground("plan", "--allow-held", "--out", file).code == 2)
        let applied = try await playground("apply", file)
        #expect(applied.code == 0, applied.story)
        #expect(try await playground.accounts(large.host) == ["dan", "rose"])
      }
    }
  }

  @Test func `what is no saved plan is refused`() async throws {
    try await Playground.with([ClubText("chess")]) { playground in
      for (text, words) in [
        ("", "not a plan"), ("{}", "not a plan"), ("[1]", "not a plan"),
        (
          #"{"formatVersion":"9","kind":"Plan","revision":"r","selection":[],"#
            + #""allowHeld":false,"fingerprints":{}}"#, "format 9"
        ),
      ] {
        try playground.folder.write("some.plan", text)
        let done = try await playground("apply", playground.folder("some.plan"))
        #expect(done.code == 1, done.story)
        #expect(done.errors.contains(words), done.story)
      }
      #expect(try await playground("apply", playground.folder("no.plan")).code == 6)
      let both = try await playground("apply", playground.folder("some.plan"), "--club", "chess")
      #expect(both.code == 64)
    }
  }

  @Test func `exactly the held change that a person approves is made, and the history says who`()
    async throws
  {
    var chess = ClubText("chess")
    chess.members += ["{id: clover, name: Clover Mead}", "{id: violet, name: Violet Trug}"]
    let large = chess
    try await Playground.with([large]) { playground in
      let clover = "chess/prosody/account/clover@\(large.host)#delete"
      try await playground.withAgent { _ in
        try await playground.converges(at: try await playground.repository.head())
        try playground.repository.write(ClubText("chess"))
        try await playground.repository.commit("Two have left")
        try await playground.waitForStatus(of: "chess") {
          $0.condition("PruneBlocked")?.status == "True"
        }
        let unknown = try await playground("approve", clover + "x")
        #expect(unknown.code == 64, unknown.story)
        let approved = try await playground("approve", clover)
        #expect(approved.code == 4, approved.story)
        #expect(try await playground.accounts(large.host) == ["dan", "rose", "violet"])
      }
      let history = try await playground("history", "chess", "--format", "json")
      let entry = (try decoded(history) as JSONValue)["entries"]?.list.first {
        $0["change"] == .text(clover)
      }
      let person = String(cString: getpwuid(getuid()).pointee.pw_name)
      #expect(
        entry?["message"]?.text?.contains("let through by \(person)") == true, history.story)
      #expect(try await playground("approve", clover).code == 6)
    }
  }
}
