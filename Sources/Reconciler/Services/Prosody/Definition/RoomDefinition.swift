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
    return Resource(
      id: id(ProsodyKind.room, "\(room.id.value)@\(conferencePrefix)\(hosted.domain.unicode)"),
      fields: [
        "name": .text(room.name?.value ?? room.id.value),
        "topic": .text(room.topic?.value ?? ""),
        "access": .text(RoomAccess.text(membersOnly: !isPublic, persistent: true)),
        "public": .flag(isPublic),
        "affiliations": .map(affiliations(in: room)),
      ],
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

/// Who may enter a room, as the plan says it.
enum RoomAccess {
  static func text(membersOnly: Bool, persistent: Bool) -> String {
    let access = membersOnly ? "members" : "public"
    return persistent ? access : "\(access), until it is empty"
  }

  static func isMembersOnly(_ text: String) -> Bool { !text.hasPrefix("public") }
}
