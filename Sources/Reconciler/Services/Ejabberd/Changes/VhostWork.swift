import ChatContract
import Model
import ServiceContract

/// Makes, changes and removes a vhost.
struct VhostWork: Sendable {
  let client: EjabberdClient
  let keeper: HostsKeeper
  let host: String
  let club: String

  func apply(_ change: Change) async -> Result<Void, ServiceFailure> {
    do throws(ServiceFailure) {
      if change.action == .delete {
        try await remove()
      } else {
        try await put(change)
      }
      return .success(())
    } catch {
      return .failure(error)
    }
  }

  private func put(_ change: Change) async throws(ServiceFailure) {
    guard let fields = change.desired.flatMap({ VhostFields($0.fields) }) else {
      throw unusable(change)
    }
    let isServed = try await client.hosts().contains(host)
    let known = try HostsFile(path: keeper.path).entries[host]
    if isServed, known == nil, change.action != .adopt {
      throw ServiceFailure(
        code: "not-ours", message: "\(host) is served already, and not from \(keeper.path)",
        retry: .never)
    }
    if change.action == .create, let known, known.club != club {
      throw ServiceFailure(
        code: "not-ours", message: "\(host) is club `\(known.club)`'s", retry: .never)
    }
    guard
      let entry = HostEntry(host, of: club, fields, isListed: known?.isListed ?? !isServed)
    else { throw unusable(change) }
    // Before there is a rule that asks for it.
    if isServed { try await client.putGroup(Group.suspended, on: host) }
    try await keeper.perform(.put(entry, mustReload: !isServed)).get()
    if !isServed, try await !client.hosts().contains(host) {
      throw ServiceFailure(
        code: "not-included",
        message: "ejabberd does not serve \(host) after a reload: does ejabberd.yml include "
          + "\(keeper.path)?", retry: .later)
    }
    try await mark()
  }

  private func mark() async throws(ServiceFailure) {
    let present = try await client.marks(of: host)
    var marks = present ?? HostMarks(club: club)
    marks.club = club
    if marks != present { try await client.write(marks, on: host) }
    try await client.putGroup(Group.suspended, on: host)
  }

  /// Purges first: what is left of a vhost that was only taken out of the configuration comes back
  /// with it. What is not ours is not purged, and keeps the vhost.
  private func remove() async throws(ServiceFailure) {
    guard try await client.hosts().contains(host) else { return }
    if try HostsFile(path: keeper.path).entries[host]?.isListed == false {
      throw ServiceFailure(
        code: "not-ours",
        message: "\(host) stands in ejabberd.yml itself: take it out there", retry: .later)
    }
    let service = conferencePrefix + host
    if let marks = try await client.marks(of: host) {
      _ = try await allTogether(marks.rooms.sorted()) { room throws(ServiceFailure) in
        try await client.destroyRoom(room, on: service)
      }
      for user in marks.accounts.keys.sorted() {
        try await client.unregister(user, on: host)
      }
    }
    let accounts = try await client.accounts(on: host)
    let rooms = try await client.rooms(on: service)
    guard accounts.isEmpty, rooms.isEmpty else {
      throw ServiceFailure(
        code: "not-ours",
        message: "\(host) still holds \(accounts.count) accounts and \(rooms.count) rooms that "
          + "are not allotment's", retry: .later)
    }
    // The marks last: without them nothing else on the vhost is known to be ours.
    for group in try await client.groups(on: host) where group != Group.marks {
      try await client.deleteGroup(group, on: host)
    }
    try await client.deleteGroup(Group.marks, on: host)
    try await keeper.perform(.remove(host)).get()
    if try await client.hosts().contains(host) {
      throw ServiceFailure(
        code: "not-removed", message: "ejabberd still serves \(host) after a reload",
        retry: .later)
    }
  }
}

extension EjabberdClient {
  /// With all that ejabberd keeps of it: the nickname that it may have reserved in rooms stays
  /// otherwise.
  func unregister(_ user: String, on host: String) async throws(ServiceFailure) {
    try await perform(
      .unregisterNick,
      ["jid": .text("\(user)@\(host)"), "service": .text(conferencePrefix + host)])
    try await perform(.unregister, ["user": .text(user), "host": .text(host)])
  }

  /// Nothing is wrong when there is no such room.
  func destroyRoom(_ room: String, on service: String) async throws(ServiceFailure) {
    try await perform(
      .destroyRoom, ["name": .text(room), "service": .text(service)], accepting: [400])
  }

  func deleteGroup(_ group: String, on host: String) async throws(ServiceFailure) {
    try await perform(.deleteGroup, ["group": .text(group), "host": .text(host)])
  }
}
