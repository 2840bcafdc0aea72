public import Spec

/// What sort of thing a resource is, and where it stands in the order of work.
///
/// Two kinds are equal when their names are: an inventory outlives a change of ranks.
public struct Kind: Sendable, CustomStringConvertible {
  /// One word of the service's own language: `vhost`, `account`, `room`, `site`.
  public let name: String
  /// Lower ranks are made first and deleted last.
  public let rank: Int
  /// Whether its names are the hosts by which the service is asked for a club's state.
  public let namesHost: Bool
  /// Whether a name that was used is never given to somebody else: addresses and hosts.
  public let keepsNameReserved: Bool
  /// Fields that say something of a person: not shown of what is removed, since nobody knows any
  /// more whether its file had them encrypted.
  public let personalFields: Set<String>
  /// Values of the field `role` of those who look after the club while their `state` is `active`:
  /// one of them always stays.
  public let leadingRoles: Set<String>

  public init(
    _ name: String, rank: Int, namesHost: Bool = false, keepsNameReserved: Bool = false,
    personalFields: Set<String> = [], leadingRoles: Set<String> = []
  ) {
    self.name = name
    self.rank = rank
    self.namesHost = namesHost
    self.keepsNameReserved = keepsNameReserved
    self.personalFields = personalFields
    self.leadingRoles = leadingRoles
  }

  public var description: String { name }
}

extension Kind: Hashable {
  public static func == (a: Self, b: Self) -> Bool { a.name == b.name }
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// The stable name of one live thing, written `chess/prosody/account/rose@chess.example`.
public struct ResourceID: Hashable, Sendable, CustomStringConvertible {
  public var club: String
  /// The service's name in the agent's own file.
  public var service: String
  public var kind: Kind
  public var name: String

  public init(club: String, service: String, kind: Kind, name: String) {
    self.club = club
    self.service = service
    self.kind = kind
    self.name = name
  }

  public var description: String { "\(club)/\(service)/\(kind.name)/\(name)" }
}

extension ResourceID: Comparable {
  /// By club, then rank, then service and name: the order in which things are made.
  public static func < (a: Self, b: Self) -> Bool {
    if a.club != b.club { return a.club < b.club }
    if a.kind.rank != b.kind.rank { return a.kind.rank < b.kind.rank }
    if a.service != b.service { return a.service < b.service }
    if a.kind.name != b.kind.name { return a.kind.name < b.kind.name }
    return a.name < b.name
  }
}

/// A live thing as a club's file wants it.
public struct Resource: Equatable, Sendable {
  /// Whether the thing should exist.
  public enum Presence: Equatable, Sendable {
    case present
    /// Present until it has been in this very state for so long, then deleted: who left.
    case expiring(after: Duration)
    /// Deleted now, because the file says so; `why` is shown as the reason.
    case absent(why: String)
    /// Its time is over: deleted as what left the file is, with the same guards.
    case over(why: String)
  }

  public var id: ResourceID
  /// What is to be written.
  public var fields: Fields
  /// What the file says: the same, but where people may change the live value (`ignore:`).
  public private(set) var declared: Fields
  public var origin: SourceLocation
  public var presence: Presence
  /// Fields that people may change live (`ignore:`): set when the thing is made, then left alone.
  public var ignored: Set<String>
  /// Fields whose values are encrypted in the repository: no plan and no report shows them.
  public var concealed: Set<String>
  /// Which of the club's protections holds this resource.
  public var protection: Protected?
  /// The name that the thing had before, in the same service.
  public var move: Move?
  /// The file suspends it by itself: it is not back when its club opens again.
  public var isSuspendedAlone = false

  /// Another name for what is there already.
  public enum Move: Equatable, Sendable {
    /// The service takes the thing along with all that is in it.
    case from(String)
    /// It cannot: nothing is made under the new name and nothing removed under the old one.
    case cannot(from: String, why: String)

    public var name: String {
      switch self {
      case .from(let name), .cannot(let name, _): name
      }
    }
  }

  public init(
    id: ResourceID, fields: Fields, origin: SourceLocation, presence: Presence = .present,
    ignored: Set<String> = [], concealed: Set<String> = [], protection: Protected? = nil,
    move: Move? = nil
  ) {
    self.id = id
    self.fields = fields
    declared = fields
    self.origin = origin
    self.presence = presence
    self.ignored = ignored
    self.concealed = concealed
    self.protection = protection
    self.move = move
  }
}

extension Resource {
  /// Of what the file says: equal as long as the declaration stays.
  public var fingerprint: Fingerprint { Fingerprint(of: declared) }

  /// With other fields, as if the file said so.
  public func declaring(_ fields: Fields) -> Resource {
    var other = self
    other.fields = fields
    other.declared = fields
    return other
  }
}

/// A live thing as its service shows it.
public struct ObservedResource: Equatable, Sendable {
  public var id: ResourceID
  public var fields: Fields
  /// Whose the service's own mark says it is: the club's id; nil without a mark.
  public var mark: String?
  /// Why it cannot be changed safely (a corrupt file, say); it is then left alone and reported.
  public var problem: String?
  /// What goes with it; nil where that is nothing to speak of.
  public var holdings: Holdings?

  public init(
    id: ResourceID, fields: Fields, mark: String? = nil, problem: String? = nil,
    holdings: Holdings? = nil
  ) {
    self.id = id
    self.fields = fields
    self.mark = mark
    self.problem = problem
    self.holdings = holdings
  }
}

/// What a member has in an account, for whoever is about to remove it. No file declares it, and it
/// is no part of any digest.
public struct Holdings: Equatable, Sendable {
  public enum LastLogin: Equatable, Sendable {
    /// The service does not tell.
    case unknown
    case never
    /// Seconds since 1970.
    case at(Int64)
  }

  public var lastLogin: LastLogin
  /// Rooms of which the account is an owner, by address.
  public var ownedRooms: [String]

  public init(lastLogin: LastLogin, ownedRooms: [String] = []) {
    self.lastLogin = lastLogin
    self.ownedRooms = ownedRooms
  }
}
