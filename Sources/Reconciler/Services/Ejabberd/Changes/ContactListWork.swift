import ChatContract
import Model
import ServiceContract

/// Contact lists are shared roster groups that their own members see.
struct ContactListWork: Sendable {
  let client: EjabberdClient
  let host: String

  func apply(_ change: Change) async throws(ServiceFailure) {
    let group = Group.name(ofList: change.resource.localPart)
    if change.action == .delete {
      let isOurs = try await client.groups(on: host).contains(group)
      try await client.deleteGroup(isOurs ? group : change.resource.localPart, on: host)
      return
    }
    guard let list = change.desired.flatMap({ ContactListFields($0.fields) }) else {
      throw unusable(change)
    }
    try await client.putGroup(group, on: host, label: list.name, shows: group)
    let present = try await client.members(of: group, on: host)
    let wanted = Set(list.members.keys)
    // One after the other: see ``AccountWork/apply(_:)``.
    for address in present.subtracting(wanted).sorted() {
      try await client.perform(.removeFromGroup, membership(address, group))
    }
    for address in wanted.subtracting(present).sorted() {
      try await client.perform(.addToGroup, membership(address, group))
    }
  }

  private func membership(_ address: String, _ group: String) -> Arguments {
    let parts = address.split(separator: "@", maxSplits: 1).map(String.init)
    return [
      "user": .text(parts.first ?? ""), "host": .text(parts.last ?? ""), "group": .text(group),
      "grouphost": .text(host),
    ]
  }
}
