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
      Field("rooms", rooms.shape, "Group chats.") { node, key, chat, reading in
        chat.roomsPosition = reading.tree.position(key)
        chat.chat.rooms = rooms.read(node, &reading) ?? []
      },
      Field(
        "contactList", Definition<Chat.ContactList>.choice("a kind of contact list"),
        "Who is in whose contact list."
      ) { $0.chat.contactList = $1 },
      Field("federation", FederationDefinition.value, "Whom the club may talk to.") {
        $0.chat.federation = $1
      },
      Field("retention", .period, "How long messages are kept.") { $0.chat.retention = $1 },
      Field("uploads", uploads, "What may be uploaded.") { $0.chat.uploads = $1 },
      Field("webchat", .boolean, "Whether there is a chat page.") { $0.chat.webchat = $1 },
    ])

  private static let rooms = Definition.list(of: RoomDefinition.room, "a list of rooms")

  private static let uploads = ObjectDefinition<Uploads>(
    "uploads",
    [
      Field("maxFile", .size, "The largest file.") { $0.maxFile = $1 },
      Field("daily", .size, "What a member may upload in a day.") { $0.daily = $1 },
    ]
  ).value { _ in Uploads() }
}

enum FederationDefinition {
  private enum Word: String, CaseIterable { case open, local, provider }

  private struct Draft {
    var allow: Located<[Located<DomainName>]>?
    var deny: Located<[Located<DomainName>]>?
  }

  private static let word = Definition<Word>.choice("a kind of federation")

  private static let domains = Definition.list(
    of: Definition<DomainName>.domain.located, "a list of host names", nonEmpty: true)

  private static let object = ObjectDefinition<Draft>(
    "a federation",
    [
      Field("allow", domains, "Only these.") { $0.allow = $1 },
      Field("deny", domains, "All but these.") { $0.deny = $1 },
    ])

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
