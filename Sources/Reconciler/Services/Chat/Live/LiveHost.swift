public import Model
public import ServiceContract

/// One vhost as a server showed it, on its way to resources of the club that looks at it.
public struct LiveHost: Sendable {
  /// An account, whoever made it.
  public struct Account: Sendable {
    /// The local part.
    public var user: String
    /// Empty for an account that is not ours.
    public var fields: AccountFields
    public var isOurs: Bool
    /// Why it must be left alone.
    public var problem: String?
    public var lastLogin: Holdings.LastLogin

    public init(
      user: String, fields: AccountFields, isOurs: Bool, problem: String? = nil,
      lastLogin: Holdings.LastLogin = .unknown
    ) {
      self.user = user
      self.fields = fields
      self.isOurs = isOurs
      self.problem = problem
      self.lastLogin = lastLogin
    }
  }

  /// A room of the vhost's `conference.` component, whoever made it.
  public struct Room: Sendable {
    /// The local part.
    public var room: String
    public var fields: RoomFields
    public var isOurs: Bool

    public init(room: String, fields: RoomFields, isOurs: Bool) {
      self.room = room
      self.fields = fields
      self.isOurs = isOurs
    }
  }

  /// A list that stands in the contacts of all who are on it.
  public struct ContactList: Sendable {
    public var id: String
    public var fields: ContactListFields
    public var isOurs: Bool

    public init(id: String, fields: ContactListFields, isOurs: Bool = true) {
      self.id = id
      self.fields = fields
      self.isOurs = isOurs
    }
  }

  /// U-labels.
  public var host: String
  /// The club whose vhost it is; nil when allotment did not make it.
  public var mark: String?
  public var settings: VhostFields
  public var accounts: [Account]
  public var rooms: [Room]
  public var contactLists: [ContactList]

  public init(
    host: String, mark: String?, settings: VhostFields, accounts: [Account], rooms: [Room],
    contactLists: [ContactList]
  ) {
    self.host = host
    self.mark = mark
    self.settings = settings
    self.accounts = accounts
    self.rooms = rooms
    self.contactLists = contactLists
  }

  /// - Parameter service: its name in the agent's own file.
  public func resources(of club: String, in service: String) -> [ObservedResource] {
    func id(_ kind: Kind, _ name: String) -> ResourceID {
      ResourceID(club: club, service: service, kind: kind, name: name)
    }
    let vhost = ObservedResource(
      id: id(ChatKind.vhost, host), fields: settings.fields, mark: mark)
    let owned = ownedRooms
    return [vhost]
      + accounts.map {
        ObservedResource(
          id: id(ChatKind.account, "\($0.user)@\(host)"), fields: $0.fields.fields,
          mark: $0.isOurs ? mark : nil, problem: $0.problem,
          holdings: Holdings(
            lastLogin: $0.lastLogin, ownedRooms: owned["\($0.user)@\(host)"] ?? []))
      }
      + contactLists.map {
        ObservedResource(
          id: id(ChatKind.contactList, "\($0.id)@\(host)"), fields: $0.fields.fields,
          mark: $0.isOurs ? mark : nil)
      }
      + rooms.map {
        ObservedResource(
          id: id(ChatKind.room, "\($0.room)@\(conferencePrefix)\(host)"),
          fields: $0.fields.fields, mark: $0.isOurs ? mark : nil)
      }
  }
}

extension LiveHost {
  /// Rooms by the addresses of their owners.
  fileprivate var ownedRooms: [String: [String]] {
    var owned: [String: [String]] = [:]
    for room in rooms {
      for (address, affiliation) in room.fields.affiliations where affiliation == "owner" {
        owned[address, default: []].append("\(room.room)@\(conferencePrefix)\(host)")
      }
    }
    return owned.mapValues { $0.sorted() }
  }
}

/// What was read of a vhost: it may not be there, and it may not have been readable.
public typealias HostReading = Result<LiveHost?, ServiceFailure>

extension Scope {
  /// The vhosts on which the club is, or was.
  public var hosts: Set<String> { Set(resources.map(\.host)) }

  /// What the club's vhosts show; unavailable when one of them could not be read.
  public func observation(in service: String, of hosts: [String: HostReading]) -> Observation {
    var resources: [ObservedResource] = []
    for host in self.hosts.sorted() {
      switch hosts[host] {
      case .success(let live):
        resources += live?.resources(of: club, in: service) ?? []
      case .failure(let failure): return .unavailable(reason: failure.message)
      case nil: return .unavailable(reason: "\(host) was not read")
      }
    }
    return .complete(resources)
  }
}
