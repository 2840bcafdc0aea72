import Model
import Spec

extension ClubDraft {
  /// The club's rooms on `conference.<domain>` (XEP-0045).
  func rooms() -> [Resource] {
    (club.chat?.rooms ?? []).map(room)
  }

  private func room(_ room: Room) -> Resource {
    let isPublic = room.isPublic?.value ?? false
    let path = "chat.rooms.\(room.id.value)"
    let fields = RoomFields(
      name: room.name?.value ?? room.id.value, topic: room.topic?.value ?? "",
      isMembersOnly: !isPublic, isPersistent: true, isPublic: isPublic,
      affiliations: affiliations(in: room))
    return Resource(
      id: id(ChatKind.room, "\(room.id.value)@\(conferencePrefix)\(hosted.domain.unicode)"),
      fields: fields.fields,
      origin: club.location(room.position),
      ignored: ignored.fields([
        ("\(path).name", ["name"]), ("\(path).topic", ["topic"]),
        ("\(path).public", ["access", "public"]),
        ("\(path).members", ["affiliations"]), ("\(path).moderators", ["affiliations"]),
      ]))
  }

  private func affiliations(in room: Room) -> [String: String] {
    let moderators = members(named: room.moderators)
    let named: Set<String>? =
      switch room.members.value {
      case .everyone: nil
      case .named(let names): members(named: names)
      }
    var affiliations: [String: String] = [:]
    for member in presentMembers {
      let affiliation: String? =
        switch member.role.value {
        case .owner: "owner"
        case .admin, .moderator: "admin"
        case .member, .limited:
          if moderators.contains(member.id.value) {
            "admin"
          } else {
            named?.contains(member.id.value) ?? true ? "member" : nil
          }
        }
      affiliations[hosted.address(of: member).description] = affiliation
    }
    return affiliations
  }
}
