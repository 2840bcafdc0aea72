import Foundation
import TestSupport
import Testing

/// What `plan` says in JSON, and how commands end.
@Suite struct PlanTests {
  @Test func `every sort of change stands in the JSON with its origin`() async throws {
    var chess = ClubText("chess")
    chess.chat = """
      rooms:
        - {id: pawns, name: Pawns}
        - {id: kings, name: Kings}
        - {id: queens, name: Queens}
        - {id: rooks, name: Rooks}
      """
    let before = chess
    try await Playground.with([before, ClubText("choir")]) { playground in
      let repository = playground.repository
      try await playground.apply()
      try repository.edit(before.file, "Dan Molar", "Daniel Molar")
      try repository.edit(before.file, "    - {id: kings, name: Kings}\n", "")
      try repository.edit(
        before.file, "chat:\n", "  - {id: clover, name: Clover Mead}\nchat:\n")
      let head = try await repository.commit("Three things")
      let made = try await run(
        Command(
          "prosodyctl",
          [
            "--config", playground.prosody.configuration, "register", "visitor", before.host,
            "a password",
          ]))
      try #require(made.isSuccess, made.story)
      let done = try await playground("plan", "--format", "json")
      #expect(done.code == 2, done.story)
      let plan: PlanReport = try decoded(done)
      #expect(plan.formatVersion == "1")
      #expect(plan.revision == "main@sha1:\(head)")
      #expect(!plan.inSync)
      let create = try plan.change("chess/prosody/account/clover@\(before.host)#create")
      #expect(create.action == "create" && create.service == "prosody" && create.kind == "account")
      #expect(create.name == "clover@\(before.host)")
      #expect(create.fields.contains { $0.path == "role" && $0.after == .text("member") })
      #expect(create.fields.allSatisfy { $0.before == nil || $0.before == .null })
      let line = try repository.line(of: "id: clover", in: before.file)
      // At the first key: two spaces, `- {`, then `id`.
      #expect(create.origin == PlanReport.Place(file: before.file, line: line, column: 6))
      #expect(!create.reason.isEmpty && (create.held == nil || create.held == .null))
      let update = try plan.change("chess/prosody/account/dan@\(before.host)#update")
      let place = try repository.line(of: "id: dan", in: before.file)
      #expect(update.origin?.line == place)
      let name = try #require(update.fields.first { $0.path == "name" })
      #expect(name.before == .text("Dan Molar") && name.after == .text("Daniel Molar"))
      let delete = try plan.change("chess/prosody/room/kings@conference.\(before.host)#delete")
      #expect(delete.fields.allSatisfy { $0.after == nil || $0.after == .null })
      #expect(
        try plan.club("chess").unmanaged == [
          PlanReport.Unmanaged(
            service: "prosody", kind: "account", name: "visitor@\(before.host)")
        ])
      #expect(try plan.club("chess").unknown == [])
      #expect(plan.summary["create"] == 1 && plan.summary["delete"] == 1)
      #expect(plan.summary["unknown"] == 0 && plan.summary["held"] == 0)
      try checkKeys(try decoded(done))

      // What leaves is not removed while a service of its club is not known.
      try FileManager.default.moveItem(
        atPath: "\(playground.caddy.root)/sites", toPath: "\(playground.caddy.root)/away")
      try Data().write(to: URL(fileURLWithPath: "\(playground.caddy.root)/sites"))
      let half = try await playground.plan()
      #expect(half.code == 6)
      #expect(try half.plan.club("chess").unknown.map(\.service) == ["caddy"])
      #expect(half.plan.summary["unknown"] == 2 && half.plan.summary["create"] == 1)
      #expect(half.plan.changes.allSatisfy { $0.action != "delete" })
      let only = try await playground.plan("--club", "choir")
      #expect(only.plan.clubs.map(\.id) == ["choir"])
    }
  }

  /// Every key of the contract is there, in every club and change.
  private func checkKeys(_ json: JSONValue) throws {
    #expect(
      json.keys.isSuperset(of: ["formatVersion", "revision", "inSync", "summary", "clubs"]))
    #expect(
      json["summary"]?.keys.isSuperset(
        of: ["create", "update", "delete", "adopt", "held", "unknown"]) == true)
    for club in json["clubs"]?.list ?? [] {
      #expect(club.keys.isSuperset(of: ["id", "sync", "changes", "unmanaged", "unknown"]))
      for change in club["changes"]?.list ?? [] {
        #expect(
          change.keys.isSuperset(of: [
            "id", "action", "service", "kind", "name", "fields", "origin", "reason", "held",
          ]))
        #expect(change["origin"]?.keys == ["file", "line", "column"])
        for field in change["fields"]?.list ?? [] {
          #expect(field.keys == ["path", "before", "after"])
        }
      }
    }
  }

  @Test func `removals over the threshold are held one by one, in text, JSON and Markdown`()
    async throws
  {
    var chess = ClubText("chess")
    chess.members += (1...4).map { "{id: m\($0), name: Member \($0)}" }
    let before = chess
    try await Playground.with([before]) { playground in
      try await playground.apply()
      var smaller = before
      smaller.members.removeLast(3)
      try playground.repository.write(smaller)
      try await playground.repository.commit("Three have left")
      let (code, plan) = try await playground.plan()
      #expect(code == 4)
      let held = plan.changes.filter { $0.held != nil && $0.held != .null }
      #expect(held.map(\.action) == ["delete", "delete", "delete"])
      #expect(plan.summary["held"] == 3)
      for format in ["text", "markdown"] {
        let shown = try await playground("plan", "--format", format)
        #expect(shown.code == 4)
        #expect(shown.output.contains("m4@\(before.host)"), shown.story)
        #expect(shown.output.contains("at once"), shown.story)
      }
      try await playground.apply(expecting: 4)
      #expect(try await playground.accounts(before.host).count == 6)
      try await playground.apply("--allow-held")
      #expect(try await playground.accounts(before.host).count == 3)
      #expect(try await playground.plan().code == 0)
    }
  }
}
