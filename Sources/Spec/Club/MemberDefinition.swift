/// The keys of a member.
enum MemberDefinition {
  static let list = Definition.list(of: member, "a list of members", nonEmpty: true)

  private static let member = Definition<Member>(object.shape) { node, reading in
    let position = reading.tree.firstKeyPosition(node)
    var member = Member(position: position, id: Located("", at: position))
    guard object.read(node, into: &member, &reading), !member.id.value.isEmpty else { return nil }
    if reading.isEncrypted, let name = reading.tree.value(of: "name", in: node) {
      member.isNamePrivate = reading.tree.isOpened(name)
    }
    if member.name == nil, member.state.value != .erased,
      reading.tree.value(of: "name", in: node) == nil,
      !reading.privateNames.contains(member.id.value)
    {
      reading.report(
        .missingKey, "the key `name` is missing in a member", at: position)
    }
    return consume member
  }

  private static let role = Definition<Member.Role>.choice("a role of a member") {
    switch $0 {
    case .owner: "Owner of every room of the club."
    case .admin: "Admin of every room of the club."
    case .moderator: "Keeps order in every room of the club."
    case .member: "In the rooms that name the member."
    case .limited: "As a member, and talks to nobody outside the club."
    }
  }

  private static let device = Definition<Member.Device>.choice("a device") {
    switch $0 {
    case .phone: "A smartphone."
    case .desktop: "A computer with a chat program."
    case .web: "A browser."
    case .none: "Nothing of the kind: the invitation goes on paper. Stands alone."
    }
  }

  private static let state = Definition<Member.State>.choice("a state of a member") {
    switch $0 {
    case .active: "Belongs to the club."
    case .suspended: "Cannot log in; all else is kept."
    case .left: "Out of every room and contact list; the data goes after `keepLeft`."
    case .erased: "As `left`, and the data goes now."
    }
  }

  private static let object = ObjectDefinition<Member>(
    "a member",
    [
      Field(
        "id", .localPart("a member's id"), required: true,
        "The part of the member's address before the `@`: stable, and never used again.",
        examples: ["rose"]
      ) { $0.id = $1 },
      Field(
        "name", .line("a name"), "The member's name for people. Only who is erased needs none.",
        absent: .means("it stands in `<id>.private.yaml`"), examples: ["Rose Hill"]
      ) { $0.name = $1 },
      Field("role", role, "What the member may do.", absent: .same("member")) { $0.role = $1 },
      Field("email", .email, "The member's e-mail address, for letters.") { $0.email = $1 },
      Field("jid", .jid, "An XMPP address elsewhere: no account is made here.") { $0.jid = $1 },
      Field(
        "devices",
        .list(of: device.located, "a list of devices", alone: "none").distinct(\.rawValue),
        "What the member chats with: decides how the member is invited.", absent: .same([])
      ) { $0.devices = $1.value },
      Field("state", state, "Whether the member belongs to the club.", absent: .same("active")) {
        $0.state = $1
      },
      Field("movedFrom", .localPart("a member's id"), "The id that the member had before.") {
        $0.movedFrom = $1
      },
    ], conditions: [.with("jid", refuses: ["movedFrom"])])
}
