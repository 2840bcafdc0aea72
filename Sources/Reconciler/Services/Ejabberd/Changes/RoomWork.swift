import ChatContract
import Model
import ServiceContract

/// Makes, changes and removes rooms.
struct RoomWork: Sendable {
  let client: EjabberdClient
  let host: String
  let marks: HostMarks

  private var service: String { conferencePrefix + host }

  func apply(_ change: Change) async throws(ServiceFailure) {
    let name = change.resource.localPart
    if change.action == .delete {
      try await client.destroyRoom(name, on: service)
      return
    }
    guard let wanted = change.desired.flatMap({ RoomFields($0.fields) }) else {
      throw unusable(change)
    }
    let present = try await client.options(ofRoom: name, on: service)
    if let present {
      if change.action != .adopt, !marks.rooms.contains(name) {
        throw ServiceFailure(
          code: "not-ours",
          message: "room \(name)@\(service) exists, and allotment did not make it",
          retry: .never)
      }
      try await set(options(wanted), of: name, over: present)
    } else {
      try await make(name, wanted)
    }
    try await affiliate(wanted.affiliations, in: name)
  }

  private func options(_ room: RoomFields) -> [(name: String, value: String)] {
    [
      ("title", room.name), ("description", room.topic),
      ("members_only", room.isMembersOnly ? "true" : "false"), ("persistent", "true"),
      ("public", room.isPublic ? "true" : "false"),
    ]
  }

  private func make(_ name: String, _ room: RoomFields) async throws(ServiceFailure) {
    var all = options(room)
    if !room.topic.isEmpty { all.append(("subject", room.topic)) }
    try await client.perform(
      .createRoom,
      [
        "name": .text(name), "service": .text(service), "host": .text(host),
        "options": .options(all),
      ])
  }

  private func set(
    _ options: [(name: String, value: String)], of name: String, over present: [String: String]
  ) async throws(ServiceFailure) {
    for option in options where present[option.name] != option.value {
      try await client.perform(
        .changeRoomOption,
        [
          "name": .text(name), "service": .text(service), "option": .text(option.name),
          "value": .text(option.value),
        ])
    }
  }

  /// The whole map: others are removed. Who lives elsewhere and is new is invited (XEP-0249).
  private func affiliate(
    _ wanted: [String: String], in name: String
  ) async throws(ServiceFailure) {
    let present = try await client.affiliations(inRoom: name, on: service)
    let changed =
      wanted.filter { present[$0.key] != $0.value }
      .merging(present.filter { wanted[$0.key] == nil }.mapValues { _ in "none" }) { kept, _ in kept
      }
    for (address, affiliation) in changed.sorted(by: { $0.key < $1.key }) {
      try await client.perform(
        .setAffiliation,
        [
          "name": .text(name), "service": .text(service), "jid": .text(address),
          "affiliation": .text(affiliation),
        ])
    }
    let guests = changed.keys.filter { present[$0] == nil && !$0.hasSuffix("@\(host)") }.sorted()
    guard !guests.isEmpty else { return }
    try await client.perform(
      .inviteToRoom,
      [
        "name": .text(name), "service": .text(service), "password": "", "reason": "",
        "users": .text(guests.joined(separator: ":")),
      ])
  }
}
