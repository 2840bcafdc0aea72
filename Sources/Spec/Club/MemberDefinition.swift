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
    return member
  }

  private static let object = ObjectDefinition<Member>(
    "a member",
    [
      Field(
        "id", .localPart("a member's id"), required: true,
        "The local part of the address: stable, never used again."
      ) { $0.id = $1 },
      Field("name", .line("a name"), "The member's name for people.") { $0.name = $1 },
      Field("role", Definition<Member.Role>.choice("a role of a member"), "What the member may do.")
      { $0.role = $1 },
      Field("email", .email, "Where letters go.") { $0.email = $1 },
      Field("jid", .jid, "An address elsewhere: no account is made here.") { $0.jid = $1 },
      Field(
        "devices",
        .list(of: Definition<Member.Device>.choice("a device").located, "a list of devices"),
        "Decides how the member is invited."
      ) { $0.devices = $1.value },
      Field(
        "state", Definition<Member.State>.choice("a state of a member"), "Whether the member is in."
      ) { $0.state = $1 },
      Field("movedFrom", .localPart("a member's id"), "The id that the member had.") {
        $0.movedFrom = $1
      },
    ])
}
