public import Model
public import ServiceContract
import Spec

/// How a club becomes vhosts, accounts, contact lists and rooms of Prosody. Pure.
public struct ProsodyDefinition: Sendable {
  /// The service's name in the agent's own file.
  public let service: String

  public init(service: String) { self.service = service }

  /// What the club's file wants here, in order; empty for a club whose placement puts its chat
  /// elsewhere.
  public func resources(for club: DeclaredClub) -> [Resource] {
    guard isPlacedHere(club.hosted) else { return [] }
    let draft = ClubDraft(hosted: club.hosted, service: service, peers: club.peers)
    return [draft.vhost()] + draft.accounts() + draft.contactLists() + draft.rooms()
  }

  /// What the club declares for its chat that this version does not converge, in the file's order.
  public func notManaged(for club: DeclaredClub) -> [NotManaged] {
    guard isPlacedHere(club.hosted) else { return [] }
    return unmanagedDeclarations(of: club.hosted.club)
  }

  /// A club without any placement is taken: whoever asks has only this service.
  private func isPlacedHere(_ hosted: HostedClub) -> Bool {
    guard let placement = hosted.placement else { return true }
    return placement.chat?.value == service
  }
}

/// One club on its way to resources.
struct ClubDraft {
  let hosted: HostedClub
  let service: String
  let peers: Set<String>
  let ignored: IgnoredPaths
  /// By id.
  let groups: [String: Set<String>]

  init(hosted: HostedClub, service: String, peers: Set<String>) {
    self.hosted = hosted
    self.service = service
    self.peers = peers
    ignored = IgnoredPaths(hosted.club.ignore.map(\.value))
    groups = Dictionary(
      hosted.club.groups.map { ($0.id.value, Set($0.members.map(\.value))) },
      uniquingKeysWith: { first, _ in first })
  }

  var club: Club { hosted.club }

  func id(_ kind: Kind, _ name: String) -> ResourceID {
    ResourceID(club: hosted.id, service: service, kind: kind, name: name)
  }

  /// Who stands in rooms and contact lists: everybody but those who left.
  var presentMembers: [Member] {
    club.members.filter { $0.state.value == .active || $0.state.value == .suspended }
  }

  func protection(_ part: Protected) -> Protected? {
    club.protect.contains { $0.value == part } ? part : nil
  }

  /// Member ids that a list of groups and member ids stands for.
  func members(named names: [Located<String>]) -> Set<String> {
    names.reduce(into: []) { ids, name in
      if let group = groups[name.value] {
        ids.formUnion(group)
      } else {
        ids.insert(name.value)
      }
    }
  }

  func vhost() -> Resource {
    var fields: Fields = [
      "name": .text(club.name.value),
      "language": .text(hosted.language ?? ""),
      "federation": .text(
        FederationText(club.chat?.federation?.value ?? .open, peers: peers).description),
    ]
    var declared = [("name", ["name"]), ("language", ["language"])]
    declared.append(("chat.federation", ["federation"]))
    for purpose in Contacts.Purpose.allCases {
      let path = "contacts.\(purpose.rawValue)"
      declared.append((path, [path]))
      if let address = contact(purpose) { fields[path] = .text(contactURI(address)) }
    }
    return Resource(
      id: id(ProsodyKind.vhost, hosted.domain.unicode), fields: fields,
      origin: club.location(club.domain?.position ?? club.id.position),
      ignored: ignored.fields(declared), protection: protection(.club))
  }

  /// The club's own address, the provider's, or else where abuse is reported.
  private func contact(_ purpose: Contacts.Purpose) -> String? {
    let own = club.contacts.addresses
    let provider = hosted.provider.contacts.addresses
    return
      (own[purpose] ?? provider[purpose] ?? own[.abuse] ?? provider[.abuse])?.value
  }
}
