/// The commands of ejabberd's API that allotment calls, and no others: `api_permissions` lists them.
enum Command: String, CaseIterable, Sendable {
  case changePassword = "change_password"
  case changeRoomOption = "change_room_option"
  case checkPassword = "check_password"
  case connectedUsers = "connected_users_vhost"
  case createRoom = "create_room_with_opts"
  case destroyRoom = "destroy_room"
  /// Since 26.01.
  case invite = "generate_invite_with_username"
  /// Since 26.01.
  case invitations = "list_invites"
  case roomAffiliations = "get_room_affiliations"
  case roomOptions = "get_room_options"
  case roster = "get_roster"
  case vcard = "get_vcard"
  case vcardPart = "get_vcard2"
  case kickUser = "kick_user"
  case rooms = "muc_online_rooms"
  case unregisterNick = "muc_unregister_nick"
  case privateData = "private_get"
  case register
  case registeredUsers = "registered_users"
  case registeredHosts = "registered_vhosts"
  case reload = "reload_config"
  case inviteToRoom = "send_direct_invitation"
  case setAffiliation = "set_room_affiliation"
  case setVCard = "set_vcard"
  case createGroup = "srg_create"
  case deleteGroup = "srg_delete"
  case groupInfo = "srg_get_info"
  case groupMembers = "srg_get_members"
  case groups = "srg_list"
  case addToGroup = "srg_user_add"
  case removeFromGroup = "srg_user_del"
  case status
  case unregister
}

/// The arguments of a command; all are strings but for the options of a room.
typealias Arguments = [String: Argument]

enum Argument: Encodable, Sendable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
  case text(String)
  /// `[{"name": …, "value": …}]`
  case options([(name: String, value: String)])

  init(stringLiteral value: String) { self = .text(value) }

  private struct Option: Encodable {
    var name: String
    var value: String
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .options(let options):
      try container.encode(options.map { Option(name: $0.name, value: $0.value) })
    }
  }
}
