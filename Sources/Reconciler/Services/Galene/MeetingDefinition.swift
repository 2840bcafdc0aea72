import Model
import ServiceContract
import Spec

/// How a club's chat rooms become meetings. Pure.
struct MeetingDefinition {
  /// Its name is the group's: `chess/pawns`.
  static let kind = Kind("meeting", rank: 60, namesHost: true)

  /// The service's name in the agent's own file.
  let service: String

  /// A meeting for each chat room, for the same people; none for a club that is placed elsewhere.
  /// A club without any placement is taken: whoever asks has only this service.
  func resources(for hosted: HostedClub) -> [Resource] {
    if let placement = hosted.placement, placement.meetings?.value != service { return [] }
    return (hosted.club.chat?.rooms ?? []).map { room in
      let isPublic = room.isPublic?.value ?? false
      return Resource(
        id: ResourceID(
          club: hosted.id, service: service, kind: Self.kind, name: "\(hosted.id)/\(room.id.value)"),
        fields: [
          "name": .text(room.name?.value ?? room.id.value),
          "topic": .text(room.topic?.value ?? ""),
          "public": .flag(isPublic), "guests": .flag(isPublic),
          "open": .flag(!hosted.isClosed),
          "users": .map(users(of: room, in: hosted.club)),
        ],
        origin: hosted.club.location(room.position), ignored: ignored(room, in: hosted.club))
    }
  }

  /// Galène's permissions by member id, of all who are active.
  private func users(of room: Room, in club: Club) -> [String: String] {
    let operators = members(named: room.moderators, in: club)
    var guests: Set<String>?
    if case .named(let names) = room.members.value { guests = members(named: names, in: club) }
    var users: [String: String] = [:]
    for member in club.members where member.state.value == .active {
      let id = member.id.value
      switch member.role.value {
      case .owner, .admin, .moderator: users[id] = "op"
      case .member, .limited:
        if operators.contains(id) {
          users[id] = "op"
        } else if guests?.contains(id) ?? true {
          users[id] = "present"
        }
      }
    }
    return users
  }

  private func members(named names: [Located<String>], in club: Club) -> Set<String> {
    Set(
      names.flatMap { name in
        club.groups.first { $0.id.value == name.value }?.members.map(\.value) ?? [name.value]
      })
  }

  private func ignored(_ room: Room, in club: Club) -> Set<String> {
    let paths = Set(club.ignore.map(\.value))
    let path = "chat.rooms.\(room.id.value)"
    if !paths.isDisjoint(with: ["chat", "chat.rooms", path]) {
      return ["name", "topic", "public", "guests", "users"]
    }
    let fields = [
      "name": ["name"], "topic": ["topic"], "public": ["public", "guests"], "members": ["users"],
      "moderators": ["users"],
    ]
    return Set(fields.filter { paths.contains("\(path).\($0.key)") }.flatMap(\.value))
  }
}
