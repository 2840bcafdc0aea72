import ChatContract
import Foundation
import ServiceContract

/// What allotment keeps of a vhost in ejabberd itself: the description of a shared roster group
/// without members, which no user can see or change.
struct HostMarks: Codable, Equatable, Sendable {
  struct Account: Codable, Equatable, Sendable {
    var member: String
    var name: String
    var role: String
    /// `active`, `suspended` or `left`: which of the last two cannot be told otherwise.
    var state: String
    /// How many first passwords were made.
    var generation: Int?
    /// The member makes the account, by an invitation.
    var isInvited: Bool?
  }

  private(set) var version = 1
  var club: String
  /// By local part.
  var accounts: [String: Account] = [:]
  /// Local parts.
  var rooms: Set<String> = []
  /// What first passwords are made from.
  var key: String?

  init(club: String) { self.club = club }
}

/// The shared roster groups of a vhost that are ours.
enum Group {
  static let marks = "allotment"
  /// Who is in it may not log in: `access_rules` of ejabberd.yml deny it.
  static let suspended = "allotment-suspended"
  /// What those rules call it.
  static let suspendedRule = "allotment_suspended"
  private static let listPrefix = "list:"

  static func name(ofList id: String) -> String { listPrefix + id }

  static func list(named group: String) -> String? {
    group.hasPrefix(listPrefix) ? String(group.dropFirst(listPrefix.count)) : nil
  }
}

extension EjabberdClient {
  /// The label and description of a shared roster group; nil without the group.
  func group(_ name: String, on host: String) async throws(ServiceFailure) -> GroupInfo? {
    struct Pair: Decodable {
      var key: String
      var value: String
    }
    let pairs = try await call(
      .groupInfo, ["group": .text(name), "host": .text(host)], answering: [Pair].self)
    guard !pairs.isEmpty else { return nil }
    func value(_ key: String) -> String { pairs.first { $0.key == key }?.value ?? "" }
    return GroupInfo(
      label: value("label"), description: value("description"),
      isEverybody: value("all_users") == "true")
  }

  func groups(on host: String) async throws(ServiceFailure) -> [String] {
    try await call(.groups, ["host": .text(host)], answering: [String].self)
  }

  /// Bare addresses.
  func members(of group: String, on host: String) async throws(ServiceFailure) -> Set<String> {
    Set(
      try await call(
        .groupMembers, ["group": .text(group), "host": .text(host)], answering: [String].self))
  }

  /// Makes a group, or sets its label and description; its members stay.
  func putGroup(
    _ group: String, on host: String, label: String = "", description: String = "",
    shows displayed: String = ""
  ) async throws(ServiceFailure) {
    try await perform(
      .createGroup,
      [
        "group": .text(group), "host": .text(host), "label": .text(label),
        "description": .text(description), "display": .text(displayed),
      ])
  }

  /// Nil when there are none: the vhost is not ours.
  func marks(of host: String) async throws(ServiceFailure) -> HostMarks? {
    guard let info = try await group(Group.marks, on: host) else { return nil }
    do {
      return try JSONDecoder().decode(HostMarks.self, from: Data(info.description.utf8))
    } catch {
      throw ServiceFailure(
        code: "corrupt",
        message: "allotment's marks on \(host) (shared roster group \(Group.marks)) cannot be read",
        retry: .later)
    }
  }

  func write(_ marks: HostMarks, on host: String) async throws(ServiceFailure) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text: String
    do {
      text = String(decoding: try encoder.encode(marks), as: UTF8.self)
    } catch {
      throw refusal(.createGroup, "the marks could not be written as JSON")
    }
    try await putGroup(Group.marks, on: host, description: text)
  }
}

struct GroupInfo: Equatable, Sendable {
  var label: String
  var description: String
  /// All accounts of the vhost are in it, besides those that it names.
  var isEverybody: Bool
}
