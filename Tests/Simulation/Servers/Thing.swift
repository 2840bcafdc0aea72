import Model

/// A live thing's name within its service.
struct Key: Hashable, Comparable, CustomStringConvertible {
  let kind: Kind
  let name: String
  /// The host on which it stands: `rose@conference.a.example` and `a.example/old` stand on
  /// `a.example`.
  let host: String

  init(_ kind: Kind, _ name: String) {
    self.kind = kind
    self.name = name
    var host = name.split(separator: "@").last ?? ""
    host = host.split(separator: "/").first ?? ""
    self.host = String(
      host.hasPrefix("conference.") ? host.dropFirst("conference.".count) : host)
  }

  init(_ id: ResourceID) { self.init(id.kind, id.name) }

  var description: String { "\(kind) \(name)" }

  static func == (a: Self, b: Self) -> Bool { a.kind == b.kind && a.name == b.name }

  func hash(into hasher: inout Hasher) {
    hasher.combine(kind.name)
    hasher.combine(name)
  }

  static func < (a: Self, b: Self) -> Bool { (a.kind.rank, a.name) < (b.kind.rank, b.name) }

  func id(club: String, service: String) -> ResourceID {
    ResourceID(club: club, service: service, kind: kind, name: name)
  }
}

/// A live thing.
struct Thing: Equatable {
  enum Maker: String { case agent, people }

  var fields: Fields
  /// The club whose it is; nil: not allotment's.
  var mark: String?
  var maker: Maker
  /// Its file is damaged.
  var problem: String?
}

/// All that lives on a server.
struct ServerState {
  var things: [Key: Thing] = [:]
  /// Grows whenever something on a host changes.
  private(set) var versions: [String: Int] = [:]
  /// How often each address was invited: known as long as its host is.
  private(set) var invited: [String: Int] = [:]

  subscript(key: Key) -> Thing? {
    get { things[key] }
    set {
      guard things[key] != newValue else { return }
      things[key] = newValue
      versions[key.host, default: 0] += 1
    }
  }

  func keys(on host: String) -> [Key] { things.keys.filter { $0.host == host }.sorted() }

  /// Whoever has no account gets an invitation, once.
  mutating func invite(_ address: String) -> Int {
    invited[address, default: 0] += 1
    return invited[address] ?? 0
  }

  func isInvited(_ address: String) -> Bool { invited[address] != nil }

  mutating func forgetInvitation(_ address: String) { invited[address] = nil }

  /// With all that is in it.
  mutating func purge(_ host: String) {
    for key in keys(on: host) { self[key] = nil }
    for address in invited.keys where Key(Kind("account", rank: 10), address).host == host {
      invited[address] = nil
    }
  }

  func digest(of hosts: Set<String>) -> String {
    hosts.sorted().map { host in "\(host):\(versions[host] ?? 0)" }.joined(separator: " ")
  }
}
