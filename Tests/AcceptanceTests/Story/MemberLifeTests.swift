import Foundation
import TestSupport
import Testing

/// What a member's state in the file means for her, on a real server.
@Suite struct MemberLifeTests {
  @Test func `a suspended member cannot log in, and can again when it is over`() async throws {
    let chess = ClubText("chess")
    try await Playground.with([chess]) { playground in
      let repository = playground.repository
      try await playground.apply()
      let dan = try await playground.redeem("dan", at: chess.host)
      #expect(try await playground.canLogIn(dan))

      try repository.edit(chess.file, "name: Dan Molar", "name: Dan Molar, state: suspended")
      try await repository.commit("Dan takes a break")
      try await playground.apply()
      let refused = try await playground.chat("login", dan)
      #expect(refused.error == "account-disabled", "\(refused)")
      // All else is kept.
      #expect(try await playground.accounts(chess.host) == ["dan", "rose"])
      #expect(try await affiliations(playground, chess)["dan@\(chess.host)"] == .text("member"))

      try repository.edit(chess.file, ", state: suspended", "")
      try await repository.commit("Dan is back")
      try await playground.apply()
      #expect(try await playground.canLogIn(dan))
    }
  }

  @Test func `a member who leaves is out of rooms and lists at once, and the address is reserved`()
    async throws
  {
    var chess = ClubText("chess")
    chess.members.append("{id: clover, name: Clover Mead}")
    let club = chess
    try await Playground.with([club], provider: providerText(policy: ["keepLeft: P30D"])) {
      playground in
      let repository = playground.repository
      try await playground.apply()
      let clover = try await playground.redeem("clover", at: club.host)
      let rose = try await playground.redeem("rose", at: club.host)
      let before = try await playground.chat("roster", rose).json["roster"]
      #expect(before?.keys == ["dan@\(club.host)", "clover@\(club.host)"])

      try repository.edit(club.file, "name: Clover Mead", "name: Clover Mead, state: left")
      try await repository.commit("Clover has moved away")
      let (code, plan) = try await playground.plan()
      #expect(code == 2, "\(plan.changes)")
      try await playground.apply()
      #expect(try await !playground.canLogIn(clover))
      #expect(try await affiliations(playground, club)["clover@\(club.host)"] == nil)
      let after = try await playground.chat("roster", rose).json["roster"]
      #expect(after?.keys == ["dan@\(club.host)"])
      // The data is kept for a while, and nobody else gets the account.
      #expect(try await playground.accounts(club.host).contains("clover"))
      #expect(try await playground.plan().code == 0)

      // Asked to be forgotten: it goes now.
      try repository.edit(
        club.file, "{id: clover, name: Clover Mead, state: left}", "{id: clover, state: erased}")
      try await repository.commit("And wants to be forgotten")
      try await playground.apply()
      #expect(try await playground.accounts(club.host) == ["dan", "rose"])
      #expect(
        FileManager.default.fileExists(atPath: accountFile("clover", club.host, playground))
          == false)
      #expect(try await playground.plan().code == 0)

      try repository.edit(club.file, "  - {id: clover, state: erased}\n", "")
      try await repository.commit("Gone from the file")
      try await playground.apply()
      try repository.edit(club.file, "chat:\n", "  - {id: clover, name: Another Clover}\nchat:\n")
      try await repository.commit("Somebody of the same name")
      let again = try await playground.plan()
      #expect(again.code == 4)
      let create = try again.plan.change("chess/prosody/account/clover@\(club.host)#create")
      #expect(create.held != nil && create.held != .null)
      try await playground.apply(expecting: 4)
      #expect(try await playground.accounts(club.host) == ["dan", "rose"])
    }
  }

  @Test
  func `a member with another id logs in there with the old password, and is known to others`()
    async throws
  {
    let chess = ClubText("chess")
    try await Playground.with([chess]) { playground in
      let repository = playground.repository
      try await playground.apply()
      let rose = try await playground.redeem("rose", at: chess.host)
      let dan = try await playground.redeem("dan", at: chess.host)
      _ = try await playground.chat("change", dan, "--set", "rose@\(chess.host)=Rosie")
      try repository.edit(chess.file, "{id: rose, name", "{id: ada, movedFrom: rose, name")
      try await repository.commit("Rose is called Ada now")
      let (code, plan) = try await playground.plan()
      #expect(code == 2)
      #expect(!plan.changes.contains { $0.action == "create" || $0.action == "delete" })
      let move = try plan.change("chess/prosody/account/ada@\(chess.host)#update")
      #expect(move.fields.first?.path == "address")
      try await playground.apply()
      #expect(try await playground.accounts(chess.host) == ["ada", "dan"])
      let ada = Account(jid: "ada@\(chess.host)", password: rose.password)
      #expect(try await playground.canLogIn(ada))
      #expect(try await !playground.canLogIn(rose))
      #expect(try await affiliations(playground, chess)["ada@\(chess.host)"] == .text("owner"))
      let contacts = try await playground.chat("roster", dan).json["roster"]
      #expect(contacts?.keys == ["ada@\(chess.host)"], "\(String(describing: contacts))")
      #expect(contacts?["ada@\(chess.host)"]?["name"] == .text("Rosie"))
      #expect(try await playground.plan().code == 0)

      // The old address stays hers.
      try repository.edit(chess.file, "chat:\n", "  - {id: rose, name: Another Rose}\nchat:\n")
      try repository.edit(chess.file, "movedFrom: rose, ", "")
      try await repository.commit("Somebody of the same name")
      #expect(try await playground.plan().code == 4)
      // And who goes is told with what goes.
      try repository.edit(chess.file, "  - {id: rose, name: Another Rose}\n", "")
      try repository.edit(chess.file, "  - {id: dan, name: Dan Molar}\n", "")
      try await repository.commit("Dan goes")
      let text = try await playground("plan")
      #expect(text.output.contains("loses: last login 20"), text.story)
      let json: JSONValue = try decoded(try await playground("plan", "--format", "json"))
      let removal = json["clubs"]?.list.first?["changes"]?.list
        .first { $0["action"] == .text("delete") }
      #expect(removal?["loses"]?["ownedRooms"] == .list([]))
      #expect(removal?["loses"]?["lastLogin"]?.text?.hasPrefix("20") == true)
    }
  }

  @Test func `who is online sees who comes, and is sent out when the file says so`() async throws {
    let chess = ClubText("chess")
    try await Playground.with([chess]) { playground in
      let repository = playground.repository
      try await playground.withAgent { _ in
        try await playground.converges(at: try await repository.head())
        let rose = try await playground.redeem("rose", at: chess.host)
        let dan = try await playground.redeem("dan", at: chess.host)
        async let arrival = playground.chat("watch", rose, "contact:clover@\(chess.host)")
        async let end = playground.chat("watch", dan, "closed")
        let areOnline = try await eventually(within: Playground.patience) {
          let log = contents(of: playground.prosody.directory("prosody/prosody.log")) ?? ""
          return log.components(separatedBy: "Authenticated as ").count > 2
        }
        #expect(areOnline)
        try repository.edit(chess.file, "name: Dan Molar", "name: Dan Molar, state: suspended")
        try repository.edit(
          chess.file, "chat:\n", "  - {id: clover, name: Clover Mead}\nchat:\n")
        try await repository.commit("One comes, one takes a break")
        let seen = try await arrival
        #expect(seen.json["happened"]?["name"] == .text("Clover Mead"), "\(seen)")
        let closed = try await end
        #expect(closed.json["happened"]?["closed"] != nil, "\(closed)")
      }
    }
  }

  @Test func `a suspended club keeps everything, and is closed`() async throws {
    let chess = ClubText("chess")
    try await Playground.with([chess]) { playground in
      let repository = playground.repository
      try await playground.apply()
      let rose = try await playground.redeem("rose", at: chess.host)
      try repository.write(
        chess.file,
        chess.text + "lifecycle: {state: suspended, since: 2026-11-01, reason: unpaid}\n")
      try await repository.commit("The bill is open")
      try await playground.apply()
      #expect(try await playground.chat("login", rose).error == "account-disabled")
      #expect(try await playground.page(chess.host).status == 503)
      #expect(try await playground.status(of: "chess").health == "Suspended")
      #expect(try await playground.accounts(chess.host) == ["dan", "rose"])
      try repository.write(chess)
      try await repository.commit("The bill is paid")
      try await playground.apply()
      #expect(try await playground.canLogIn(rose))
      #expect(try await playground.page(chess.host).text == chess.page)
    }
  }

  private func affiliations(_ playground: Playground, _ club: ClubText) async throws
    -> [String: JSONValue]
  {
    let rooms = try await playground.module("read", ["host": club.host])["rooms"]?.list ?? []
    let lounge = try #require(rooms.first { $0["room"] == .text("lounge") })
    guard case .object(let affiliations)? = lounge["affiliations"] else { return [:] }
    return affiliations
  }
}
