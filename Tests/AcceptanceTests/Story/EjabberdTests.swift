import Foundation
import TestSupport
import Testing

/// The same commands where a club's chat is on ejabberd.
@Suite(.serialized) struct EjabberdTests {
  private static let placements = [
    "green-1: {chat: prosody, web: caddy}", "blue-1: {chat: ejabberd, web: caddy}",
  ]

  private func with(
    placement: String, _ body: @Sendable (Playground, PrivateEjabberd) async throws -> Void
  ) async throws {
    try await PrivateEjabberd.with { ejabberd in
      try await Playground.with(
        services: [
          "ejabberd: {type: ejabberd, url: \"\(ejabberd.url)\", "
            + "tokenFile: \(ejabberd.tokenFile), hostsFile: \(ejabberd.hostsFile)}"
        ],
        prepare: { repository in
          try repository.write("provider.yaml", providerText(placements: Self.placements))
          var club = ClubText("chess", domain: "chess.example")
          club.further = ["placement: \(placement)"]
          try repository.write(club)
        },
        { try await body($0, ejabberd) })
    }
  }

  @Test func `members log in with the letter's password, and a club comes back by import`()
    async throws
  {
    try await with(placement: "blue-1") { playground, ejabberd in
      try await playground.apply()
      let plan = try await playground.plan()
      #expect(plan.code == 0)

      let letters = playground.folder("letters")
      let written = try await playground("letters", "chess", "--out", letters)
      #expect(written.code == 0, written.story)
      let letter = try #require(contents(of: "\(letters)/rose.html"))
      let found = try #require(letter.firstMatch(of: /[a-z2-9]{4}(?:-[a-z2-9]{4}){4}/))
      let rose = Account(jid: "rose@chess.example", password: String(found.output))
      #expect(!(written.output + written.errors).contains(rose.password))
      let port = ejabberd.clientPort.number
      #expect(try await chat("login", rose, port: port).error == nil)
      let again = try await playground("letters", "chess", "--out", letters)
      #expect(again.output.contains("2 still use the first password"), again.story)

      let bundle = playground.folder("bundle")
      let refused = try await playground("export", "chess", "--out", bundle, "--credentials")
      #expect(refused.code == 64, refused.story)
      let exported = try await playground("export", "chess", "--out", bundle)
      #expect(exported.code == 0, exported.story)
      #expect(exported.errors.contains("API does not tell"), exported.story)
      #expect(contents(of: "\(bundle)/accounts.xml")?.contains("<user name=\"rose\">") == true)
      #expect(contents(of: "\(bundle)/live/ejabberd/room.json")?.contains("lounge") == true)

      let imported = try await playground("import", "--out", playground.folder("imported"))
      #expect(imported.code == 0, imported.story)
      let valid = try await playground("validate", playground.folder("imported"))
      #expect(valid.code == 0, valid.story)
    }
  }

  @Test func `a member is erased when git says so`() async throws {
    try await with(placement: "blue-1") { playground, ejabberd in
      try await playground.apply()
      try playground.repository.edit(
        "clubs/chess.yaml", "{id: dan, name: Dan Molar}", "{id: dan, state: erased}")
      try await playground.repository.commit("A member asked to be forgotten")
      let done = try await playground("erase", "chess/dan")
      #expect(done.code == 0, done.story)
      #expect(done.output.contains("- ejabberd: the records of rooms that go on"), done.story)
      let history = try await playground("history", "--format", "json")
      #expect(!history.output.contains("dan@chess.example"), history.story)
      #expect(history.output.contains("chess/member#erase"), history.story)
      #expect(
        try await ejabberd.call("registered_users", #"{"host":"chess.example"}"#) == #"["rose"]"#)
      #expect(
        try await !ejabberd.call(
          "srg_get_info", #"{"group":"allotment","host":"chess.example"}"#
        ).contains("dan"))
    }
  }

  @Test(arguments: [("green-1", "blue-1"), ("blue-1", "green-1")])
  func `a club that is placed on another chat server is held, and both servers stay as they are`(
    from: String, to: String
  ) async throws {
    try await with(placement: from) { playground, ejabberd in
      try await playground.apply()
      let before = try await accounts(playground, ejabberd)
      #expect(before.filter { $0 != [] } == [["dan", "rose"]])
      try playground.repository.edit(
        "clubs/chess.yaml", "placement: \(from)", "placement: \(to)")
      try await playground.repository.commit("Somewhere else")
      let planned = try await playground("plan")
      #expect(planned.output.contains("its data cannot be moved"), planned.story)
      try await playground.apply(expecting: 4)
      #expect(try await accounts(playground, ejabberd) == before)
      try playground.repository.edit(
        "clubs/chess.yaml", "placement: \(to)", "placement: \(from)")
      try await playground.repository.commit("And back")
      #expect(try await playground.plan().code == 0)
    }
  }

  /// Of the domain on Prosody, and on ejabberd.
  private func accounts(
    _ playground: Playground, _ ejabberd: PrivateEjabberd
  ) async throws -> [[String]] {
    let folder = playground.prosody.directory("prosody/data/chess%2eexample/accounts")
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let served = try await ejabberd.call("registered_vhosts", "{}")
    let users =
      served.contains("chess.example")
      ? try await ejabberd.call("registered_users", #"{"host":"chess.example"}"#) : "[]"
    return [
      files.map { String($0.prefix { $0 != "." }) }.sorted(),
      try JSONDecoder().decode([String].self, from: Data(users.utf8)).sorted(),
    ]
  }
}
