/// The module's answer to a batch.
struct Answer<Payload: Decodable & Sendable>: Sendable {
  /// A random value for each start of Prosody.
  var boot: String
  /// One for each operation, in order.
  var results: [Result<Payload, OperationError>]
}

/// Why the module did not do an operation.
struct OperationError: Error, Decodable, Sendable {
  var code: String
  var message: String
}

/// The answer speaks another version of the protocol.
struct WrongProtocol: Error {
  var version: Int
}

/// The answer to a request that was refused as a whole.
struct Refusal: Decodable {
  var error: OperationError
}

extension Answer: Decodable {
  private enum Key: String, CodingKey {
    case protocolVersion = "protocol"
    case boot, results
  }

  private struct Item: Decodable {
    var result: Result<Payload, OperationError>

    private enum Key: String, CodingKey { case ok, error }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      if try container.decode(Bool.self, forKey: .ok) {
        result = .success(try Payload(from: decoder))
      } else {
        result = .failure(try container.decode(OperationError.self, forKey: .error))
      }
    }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let version = try container.decode(Int.self, forKey: .protocolVersion)
    guard version == Batch.protocolVersion else { throw WrongProtocol(version: version) }
    boot = try container.decode(String.self, forKey: .boot)
    results = try container.decode([Item].self, forKey: .results).map(\.result)
  }
}

/// What every operation that changes answers.
struct Changed: Decodable, Sendable {
  var changed: Bool
}

struct Pong: Decodable, Sendable {
  var prosody: String
  var module: String
  var hostsDirectory: String?
  var problems: [String]
}

/// A room that notices go to.
struct RoomView: Decodable, Sendable {
  var present: Bool
  var membersOnly: Bool?
}

struct DigestPage: Decodable, Sendable {
  var digests: [String: String]
  var pending: [String]
  var foreign: [String]
  /// Vhosts of which a part could not be read.
  var failed: [String: OperationError]?
}

struct OwnerPage: Decodable, Sendable {
  /// By host.
  var clubs: [String: String]
}

struct InvitationPage: Decodable, Sendable {
  var invitations: [Invitation]
}

/// The state of one vhost.
struct HostState: Decodable, Sendable {
  struct Settings: Decodable, Sendable {
    var name: String?
    var language: String?
    var contacts: [String: [String]]?
    var federation: Federation?
  }

  struct Federation: Decodable, Sendable {
    var mode: String
    var domains: [String]
  }

  struct Account: Decodable, Sendable {
    var user: String
    var member: String?
    var name: String?
    var role: String?
    var state: String?
    var ours: Bool
    var corrupt: Bool
    /// Seconds since 1970; nil for who never logged in.
    var lastLogin: Int64?
  }

  struct Room: Decodable, Sendable {
    var room: String
    var name: String?
    var topic: String?
    var membersOnly: Bool
    var `public`: Bool
    var persistent: Bool
    var affiliations: [String: String]
    var ours: Bool
  }

  struct ContactList: Decodable, Sendable {
    var id: String
    var name: String
    var members: [String: String]
  }

  var present: Bool
  var club: String?
  var settings: Settings?
  var accounts: [Account]?
  var rooms: [Room]?
  var contactLists: [ContactList]?
}
