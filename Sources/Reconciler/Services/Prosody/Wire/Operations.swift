/// One operation of a request to `mod_allotment`; docs/prosody-module.md is the protocol.
protocol Operation: Encodable, Sendable {}

/// A request: operations that the module does in order.
struct Batch: Encodable {
  static let protocolVersion = 1

  var operations: [any Operation]

  private enum Key: String, CodingKey {
    case protocolVersion = "protocol"
    case operations
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(Self.protocolVersion, forKey: .protocolVersion)
    var list = container.nestedUnkeyedContainer(forKey: .operations)
    for operation in operations { try operation.encode(to: list.superEncoder()) }
  }
}

struct Ping: Operation {
  private(set) var op = "ping"
}

struct Digests: Operation {
  private(set) var op = "digests"
  /// Nil asks for all vhosts.
  var hosts: [String]?
  var cold: Bool
}

struct Owners: Operation {
  private(set) var op = "owners"
  /// Nil asks for all vhosts of ours.
  var hosts: [String]?
}

struct ReadHost: Operation {
  private(set) var op = "read"
  var host: String
}

struct ListInvitations: Operation {
  private(set) var op = "invitations"
  var host: String
}

struct HostPut: Operation {
  struct Settings: Encodable, Sendable {
    var name: String
    var language: String
    /// URIs by purpose (XEP-0157).
    var contacts: [String: [String]]
    var federation: Federation
  }

  struct Federation: Encodable, Sendable {
    var mode: String
    var domains: [String]
  }

  private(set) var op = "host_put"
  var host: String
  var club: String
  var settings: Settings
  /// It is not there, as far as its club knows: another club's is not taken over.
  var create: Bool
  var adopt: Bool
}

struct HostRemove: Operation {
  private(set) var op = "host_remove"
  var host: String
}

struct AccountPut: Operation {
  private(set) var op = "account_put"
  var host: String
  var user: String
  var member: String
  var name: String
  var role: String
  var state: String
  /// Only for an account that is made.
  var scram: ScramRecord?
  var invite: Bool
  var adopt: Bool
}

/// An account gets another name, with all that it holds.
struct AccountMove: Operation {
  private(set) var op = "account_move"
  var host: String
  var from: String
  var user: String
  var member: String
  var name: String
  var role: String
  var state: String
}

struct AccountRemove: Operation {
  private(set) var op = "account_remove"
  var host: String
  var user: String
}

struct InvitationRenew: Operation {
  private(set) var op = "invitation_renew"
  var host: String
  var user: String
  var generation: Int
}

struct RoomPut: Operation {
  private(set) var op = "room_put"
  var host: String
  var room: String
  var name: String
  var topic: String
  var membersOnly: Bool
  var `public`: Bool
  /// The whole map: others are removed.
  var affiliations: [String: String]
  /// Addresses elsewhere that get a direct invitation (XEP-0249), once each.
  var invite: [String]
  var adopt: Bool
}

struct RoomRemove: Operation {
  private(set) var op = "room_remove"
  var host: String
  var room: String
}

/// How a room is that notices go to, allotment's or not.
struct RoomLook: Operation {
  private(set) var op = "room_look"
  var room: String
}

/// Speaks in a room that is there; once for each id.
struct RoomMessage: Operation {
  private(set) var op = "room_message"
  var room: String
  var id: String
  var body: String
}

struct ContactListPut: Operation {
  private(set) var op = "contact_list_put"
  var host: String
  var id: String
  var name: String
  /// Names by address.
  var members: [String: String]
}

struct ContactListRemove: Operation {
  private(set) var op = "contact_list_remove"
  var host: String
  var id: String
}
