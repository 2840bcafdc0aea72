import ChatContract
import Foundation
import Model
import NIOFoundationCompat
import ServiceContract

/// Reads one vhost, whole or not at all.
struct HostReader: Sendable {
  let client: EjabberdClient
  let host: String
  /// What the hosts file says of it.
  let entry: HostEntry?

  private var service: String { conferencePrefix + host }

  func read() async throws(ServiceFailure) -> (live: LiveHost, shallow: HostOverview) {
    let overview = HostOverview(
      accounts: Set(try await client.accounts(on: host)),
      rooms: Set(try await client.rooms(on: service)), entry: entry)
    let groups = Set(try await client.groups(on: host))
    let marks = groups.contains(Group.marks) ? try await client.marks(of: host) : nil
    let waiting = try await waiting(marks, present: overview.accounts)
    let shut = groups.contains(Group.suspended) ? try await effectivelyShut() : []
    let lists = try await allTogether(
      groups.filter { ![Group.marks, Group.suspended].contains($0) }.sorted()
    ) { name throws(ServiceFailure) in
      try await contactList(name, marks, everybody: overview.accounts)
    }
    let rooms = try await allTogether(
      overview.rooms.union(marks?.rooms ?? []).sorted()
    ) { name throws(ServiceFailure) in
      try await room(name, marks)
    }
    let live = LiveHost(
      host: host, mark: marks?.club ?? markInFile,
      settings: marks == nil || groups.contains(Group.suspended) ? settings : .unknown,
      accounts: overview.accounts.union(waiting).sorted().map { account($0, marks, shut: shut) },
      rooms: rooms.compactMap { $0 }, contactLists: lists)
    return (live, overview)
  }

  /// Nothing while the file was edited, or ejabberd has not loaded it: then it is written again.
  private var settings: VhostFields {
    guard let entry, entry.isLoaded else { return .unknown }
    return entry.fields
  }

  /// Killed between the reload and the marks: a vhost that only our file declares is ours.
  private var markInFile: String? { entry?.isListed == true ? entry?.club : nil }

  /// Local parts of accounts that are not there yet, because they wait for their members to make
  /// them. When nothing waits, nothing is asked.
  private func waiting(
    _ marks: HostMarks?, present: Set<String>
  ) async throws(ServiceFailure) -> Set<String> {
    let absent = (marks?.accounts ?? [:]).filter {
      $0.value.isInvited ?? false && !present.contains($0.key)
    }
    guard !absent.isEmpty else { return [] }
    let invitations = try await client.invitations(on: host) ?? []
    return Set(invitations.filter(\.isUnused).map(\.user)).intersection(absent.keys)
  }

  /// Who may not log in. Somebody who is online all the same is not shut out: the server's
  /// `access_rules` are not as they must be, or a session is left.
  private func effectivelyShut() async throws(ServiceFailure) -> Set<String> {
    let shut = try await client.members(of: Group.suspended, on: host)
    guard !shut.isEmpty else { return [] }
    let online = try await client.online(on: host)
    return shut.subtracting(online)
  }

  private func account(
    _ user: String, _ marks: HostMarks?, shut: Set<String>
  ) -> LiveHost.Account {
    let none = AccountFields(member: nil, name: nil, role: nil, state: nil)
    guard let mark = marks?.accounts[user] else {
      return LiveHost.Account(user: user, fields: none, isOurs: false)
    }
    let isShut = shut.contains("\(user)@\(host)")
    let state = isShut ? (mark.state == "left" ? "left" : "suspended") : "active"
    return LiveHost.Account(
      user: user,
      fields: AccountFields(
        member: mark.member, name: mark.name, role: mark.role, state: state),
      isOurs: true)
  }

  private func contactList(
    _ group: String, _ marks: HostMarks?, everybody: Set<String>
  ) async throws(ServiceFailure) -> LiveHost.ContactList {
    let info = try await client.group(group, on: host)
    var members = try await client.members(of: group, on: host)
    if info?.isEverybody ?? false { members.formUnion(everybody.map { "\($0)@\(host)" }) }
    let named = members.map { address in
      (address, displayName(ofUser: String(address.prefix { $0 != "@" }), marks))
    }
    return LiveHost.ContactList(
      id: Group.list(named: group) ?? group,
      fields: ContactListFields(
        name: info?.label ?? "", members: Dictionary(named) { first, _ in first }),
      isOurs: Group.list(named: group) != nil && marks != nil)
  }

  /// As contact lists show it: from the member's vcard, which is set with the account.
  private func displayName(ofUser user: String, _ marks: HostMarks?) -> String {
    guard let mark = marks?.accounts[user] else { return "" }
    return mark.name.isEmpty ? mark.member : mark.name
  }

  private func room(
    _ name: String, _ marks: HostMarks?
  ) async throws(ServiceFailure) -> LiveHost.Room? {
    guard let options = try await client.options(ofRoom: name, on: service) else { return nil }
    let affiliations = try await client.affiliations(inRoom: name, on: service)
    return LiveHost.Room(
      room: name,
      fields: RoomFields(
        name: options["title"] ?? "", topic: options["description"] ?? "",
        isMembersOnly: options["members_only"] == "true",
        isPersistent: options["persistent"] == "true", isPublic: options["public"] == "true",
        affiliations: affiliations),
      isOurs: marks?.rooms.contains(name) ?? false)
  }
}

extension VhostFields {
  /// All of it is to be set anew.
  fileprivate static let unknown = VhostFields(
    name: nil, language: nil, federation: nil, contacts: [:])
}

/// What one cheap look at a vhost shows.
struct HostOverview: Sendable {
  /// Local parts.
  var accounts: Set<String>
  /// Local parts.
  var rooms: Set<String>
  var entry: HostEntry?

  var fingerprint: Fingerprint {
    var fields: Fields = ["accounts": .set(accounts), "rooms": .set(rooms)]
    if let entry {
      fields.merge(entry.fields.fields) { first, _ in first }
      fields["loaded"] = .flag(entry.isLoaded)
    }
    return Fingerprint(of: fields)
  }
}

extension EjabberdClient {
  /// U-labels.
  func hosts() async throws(ServiceFailure) -> Set<String> {
    Set(try await call(.registeredHosts, answering: [String].self))
  }

  /// Local parts.
  func accounts(on host: String) async throws(ServiceFailure) -> [String] {
    try await call(.registeredUsers, ["host": .text(host)], answering: [String].self)
  }

  /// Local parts of the rooms of a service.
  func rooms(on service: String) async throws(ServiceFailure) -> [String] {
    try await call(.rooms, ["service": .text(service)], answering: [String].self)
      .map { String($0.prefix { $0 != "@" }) }
  }

  /// Local parts by service.
  func allRooms() async throws(ServiceFailure) -> [String: Set<String>] {
    let rooms = try await call(.rooms, ["service": "global"], answering: [String].self)
    return rooms.reduce(into: [:]) { byService, address in
      guard let at = address.firstIndex(of: "@") else { return }
      byService[String(address[address.index(after: at)...]), default: []]
        .insert(String(address[..<at]))
    }
  }

  /// Bare addresses of who has a session.
  func online(on host: String) async throws(ServiceFailure) -> Set<String> {
    let full = try await call(
      .connectedUsers, ["host": .text(host)], answering: [String].self)
    return Set(full.map { String($0.prefix { $0 != "/" }) })
  }

  /// Nil without the room.
  func options(
    ofRoom name: String, on service: String
  ) async throws(ServiceFailure) -> [String: String]? {
    let reply = try await call(
      .roomOptions, ["name": .text(name), "service": .text(service)])
    guard reply.status == 200 else { throw failure(.roomOptions, reply) }
    return try roomOptions(reply)
  }

  /// By bare address.
  func affiliations(
    inRoom name: String, on service: String
  ) async throws(ServiceFailure) -> [String: String] {
    struct Entry: Decodable {
      var username: String
      var domain: String
      var affiliation: String
    }
    let entries = try await call(
      .roomAffiliations, ["name": .text(name), "service": .text(service)],
      answering: [Entry].self)
    return Dictionary(
      entries.map {
        ($0.username.isEmpty ? $0.domain : "\($0.username)@\($0.domain)", $0.affiliation)
      }
    ) { first, _ in first }
  }
}

/// A missing room is an empty object, or in some versions an empty list.
private func roomOptions(
  _ reply: EjabberdClient.Reply
) throws(ServiceFailure) -> [String: String]? {
  let decoder = JSONDecoder()
  if let options = try? decoder.decode([String: String].self, from: reply.body) {
    return options.isEmpty ? nil : options
  }
  if let list = try? decoder.decode([[String: String]].self, from: reply.body), list.isEmpty {
    return nil
  }
  throw ServiceFailure(
    code: "bad-answer", message: "ejabberd's answer about a room is not understood",
    retry: .later)
}
