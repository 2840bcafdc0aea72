import Spec
import TestSupport

/// A club's life in states, each reached from the one before it.
enum ClubStory {
  static let id = "chess"

  static var states: [ClubState] {
    [
      ClubState("a new club", founded()),
      ClubState("nothing new", founded()),
      ClubState("members, groups and rooms come", grown()),
      ClubState("roles and states change", changed()),
      ClubState("the club is suspended", suspended()),
      ClubState("the club is back, somebody is erased", erased()),
      ClubState("the club gets another domain", moved()),
      ClubState("the club leaves", nil),
      ClubState("the club comes back", founded()),
      ClubState("the club leaves again", nil),
    ]
  }

  /// Many members, whose ids are hard on servers in one way or another.
  static func hard(seed: UInt64, members count: Int = 300) -> HostedClub {
    var names = NamesAtRandom(generator: SplitMix64(seed: seed))
    var ids = Set(HardNames.localParts.compactMap { try? LocalPart.prepared($0) })
    while ids.count < count {
      if let id = try? LocalPart.prepared(names.localPart()) { ids.insert(id) }
    }
    return .fixture { club in
      club.members = [.fixture("rose", role: .owner)]
      club.members += ids.subtracting(["rose"]).sorted().map { .fixture($0) }
    }
  }

  static func founded() -> HostedClub {
    .fixture { club in
      club.members = [
        .fixture("rose", line: 11, role: .owner), .fixture("dan", line: 12),
        .fixture("jörg", line: 13, name: "Jörg ⟨Lüth⟩ \"&\""),
      ]
      club.chat = .fixture(rooms: [.fixture("pawns", topic: "Openings: <e4> & \"d4\"")])
    }
  }

  static func grown() -> HostedClub {
    .fixture { club in
      club.language = .at(6, "en-GB")
      club.contacts.addresses[.abuse] = .at(7, "abuse@chess.example")
      club.contacts.addresses[.support] = .at(8, "xmpp:help@chess.example")
      club.members = [
        .fixture("rose", line: 11, role: .owner), .fixture("dan", line: 12, role: .admin),
        .fixture("jörg", line: 13), .fixture("violet", line: 14),
        .fixture("walter", line: 15, jid: .plain("walter", at: "dentists.example")),
      ]
      club.groups = [.fixture("committee", "rose", "jörg", "walter")]
      club.chat = .fixture(
        rooms: [
          .fixture("pawns", name: "Pawns", topic: "Endings", moderators: ["violet"]),
          .fixture("board", name: "The board", members: .named("committee")),
          .fixture("hall", name: "Hall", isPublic: true),
        ])
    }
  }

  static func changed() -> HostedClub {
    let grown = grown()
    var club = grown.club
    club.name.value = "Thornbury Chess Club"
    club.members[1].role.value = .limited
    club.members[2].state.value = .suspended
    club.members[3].state.value = .left
    club.chat?.contactList = .at(29, .groups)
    club.chat?.federation = .at(29, .allow([.at(29, .plain("dentists.example"))]))
    club.chat?.rooms[0].moderators = []
    club.chat?.rooms[0].topic = nil
    club.chat?.rooms[2].isPublic = nil
    return HostedClub(club: club, provider: grown.provider)
  }

  static func suspended() -> HostedClub {
    let changed = changed()
    var club = changed.club
    club.lifecycle = .at(9, .suspended(since: nil, reason: "unpaid"))
    return HostedClub(club: club, provider: changed.provider)
  }

  static func erased() -> HostedClub {
    let changed = changed()
    var club = changed.club
    club.members[3].state.value = .erased
    club.chat?.rooms.removeLast()
    club.chat?.federation = .at(29, .local)
    club.chat?.contactList = .at(29, Chat.ContactList.none)
    return HostedClub(club: club, provider: changed.provider)
  }

  static func moved() -> HostedClub {
    let erased = erased()
    var club = erased.club
    club.domain = .at(5, DomainName(ascii: "xn--schch-ira.example", unicode: "schäch.example"))
    return HostedClub(club: club, provider: erased.provider)
  }
}
