import Model
import Spec

/// One club on its way to resources.
struct ClubDraft {
  let hosted: HostedClub
  let service: String
  let peers: Set<String>
  let capabilities: ChatCapabilities
  let ignored: IgnoredPaths
  /// By id.
  let groups: [String: Set<String>]

  init(
    hosted: HostedClub, service: String, peers: Set<String>, capabilities: ChatCapabilities
  ) {
    self.hosted = hosted
    self.service = service
    self.peers = peers
    self.capabilities = capabilities
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
    var declared = [("name", ["name"]), ("language", ["language"])]
    declared.append(("chat.federation", ["federation"]))
    var contacts: [String: [String]] = [:]
    for purpose in Contacts.Purpose.allCases {
      let path = VhostFields.path(of: purpose)
      declared.append((path, [path]))
      if let address = contact(purpose) { contacts[purpose.rawValue] = [contactURI(address)] }
    }
    let fields = VhostFields(
      name: club.name.value, language: hosted.language ?? "",
      federation: FederationText(federation, peers: peers),
      contacts: contacts)
    return Resource(
      id: id(ChatKind.vhost, hosted.domain.unicode), fields: fields.fields,
      origin: club.location(club.domain?.position ?? club.id.position),
      ignored: ignored.fields(declared), protection: protection(.club))
  }

  /// Into a closed club nobody comes from elsewhere either: its rooms are as they were left.
  private var federation: Chat.Federation {
    hosted.isClosed ? .local : club.chat?.federation?.value ?? .open
  }

  /// The club's own address, the provider's, or else where abuse is reported.
  private func contact(_ purpose: Contacts.Purpose) -> String? {
    let own = club.contacts.addresses
    let provider = hosted.provider.contacts.addresses
    return
      (own[purpose] ?? provider[purpose] ?? own[.abuse] ?? provider[.abuse])?.value
  }
}
