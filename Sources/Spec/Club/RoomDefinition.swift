/// The keys of a room.
enum RoomDefinition {
  static let room = Definition<Room>(object.shape) { node, reading in
    let position = reading.tree.firstKeyPosition(node)
    var room = Room(position: position, id: Located("", at: position))
    guard object.read(node, into: &room, &reading), !room.id.value.isEmpty else { return nil }
    return room
  }

  private static let object = ObjectDefinition<Room>(
    "a room",
    [
      Field(
        "id", .localPart("a room's id"), required: true,
        "The part of the room's address before the `@`.", examples: ["potting-shed"]
      ) { $0.id = $1 },
      Field(
        "name", .line("a name"), "The room's name for people.", absent: .means("its id"),
        examples: ["The Potting Shed"]
      ) { $0.name = $1 },
      Field(
        "topic", .paragraph("a topic", longest: Room.longestTopic), "What is talked about in it."
      ) { $0.topic = $1 },
      Field(
        "members", access, "Who is in: `everyone`, or a list of groups and member ids.",
        absent: .same("everyone")
      ) { $0.members = $1 },
      Field(
        "moderators", names,
        "Who keeps order in it, besides the club's owners, admins and moderators.",
        absent: .same([])
      ) { $0.moderators = $1.value },
      Field(
        "public", .boolean, "Whether people outside the club may find it and come in.",
        absent: .same(false)
      ) { $0.isPublic = $1 },
      Field(
        "autojoin", .boolean, "Whether the members' clients open it at once.",
        absent: .same(false)
      ) { $0.autojoin = $1 },
    ])

  private static let names = Definition.list(
    of: Definition<String>.line("a group or a member's id").located,
    "a list of groups and member ids")

  private static let someNames = Definition.list(
    of: Definition<String>.line("a group or a member's id").located,
    "a list of groups and member ids", nonEmpty: true)

  /// `everyone`, or a list.
  private static let access = Definition<Room.Access>(
    .either([.choice([Word("everyone", "All members of the club.")]), someNames.shape])
  ) { node, reading in
    guard reading.tree.isScalar(node), !reading.tree.isNull(node) else {
      if let word = everyone(in: node, reading.tree) {
        reading.report(
          .unknownMember, "`everyone` is no name in a list", at: reading.tree.position(word),
          hint: "write `members: everyone`, without brackets")
        return nil
      }
      return someNames.read(node, &reading).map(Room.Access.named)
    }
    let text = reading.tree.string(node)
    if text == "everyone" { return .everyone }
    reading.report(
      .wrongType, "\(quoted(text)) is neither `everyone` nor a list",
      at: reading.tree.position(node), hint: "write names in brackets: `[…]`")
    return nil
  }

  private static func everyone(in node: Int, _ tree: YAMLTree) -> Int? {
    guard tree.kind(node) == .sequence else { return nil }
    return tree.elements(node).first { tree.isScalar($0) && tree.equals($0, word) }
  }

  private static let word = Array("everyone".utf8)
}
