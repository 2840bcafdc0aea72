import Model
import ServiceContract
import Spec
import TestSupport
import Testing

@testable import ChatContract

/// How a club becomes resources of an XMPP server.
struct ChatDefinitionTests {
  private let definition = ChatDefinition(service: "prosody")

  private func resources(_ club: HostedClub) -> [String: Resource] {
    let resources = definition.resources(for: DeclaredClub(hosted: club))
    return Dictionary(uniqueKeysWithValues: resources.map { ("\($0.id.kind)/\($0.id.name)", $0) })
  }

  @Test func `a club is one vhost, an account for each member, a contact list and its rooms`() {
    let club = HostedClub.fixture { club in
      club.members = [
        .fixture("rose", role: .owner),
        .fixture("dan", jid: .plain("dan", at: "dentists.example")),
      ]
      club.chat = .fixture(rooms: [.fixture("pawns")])
    }
    #expect(
      resources(club).keys.sorted() == [
        "account/rose@chess.example", "contact-list/everyone@chess.example",
        "room/pawns@conference.chess.example", "vhost/chess.example",
      ])
  }

  @Test func `a club without a domain of its own lives below the provider's`() {
    let club = HostedClub.fixture("knitters", domain: nil)
    #expect(resources(club)["vhost/knitters.clubs.example"] != nil)
  }

  @Test func `names on the wire have U-labels`() {
    let club = HostedClub.fixture(domain: nil) { club in
      club.domain = .at(
        5, DomainName(ascii: "xn--mnchen-3ya.example", unicode: "münchen.example"))
      club.members = [.fixture("rose")]
      club.chat = .fixture(rooms: [.fixture("halle")])
    }
    #expect(resources(club)["vhost/münchen.example"] != nil)
    #expect(resources(club)["account/rose@münchen.example"] != nil)
    #expect(resources(club)["room/halle@conference.münchen.example"] != nil)
  }

  @Test func `every resource comes from where it was declared`() {
    let club = HostedClub.fixture { club in
      club.members = [.fixture("rose", line: 11)]
      club.groups = [.fixture("board", line: 25, "rose")]
      club.chat = .fixture(rooms: [.fixture("pawns", line: 30)], contactList: .groups)
    }
    let origins = resources(club).mapValues(\.origin.description)
    #expect(
      origins == [
        "vhost/chess.example": "clubs/chess.yaml:5:1",
        "account/rose@chess.example": "clubs/chess.yaml:11:5",
        "contact-list/board@chess.example": "clubs/chess.yaml:25:1",
        "room/pawns@conference.chess.example": "clubs/chess.yaml:30:7",
      ])
  }

  @Test func `contacts fall back on the provider's, then on where abuse is reported`() {
    let club = HostedClub.fixture { club in
      club.contacts.addresses = [
        .abuse: .at(7, "abuse@chess.example"), .admin: .at(8, "https://chess.example/contact"),
      ]
    }
    let fields = resources(club)["vhost/chess.example"]?.fields
    #expect(fields?["contacts.abuse"] == .text("mailto:abuse@chess.example"))
    #expect(fields?["contacts.admin"] == .text("https://chess.example/contact"))
    #expect(fields?["contacts.support"] == .text("mailto:abuse@chess.example"))
    let plain = resources(.fixture())["vhost/chess.example"]?.fields
    #expect(plain?["contacts.abuse"] == .text("mailto:abuse@clubs.example"))
  }

  @Test(arguments: [
    ("rose@mail.example", "mailto:rose@mail.example"),
    ("MAILTO:rose@mail.example", "MAILTO:rose@mail.example"),
    ("xmpp:rose@chess.example", "xmpp:rose@chess.example"),
    ("a&b?=#%@mail.example", "mailto:a%26b%3F%3D%23%25@mail.example"),
    ("jörg@mail.example", "mailto:j%C3%B6rg@mail.example"),
  ])
  func `a plain address becomes a mailto URI with what RFC 6068 does not allow encoded`(
    address: String, uri: String
  ) {
    #expect(contactURI(address) == uri)
  }

  @Test func `declared federation reads back as it was written`() {
    let names = [Located.at(1, DomainName.plain("b.example")), .at(1, .plain("a.example"))]
    let all: [(Chat.Federation, String)] = [
      (.open, "open"), (.local, "local"), (.provider, "provider"),
      (.allow(names), "allow: a.example, b.example"), (.deny(names), "deny: a.example, b.example"),
      (.allow([]), "allow"),
    ]
    for (federation, text) in all {
      let written = FederationText(federation)
      #expect(written.description == text)
      let read = FederationText(parsing: text)
      #expect(read.mode == written.mode)
      #expect(read.domains == written.domains)
    }
  }

  @Test func `what people may change live is ignored in the resource that it belongs to`() {
    let club = HostedClub.fixture { club in
      club.members = [.fixture("rose")]
      club.chat = .fixture(rooms: [.fixture("pawns"), .fixture("pawns.old")])
      club.ignore = [
        .at(40, "chat.rooms.pawns.topic"), .at(41, "chat.rooms.pawns.public"),
        .at(42, "members.rose.name"), .at(43, "contacts"), .at(44, "chat.federation"),
      ]
    }
    let ignored = resources(club).mapValues(\.ignored)
    #expect(ignored["room/pawns@conference.chess.example"] == ["topic", "access", "public"])
    #expect(ignored["room/pawns.old@conference.chess.example"] == [])
    #expect(ignored["account/rose@chess.example"] == ["name"])
    #expect(ignored["vhost/chess.example"]?.contains("federation") == true)
    #expect(ignored["vhost/chess.example"]?.contains("contacts.abuse") == true)
    #expect(ignored["vhost/chess.example"]?.contains("name") == false)
  }

  @Test func `a room that is ignored does not stand for one whose id begins like it`() {
    let paths = IgnoredPaths(["chat.rooms.a"])
    #expect(paths.fields([("chat.rooms.a.topic", ["topic"])]) == ["topic"])
    #expect(paths.fields([("chat.rooms.a.b.topic", ["topic"])]) == [])
  }

  @Test func `protections stay with what they protect`() {
    let club = HostedClub.fixture { club in
      club.members = [.fixture("rose")]
      club.protect = [.at(40, .club), .at(40, .members)]
    }
    #expect(resources(club)["vhost/chess.example"]?.protection == .club)
    #expect(resources(club)["account/rose@chess.example"]?.protection == .members)
    #expect(resources(club)["contact-list/everyone@chess.example"]?.protection == nil)
  }

  @Test func `what is declared and not converged is said with its place`() {
    let club = HostedClub.fixture { club in
      var room = Room.fixture("pawns", line: 30)
      room.autojoin = .at(31, true)
      var quiet = Room.fixture("quiet", line: 32)
      quiet.autojoin = .at(33, false)
      var chat = Chat.fixture(line: 28, rooms: [room, quiet])
      chat.retention = .at(35, .seconds(86_400))
      chat.uploads = .at(36, Uploads())
      chat.webchat = .at(37, true)
      club.chat = chat
    }
    let said = definition.notManaged(for: DeclaredClub(hosted: club))
      .map { "\($0.path) \($0.location)" }
    #expect(
      said == [
        "chat.rooms.pawns.autojoin clubs/chess.yaml:31:1",
        "chat.retention clubs/chess.yaml:35:1",
        "chat.uploads clubs/chess.yaml:36:1",
        "chat.webchat clubs/chess.yaml:37:1",
      ])
  }

  @Test func `a club whose chat is placed elsewhere wants nothing here`() {
    var provider = Provider.fixture()
    provider.placements["green"] = Placement(position: .start, chat: .at(1, "other"))
    let club = HostedClub.fixture(provider: provider) { $0.placement = .at(6, "green") }
    #expect(resources(club).isEmpty)
  }
}
