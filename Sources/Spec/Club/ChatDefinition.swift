/// The keys of a club's chat.
struct ChatReading {
  var chat: Chat
  /// Where the key `rooms` stands.
  var roomsPosition: SourcePosition?

  init(position: SourcePosition) { chat = Chat(position: position) }
}

enum ChatDefinition {
  static let object = ObjectDefinition<ChatReading>(
    "a chat",
    [
      Field(
        "rooms", rooms.shape, "The club's group chats (XEP-0045), on `conference.<domain>`.",
        absent: .same([])
      ) { node, key, chat, reading in
        chat.roomsPosition = reading.tree.position(key)
        chat.chat.rooms = rooms.read(node, &reading) ?? []
      },
      Field(
        "contactList", contactList, "Who is in whose contact list.", absent: .same("everyone")
      ) { $0.chat.contactList = $1 },
      Field(
        "federation", FederationDefinition.value, "Whom the club may talk to.",
        absent: .same("open")
      ) { $0.chat.federation = $1 },
      Field(
        "retention", .period,
        "How long messages are kept (ISO 8601), at most as long as the tariff allows.",
        absent: .means("as the service is set up")
      ) { $0.chat.retention = $1 },
      Field(
        "uploads", uploads, "What may be uploaded, at most as much as the tariff allows.",
        absent: .means("as the service is set up")
      ) { $0.chat.uploads = $1 },
      Field("webchat", .boolean, "Whether there is a chat page.", absent: .same(false)) {
        $0.chat.webchat = $1
      },
    ])

  private static let contactList = Definition<Chat.ContactList>.choice("a kind of contact list") {
    switch $0 {
    case .everyone: "Everybody of the club is in everybody's."
    case .groups: "Those who share a group are in each other's."
    case .none: "Nobody is put there."
    }
  }

  private static let rooms = Definition.list(of: RoomDefinition.room, "a list of rooms")

  private static let uploads = ObjectDefinition<Uploads>(
    "uploads",
    [
      Field("maxFile", .size, "The largest file: a number and a unit. Not more than `daily`.") {
        $0.maxFile = $1
      },
      Field("daily", .size, "What a member may upload in a day: a number and a unit.") {
        $0.daily = $1
      },
    ]
  ).value { _ in Uploads() }
}

enum FederationDefinition {
  private enum Kind: String, CaseIterable { case open, local, provider }

  private struct Draft {
    var allow: Located<[Located<DomainName>]>?
    var deny: Located<[Located<DomainName>]>?
  }

  private static let word = Definition<Kind>.choice("a kind of federation") {
    switch $0 {
    case .open: "Everybody."
    case .local: "Nobody outside the club."
    case .provider: "Clubs of this provider."
    }
  }

  private static let domains = Definition.list(
    of: Definition<DomainName>.domain.located, "a list of host names", nonEmpty: true
  ).distinct(\.unicode)

  private static let object = ObjectDefinition<Draft>(
    "a federation",
    [
      Field("allow", domains, "Only these host names.") { $0.allow = $1 },
      Field("deny", domains, "All but these host names.") { $0.deny = $1 },
    ], conditions: [.exactlyOne(["allow", "deny"])])

  static let value = Definition<Chat.Federation>(.either([word.shape, object.shape])) {
    node, reading in
    guard reading.tree.kind(node) == .mapping else {
      switch word.read(node, &reading) {
      case .open: return .open
      case .local: return .local
      case .provider: return .provider
      case nil: return nil
      }
    }
    var draft = Draft()
    let errors = reading.findings.errorCount
    guard object.read(node, into: &draft, &reading) else { return nil }
    switch (draft.allow, draft.deny) {
    case (let allow?, nil): return .allow(allow.value)
    case (nil, let deny?): return .deny(deny.value)
    default:
      if reading.findings.errorCount == errors {
        reading.report(
          .wrongType, "either `allow` or `deny` is wanted",
          at: reading.tree.firstKeyPosition(node))
      }
      return nil
    }
  }
}
