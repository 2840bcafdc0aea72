import Foundation
import Glibc
import TestSupport
import Testing

/// Who asked for what, and who decided what.
@Suite struct WhoTests {
  @Test func `an object is traced to who wrote its line, however many commits came after it`()
    async throws
  {
    let chess = ClubText("chess")
    try await Playground.with([chess], provider: providerText(policy: ["prune: confirm"])) {
      playground in
      let repository = playground.repository
      let first = try await repository.head()
      try repository.edit(chess.file, "name: Dan Molar", "name: Daniel Molar")
      try await repository.git(
        "commit", "-q", "-a", "-m", "Dan's whole name", "--author",
        "Rose Hill <rose@chess.example>")
      let second = try await repository.head()
      // Lines move, and somebody else has the last word on the file.
      try repository.edit(chess.file, "id: chess", "# The club of Castle Street\nid: chess")
      let third = try await repository.commit("A comment")
      try await playground.apply()

      let dan = try await playground("explain", "dan@\(chess.host)")
      let line = try repository.line(of: "id: dan", in: chess.file)
      #expect(dan.output.contains("declared  \(chess.file):\(line):"), dan.story)
      let words = "asked by  Rose Hill <rose@chess.example>, commit \(second.prefix(12)), "
      #expect(dan.output.contains(words), dan.story)
      #expect(dan.output.contains("Dan's whole name"), dan.story)
      let json = try await playground("explain", "rose@\(chess.host)", "--format", "json")
      let rose = (try decoded(json) as JSONValue).list.first
      #expect(rose?["commit"]?["id"] == .text(first), json.story)
      #expect(rose?["author"] == .text("Ada Ops <ada@clubs.example>"), json.story)

      // It has left the file and waits for a person: its line stood there when it was applied.
      var smaller = chess
      smaller.members.removeLast()
      try repository.write(smaller)
      try await repository.commit("Dan is gone")
      let gone = try await playground("explain", "dan@\(chess.host)")
      #expect(gone.output.contains("declared  in no file"), gone.story)
      #expect(gone.output.contains(words), gone.story)
      #expect(gone.output.contains("held (prune)"), gone.story)

      let created = try await playground(
        "history", "chess", "--action", "create", "--author", "ADA@clubs", "--text", "account/dan@")
      #expect(created.output.split(separator: "\n").count == 1, created.story)
      #expect(created.output.contains("#create"), created.story)
      #expect(created.output.contains("(main@\(third.prefix(12)), Ada Ops"), created.story)
      for nothing in [["--until", "2020-01-01"], ["--author", "nobody"], ["--action", "pause"]] {
        let empty = try await allotment(["history"] + nothing, config: playground.config)
        #expect(empty.output == "Nothing matches.\n", empty.story)
      }
      let unknown = try await playground("history", "nosuch")
      #expect(
        unknown.code == 64 && unknown.errors.contains("there is no club `nosuch`"), unknown.story)
      #expect(try await playground("history", "--action", "creat").code == 64)
      #expect(try await playground("history", "--since", "yesterday").code == 64)
    }
  }

  @Test func `pauses, resumes and approvals are in the history, with who and why`() async throws {
    let chess = ClubText("chess")
    let provider = providerText(policy: ["prune: confirm"])
    try await Playground.with(
      [chess], provider: provider, settings: ["history: {entries: 1000, age: P30D}"]
    ) { playground in
      let repository = playground.repository
      let change = "chess/prosody/account/dan@\(chess.host)#delete"
      try await playground.withAgent { _ in
        try await playground.converges(at: try await repository.head())
        let paused = try await playground(
          "pause", "chess", "--until", "2099-01-01", "--reason", "moving house")
        #expect(paused.code == 0, paused.story)
        #expect(try await playground("resume", "chess").code == 0)
        var smaller = chess
        smaller.members.removeLast()
        try repository.write(smaller)
        let commit = try await repository.commit("Dan is gone")
        try await playground.waitForStatus(of: "chess") {
          $0.lastAttemptedRevision == "main@sha1:\(commit)"
            && $0.condition("PruneBlocked")?.status == "True"
        }
        let approved = try await playground("approve", change)
        #expect(approved.code == 0 || approved.code == 4, approved.story)
      }
      let decisions = try await playground(
        "history", "chess", "--action", "pause", "--action", "resume", "--action", "approve",
        "--format", "json")
      let entries = (try decoded(decisions) as JSONValue)["entries"]?.list ?? []
      #expect(
        entries.map { $0["change"] } == [
          .text(change), .text("chess#resume"), .text("chess#pause"),
        ], decisions.story)
      let person = String(cString: getpwuid(getuid()).pointee.pw_name)
      #expect(entries.allSatisfy { $0["author"] == .text(person) }, decisions.story)
      #expect(
        entries.last?["message"] == .text("until 2099-01-01T00:00:00Z: moving house"),
        decisions.story)
      #expect(
        entries.dropFirst().first?["message"]
          == .text("was paused by \(person): moving house"), decisions.story)
    }
  }
}
