import Foundation
import TestSupport
import Testing

/// What the members of examples/ see, with a real XMPP client.
@Suite(.serialized, .liveExamples)
struct MembersTests {
  let playground: Playground
  private let gardeners = "thornbury-gardeners.example"

  init() throws { playground = try #require(Examples.shared).playground }

  @Test func `a letter's link becomes a login, a contact list, a room and a conversation`()
    async throws
  {
    let out = playground.folder("letters-gardeners")
    let written = try await playground("letters", "thornbury-gardeners", "--out", out)
    try #require(written.code == 0, written.story)
    #expect(try permissions(of: out) == 0o700)
    let letters = try FileManager.default.contentsOfDirectory(atPath: out)
    #expect(letters.count == 33)
    for letter in letters { #expect(try permissions(of: "\(out)/\(letter)") == 0o600) }

    let priya = Account(jid: "priya@\(gardeners)", password: "slugs eat everything")
    try await playground.redeem(try link(in: "\(out)/priya.html"), choosing: priya.password)
    let rose = Account(jid: "rose@\(gardeners)", password: "roses want sunshine")
    try await playground.redeem(try link(in: "\(out)/rose.html"), choosing: rose.password)
    #expect(try await playground.canLogIn(priya))
    #expect(try await !playground.canLogIn(Account(jid: priya.jid, password: "something else")))

    let list = try await playground.chat("roster", priya).json["roster"]
    #expect(list?["rose@\(gardeners)"]?["name"] == .text("Rose Hill"))
    #expect(list?["rose@\(gardeners)"]?["subscription"] == .text("both"))
    #expect(list?["dan@dentists.example"]?["name"] == .text("Dan Molar"))
    #expect(list?["violet@\(gardeners)"] == nil)
    #expect(list?["basil@\(gardeners)"] == nil)
    #expect(list?.keys.count == 33)

    let shed = "potting-shed@conference.\(gardeners)"
    let room = try await playground.chat("join", priya, shed)
    #expect(room.json["affiliation"] == .text("admin"), "\(room)")
    #expect(room.json["subject"] == .text("What is up in your plot this week"))
    let heard = try await playground.chat(
      "room-message", priya, rose.jid, shed, "The beans are up", second: rose)
    #expect(heard.json["received"]?["body"] == .text("The beans are up"), "\(heard)")
    let direct = try await playground.chat(
      "message", rose, priya.jid, "Bring netting", second: priya)
    #expect(direct.json["received"]?["from"]?.text?.hasPrefix(rose.jid) == true, "\(direct)")

    let committee = try await playground.chat("join", priya, "bee-corner@conference.\(gardeners)")
    #expect(committee.json["affiliation"] == .text("admin"), "\(committee)")
  }

  @Test func `a used link works no second time`() async throws {
    let account = try await playground.redeem("bill", at: gardeners)
    let record = try await playground.invitation(of: "bill", at: gardeners)
    #expect(record.state == "redeemed")
    #expect(record.link == nil)
    #expect(try await playground.canLogIn(account))
  }

  @Test func `a client that knows XEP-0445 redeems an invitation by itself`() async throws {
    let token = try #require(try await playground.invitation(of: "tom", at: gardeners).token)
    let tom = Account(jid: "tom@\(gardeners)", password: "leaves fall in autumn")
    let registered = try await playground.chat("register", tom, token)
    #expect(registered.json["registered"] == .text(tom.jid), "\(registered)")
    #expect(registered.json["offered"] == .flag(true))
    #expect(try await playground.canLogIn(tom))
    let again = try await playground.chat(
      "register", Account(jid: tom.jid, password: "somebody else's"), token)
    #expect(again.error != nil, "\(again)")
    #expect(try await playground.canLogIn(tom))
  }

  @Test func `a club with umlauts in domain, address and room is chatted in`() async throws {
    let host = "schrebergärten-münchen.example"
    let out = playground.folder("letters-muenchen")
    let written = try await playground("letters", "schrebergaerten-muenchen", "--out", out)
    try #require(written.code == 0, written.story)
    let owner = Account(jid: "jürgen@\(host)", password: "Gießkanne und Harke")
    try await playground.redeem(try link(in: "\(out)/jürgen.html"), choosing: owner.password)
    let room = try await playground.chat("join", owner, "kompostgespräche@conference.\(host)")
    #expect(room.json["affiliation"] == .text("owner"), "\(room)")
    let list = try await playground.chat("roster", owner).json["roster"]
    #expect(list?["bärbel@\(host)"]?["name"] == .text("Bärbel Größler"))
  }

  @Test func `a member with an address elsewhere has the affiliation, and no account here`()
    async throws
  {
    let club = try await playground.module("read", ["host": gardeners])
    let rooms = club["rooms"]?.list ?? []
    let shed = try #require(rooms.first { $0["room"] == .text("potting-shed") })
    #expect(shed["affiliations"]?["dan@dentists.example"] == .text("member"))
    #expect(shed["affiliations"]?["violet@\(gardeners)"] == nil)
    #expect(try await !playground.accounts(gardeners).contains("dan"))
    // He logs in at the dentists, where he has his account, and enters the gardeners' room.
    let dan = try await playground.redeem("dan", at: "dentists.example")
    let room = try await playground.chat("join", dan, "potting-shed@conference.\(gardeners)")
    #expect(room.json["affiliation"] == .text("member"), "\(room)")
    let closed = try await playground.chat("join", dan, "bee-corner@conference.\(gardeners)")
    #expect(closed.error == "registration-required", "\(closed)")
  }

  @Test func `those who left before have no account and no invitation`() async throws {
    let accounts = try await playground.accounts(gardeners)
    #expect(accounts.count == 33)
    #expect(!accounts.contains("violet") && !accounts.contains("basil"))
    let users = try await playground.invitations(gardeners).map(\.user)
    #expect(Set(users) == Set(accounts))
  }

  @Test func `invitations are made once, and a new one replaces the old link`() async throws {
    let host = "dentists.example"
    let before = try await playground.invitations(host)
    let out = playground.folder("letters-dentists")
    #expect(try await playground("letters", "severn-dentists", "--out", out).code == 0)
    let first = try FileManager.default.contentsOfDirectory(atPath: out).count
    try await playground.apply()
    #expect(try await playground("letters", "severn-dentists", "--out", out).code == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: out).count == first)
    #expect(try await playground.invitations(host) == before)

    let old = try link(in: "\(out)/bronwen.html")
    let again = try await playground(
      "letters", "severn-dentists", "--out", out, "--again", "bronwen")
    #expect(again.code == 0, again.story)
    let new = try link(in: "\(out)/bronwen.html")
    #expect(new != old)
    #expect(try await fetchPage(old, port: playground.caddy.port.number).status == 404)
    #expect(try await fetchPage(new, port: playground.caddy.port.number).status == 200)
    #expect(try await playground.invitation(of: "bronwen", at: host).generation == 2)
  }

  @Test func `no secret stands in history, plan or status`() async throws {
    let tokens = try await playground.invitations(gardeners).compactMap(\.token)
    try #require(tokens.count > 20)
    for words in [["history", "--limit", "10000"], ["plan", "-v"], ["status"]] {
      let done = try await allotment(words, config: playground.config)
      #expect(done.code == 0)
      let told = done.output + done.errors
      #expect(!tokens.contains { told.contains($0) })
    }
  }
}

/// The link of a letter, found as a person finds it.
func link(in letter: String) throws -> String {
  let text = try #require(contents(of: letter), "\(letter) is not there")
  let part = try #require(text.components(separatedBy: "<a href=\"http").dropFirst().first)
  return "http" + (try #require(part.split(separator: "\"").first))
}

/// The permission bits of a file or folder.
func permissions(of path: String) throws -> Int {
  let attributes = try FileManager.default.attributesOfItem(atPath: path)
  return try #require((attributes[.posixPermissions] as? NSNumber)?.intValue)
}
