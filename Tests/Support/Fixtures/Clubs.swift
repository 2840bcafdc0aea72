public import Spec

extension HostedClub {
  /// A club as a test wants it: every value stands at a place of its own, one a line.
  public static func fixture(
    _ id: String = "chess", name: String = "Chess Club", domain: String? = "chess.example",
    provider: Provider = .fixture(), _ change: (inout Club) -> Void = { _ in }
  ) -> HostedClub {
    var club = Club(
      file: "clubs/\(id).yaml", id: .at(3, id), name: .at(4, name))
    club.domain = domain.map { .at(5, .plain($0)) }
    club.membersPosition = SourcePosition(line: 10, column: 1)
    change(&club)
    return HostedClub(club: club, provider: provider)
  }
}

extension Provider {
  public static func fixture() -> Provider {
    var provider = Provider(
      name: .at(3, "Thornbury Community Hosting"), domain: .at(4, .plain("clubs.example")))
    provider.contacts = Contacts(addresses: [.abuse: .at(5, "abuse@clubs.example")])
    return provider
  }
}

extension Member {
  /// A member whose mapping begins at `line:5`.
  public static func fixture(
    _ id: String, line: UInt32 = 11, name: String? = nil, role: Role = .member,
    state: State = .active, jid: BareJID? = nil
  ) -> Member {
    let position = SourcePosition(line: line, column: 5)
    var member = Member(position: position, id: Located(id, at: position))
    member.name = Located(name ?? id.prefix(1).uppercased() + id.dropFirst(), at: position)
    member.role = Located(role, at: position)
    member.state = Located(state, at: position)
    member.jid = jid.map { Located($0, at: position) }
    return member
  }
}

extension Room {
  /// A room whose mapping begins at `line:7`.
  public static func fixture(
    _ id: String, line: UInt32 = 30, name: String? = nil, topic: String? = nil,
    members: Access = .everyone, moderators: [String] = [], isPublic: Bool? = nil
  ) -> Room {
    let position = SourcePosition(line: line, column: 7)
    var room = Room(position: position, id: Located(id, at: position))
    room.name = name.map { Located($0, at: position) }
    room.topic = topic.map { Located($0, at: position) }
    room.members = Located(members, at: position)
    room.moderators = moderators.map { Located($0, at: position) }
    room.isPublic = isPublic.map { Located($0, at: position) }
    return room
  }
}

extension Chat {
  public static func fixture(
    line: UInt32 = 28, rooms: [Room] = [], contactList: ContactList? = nil,
    federation: Federation? = nil
  ) -> Chat {
    let position = SourcePosition(line: line, column: 1)
    var chat = Chat(position: position)
    chat.rooms = rooms
    chat.contactList = contactList.map { Located($0, at: position) }
    chat.federation = federation.map { Located($0, at: position) }
    return chat
  }
}

extension Room.Access {
  public static func named(_ names: String...) -> Room.Access {
    .named(names.map { Located($0, at: .start) })
  }
}

extension Group {
  public static func fixture(_ id: String, line: UInt32 = 25, _ members: String...) -> Group {
    Group(id: .at(line, id), members: members.map { .at(line, $0) })
  }
}

extension DomainName {
  /// A name whose two forms are the same.
  public static func plain(_ ascii: String) -> DomainName {
    DomainName(ascii: ascii, unicode: ascii)
  }
}

extension BareJID {
  public static func plain(_ local: String, at domain: String) -> BareJID {
    BareJID(local: local, domain: .plain(domain))
  }
}

extension Located {
  public static func at(_ line: UInt32, _ value: Value) -> Located {
    Located(value, at: SourcePosition(line: line, column: 1))
  }
}
