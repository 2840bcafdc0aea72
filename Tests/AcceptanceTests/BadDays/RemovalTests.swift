import Foundation
import TestSupport
import Testing

/// Clubs that leave, and guards that hold.
@Suite struct RemovalTests {
  @Test func `a commit that deletes half of the clubs is held, and nothing is gone`() async throws {
    let clubs = (1...4).map { ClubText("club-\($0)") }
    try await Playground.with(clubs) { playground in
      let repository = playground.repository
      try await playground.withAgent { _ in
        try await playground.converges(at: try await repository.head())
        for club in clubs.prefix(2) { try repository.remove(club.file) }
        let commit = try await repository.commit("Tidy up")
        for club in clubs.prefix(2) {
          let status = try await playground.waitForStatus(of: club.id) {
            $0.condition("PruneBlocked")?.status == "True"
              && $0.lastAttemptedRevision == "main@sha1:\(commit)"
          }
          #expect(
            status.condition("PruneBlocked")?.message.contains("2 of 4 clubs") == true,
            "\(status)")
        }
        let (code, plan) = try await playground.plan()
        #expect(code == 4)
        #expect(plan.summary["held"] == plan.changes.count)
        #expect(plan.changes.allSatisfy { $0.action == "delete" && $0.held != nil })
        for club in clubs {
          #expect(try await playground.accounts(club.host) == ["dan", "rose"])
          #expect(try await playground.page(club.host).text.contains("Welcome to \(club.id)"))
        }
        // The other clubs go on.
        try repository.edit(clubs[3].file, "Dan Molar", "Daniel Molar")
        try await playground.converges(["club-4"], at: try await repository.commit("His name"))
      }
      try await playground.apply(expecting: 4)
      try await playground.apply("--allow-held")
      for club in clubs.prefix(2) {
        #expect(try await playground.page(club.host).status == 404)
        #expect(
          try await playground.module("read", ["host": club.host])["present"] == .flag(false))
      }
      #expect(try await playground.page(clubs[2].host).status == 200)
    }
  }

  @Test func `a club that leaves is purged, and its address stays reserved`() async throws {
    let clubs = [ClubText("chess"), ClubText("knitters"), ClubText("choir"), ClubText("ringers")]
    try await Playground.with(clubs) { playground in
      let repository = playground.repository
      try await playground.apply()
      let stores = try FileManager.default.contentsOfDirectory(
        atPath: playground.prosody.directory("prosody/data"))
      #expect(stores.contains("chess%2eclubs%2eexample"))

      try repository.remove("clubs/chess.yaml")
      try await repository.commit("The chess club has left")
      try await playground.apply()
      #expect(try await playground.plan().code == 0)
      #expect(try await playground.page("chess.clubs.example").status == 404)
      #expect(
        try await playground.module("read", ["host": "chess.clubs.example"])["present"]
          == .flag(false))
      #expect(try remains(of: "chess", in: playground) == [])
      #expect(try await playground.status().clubs.contains { $0.id == "chess" } == false)

      try repository.write(ClubText("chess"))
      try await repository.commit("A new club of an old name")
      let (code, plan) = try await playground.plan("--club", "chess")
      #expect(code == 4)
      let vhost = try plan.change("chess/prosody/vhost/chess.clubs.example#create")
      #expect(vhost.held != nil)
      try await playground.apply(expecting: 4)
      #expect(
        try await playground.module("read", ["host": "chess.clubs.example"])["present"]
          == .flag(false))

      // Nor does anybody get the id alone.
      try repository.write(ClubText("chess", domain: "pawns.example"))
      try await repository.commit("It has a domain of its own")
      let (again, elsewhere) = try await playground.plan("--club", "chess")
      #expect(again == 4)
      #expect(elsewhere.changes.count == 6)
      for change in elsewhere.changes {
        #expect(
          change.held?["message"]
            == .text("the id `chess` was used by a club that left"), "\(change)")
      }
      try await playground.apply("--allow-held")
      #expect(try await playground.accounts("pawns.example") == ["dan", "rose"])
      #expect(try await playground.plan().code == 0)
    }
  }

  /// Files and folders of the server in whose names the club's host stands.
  private func remains(of club: String, in playground: Playground) throws -> [String] {
    let folder = playground.prosody.directory("prosody")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder)
    return paths.filter { $0.contains("\(club)%2eclubs") || $0.contains("hosts/\(club).clubs") }
      .filter { path in
        var isFolder: ObjCBool = false
        let isThere = FileManager.default.fileExists(
          atPath: "\(folder)/\(path)", isDirectory: &isFolder)
        return isThere && !isFolder.boolValue
      }
  }

  @Test func `a club that is renamed keeps everything it has`() async throws {
    let old = ClubText("pawns", domain: "chess.example")
    try await Playground.with([old, ClubText("choir")]) { playground in
      let repository = playground.repository
      try await playground.apply()
      let rose = try await playground.redeem("rose", at: "chess.example")
      let before = try await playground.invitations("chess.example")

      try repository.remove(old.file)
      var new = ClubText("chess-club", domain: "chess.example")
      new.site = "static: {path: sites/pawns}"
      new.further = ["moved: {from: pawns}"]
      try repository.write(new.file, new.text)
      try await repository.commit("The pawns are the chess club now")
      let (_, plan) = try await playground.plan()
      #expect(
        plan.changes.allSatisfy { ["update", "forget"].contains($0.action) }, "\(plan.changes)")
      #expect(plan.changes.allSatisfy { $0.held == nil })
      try await playground.withAgent { _ in
        try await playground.converges(["chess-club"], at: try await repository.head())
      }
      #expect(try await playground.plan().code == 0)
      #expect(try await playground.invitations("chess.example") == before)
      #expect(try await playground.canLogIn(rose))
      #expect(try await playground.page("chess.example").text.contains("Welcome to pawns"))
      let ids = try await playground.status().clubs.map(\.id)
      #expect(ids == ["chess-club", "choir"])
      let read = try await playground.module("read", ["host": "chess.example"])
      #expect(read["club"] == .text("chess-club"))
    }
  }
}
