import Model
import ServiceContract
import Spec
import TestSupport
import Testing

@testable import ChatContract

/// What members may do, by role and state.
struct ChatMembershipTests {
  private let definition = ChatDefinition(service: "prosody")

  private func resources(_ club: HostedClub) -> [String: Resource] {
    let resources = definition.resources(for: DeclaredClub(hosted: club))
    return Dictionary(uniqueKeysWithValues: resources.map { ("\($0.id.kind)/\($0.id.name)", $0) })
  }

  private func affiliations(_ room: String, _ club: HostedClub) -> [String: String]? {
    let name = "room/\(room)@conference.\(club.domain.unicode)"
    guard case .map(let map)? = resources(club)[name]?.fields["affiliations"] else { return nil }
    return map
  }

  @Test func `roles become affiliations in every room, and a room's own moderators in that one`() {
    let club = HostedClub.fixture { club in
      club.members = [
        .fixture("owner", role: .owner), .fixture("admin", role: .admin),
        .fixture("moderator", role: .moderator), .fixture("member"),
        .fixture("limited", role: .limited), .fixture("chair"),
      ]
      club.chat = .fixture(
        rooms: [
          .fixture("all", moderators: ["chair", "owner"]),
          .fixture("few", members: .named("member")),
        ])
    }
    #expect(
      affiliations("all", club) == [
        "owner@chess.example": "owner", "admin@chess.example": "admin",
        "moderator@chess.example": "admin", "member@chess.example": "member",
        "limited@chess.example": "member", "chair@chess.example": "admin",
      ])
    #expect(
      affiliations("few", club) == [
        "owner@chess.example": "owner", "admin@chess.example": "admin",
        "moderator@chess.example": "admin", "member@chess.example": "member",
      ])
  }

  @Test func `a room names groups and members, and who lives elsewhere is in it by that address`() {
    let club = HostedClub.fixture { club in
      club.members = [
        .fixture("rose"), .fixture("violet"),
        .fixture("dan", jid: .plain("dan", at: "dentists.example")), .fixture("other"),
      ]
      club.groups = [.fixture("committee", "rose", "dan")]
      club.chat = .fixture(rooms: [.fixture("board", members: .named("committee", "violet"))])
    }
    #expect(
      affiliations("board", club) == [
        "rose@chess.example": "member", "violet@chess.example": "member",
        "dan@dentists.example": "member",
      ])
  }

  @Test func `who is suspended keeps rooms and lists, who left or is erased is out of them`() {
    let club = HostedClub.fixture { club in
      club.members = [
        .fixture("asleep", state: .suspended), .fixture("gone", state: .left),
        .fixture("erased", state: .erased),
        .fixture("far", state: .left, jid: .plain("far", at: "dentists.example")),
      ]
      club.chat = .fixture(rooms: [.fixture("all")])
    }
    let resources = resources(club)
    #expect(affiliations("all", club) == ["asleep@chess.example": "member"])
    #expect(
      resources["contact-list/everyone@chess.example"]?.fields["members"]
        == .map(["asleep@chess.example": "Asleep"]))
    #expect(resources["account/asleep@chess.example"]?.fields["state"] == .text("suspended"))
    #expect(
      resources["account/gone@chess.example"]?.presence == .expiring(after: .seconds(30 * 86_400)))
    #expect(
      resources["account/erased@chess.example"]?.presence
        == .absent(why: "erased by declaration"))
  }

  @Test(arguments: [
    Lifecycle.suspended(since: nil, reason: "unpaid"), Lifecycle.archived,
  ])
  func `in a closed club nobody logs in, and the place is the lifecycle's`(
    lifecycle: Lifecycle
  ) {
    let club = HostedClub.fixture { club in
      club.lifecycle = .at(9, lifecycle)
      club.members = [
        .fixture("rose", line: 11), .fixture("gone", line: 12, state: .left),
        .fixture("asleep", line: 13, state: .suspended),
      ]
      club.chat = .fixture(rooms: [.fixture("all")])
    }
    let rose = resources(club)["account/rose@chess.example"]
    #expect(rose?.fields["state"] == .text("suspended"))
    #expect(rose?.origin.description == "clubs/chess.yaml:9:1")
    #expect(rose?.presence == .present)
    let gone = resources(club)["account/gone@chess.example"]
    #expect(gone?.fields["state"] == .text("left"))
    // Who is suspended alone is told from who is so with the club.
    let asleep = resources(club)["account/asleep@chess.example"]
    #expect(asleep?.fields["state"] == .text("suspended"))
    #expect([rose, gone, asleep].map { $0?.isSuspendedAlone } == [false, false, true])
    #expect(
      affiliations("all", club)
        == ["rose@chess.example": "member", "asleep@chess.example": "member"])
    // Nor does anybody come in from elsewhere.
    #expect(resources(club)["vhost/chess.example"]?.fields["federation"] == .text("local"))
  }
}
