/// The keys of a club's file. In the order in which people write them: decoding is fastest so.
enum ClubDefinition {
  static let object = ObjectDefinition<ClubReading>(
    "a club",
    [
      Document.apiVersion(),
      Document.kind("Club"),
      Field(
        "id", .clubID, required: true,
        "The club's id, which never changes: a DNS label of at most 40 characters, and the file's "
          + "name."
      ) {
        $0.club.id = $1
        $0.hasID = true
      },
      Field(
        "name", .line("a name"), required: true, "The club's name for people.",
        examples: ["Thornbury Gardening Club"]
      ) { $0.club.name = $1 },
      Field(
        "language", .language, "The club's language: a tag of BCP 47.", absent: .providers
      ) { $0.club.language = $1 },
      Field(
        "timezone", .timeZone, "The club's time zone: a name of the IANA database.",
        absent: .providers, examples: ["Europe/London"]
      ) { $0.club.timezone = $1 },
      Field(
        "tariff", .line("a tariff"),
        "What the club pays and may use: the name of a tariff in provider.yaml.",
        absent: .providers
      ) { $0.club.tariff = $1 },
      Field(
        "placement", .line("a placement"),
        "The set of services that the club lives on: the name of a placement in provider.yaml.",
        absent: .providers
      ) { $0.club.placement = $1 },
      Field(
        "domain", .chatDomain, "The club's own domain, for its addresses and its site.",
        absent: .means("`<id>.<the provider's domain>`")
      ) { $0.club.domain = $1 },
      Field(
        "lifecycle", LifecycleDefinition.value, "Where the club stands in its life.",
        absent: .same("active")
      ) { $0.club.lifecycle = $1 },
      contacts, offices, members, groups, chat, site,
      Field(
        "protect", protected,
        "What is never deleted while it stands here, even when it leaves the file.",
        absent: .same([])
      ) { $0.club.protect = $1.value },
      Field("prune", Prune.definition, Prune.about, absent: .providers) { $0.club.prune = $1 },
      Field(
        "ignore",
        .list(of: Definition<String>.line("a path").located, "a list of paths").distinct { $0 },
        "Declared values that people may change live: keys with dots between, elements of lists "
          + "by their id.",
        absent: .same([]), examples: [["chat.rooms.potting-shed.topic"]]
      ) { $0.club.ignore = $1.value },
      Field(
        "delegates",
        .list(of: Definition<DomainName>.domain.located, "a list of host names")
          .distinct(\.unicode),
        "Host names below this club's domain that other clubs may use.", absent: .same([]),
        examples: [["youth.chess.example"]]
      ) { $0.club.delegates = $1.value },
      Field("moved", moved, "Where the club came from, when it has another id than before.") {
        $0.club.movedFrom = $1.value
      },
    ])

  private static let protected = Definition.list(
    of: Definition<Protected>.choice("what can be protected") {
      switch $0 {
      case .club: "The club as a whole."
      case .members: "Its accounts and their data."
      case .site: "Its web site."
      }
    }.located, "a list"
  ).distinct(\.rawValue)

  private static let contacts = Field<ClubReading>(
    "contacts", ContactsDefinition.object.shape,
    "Addresses that the public may write to (XEP-0157): e-mail addresses, or `mailto:`, `xmpp:` "
      + "and `https:` URIs.",
    absent: .providers
  ) { node, _, club, reading in
    club.contactsPosition = reading.tree.firstKeyPosition(node)
    _ = ContactsDefinition.object.read(node, into: &club.club.contacts, &reading)
  }

  private static let offices = Field<ClubReading>(
    "offices",
    .map(of: Definition<String>.line("a member's id").located, "offices", by: "an office"),
    "Who holds which office.", examples: [["secretary": "rose"]]
  ) { club, entries in
    club.club.offices = entries.value.map { Office(title: $0.key, member: $0.value) }
  }

  private static let members = Field<ClubReading>(
    "members", MemberDefinition.list.shape, required: true,
    "The people of the club. At least one who is active and has an account here is `owner` or "
      + "`admin`."
  ) { node, key, club, reading in
    club.club.membersPosition = reading.tree.position(key)
    let errors = reading.findings.errorCount
    club.club.members = MemberDefinition.list.read(node, &reading) ?? []
    club.membersAreWhole = reading.findings.errorCount == errors
    club.brokenMembers =
      club.membersAreWhole ? [] : reading.tree.brokenMembers(in: node, club.club.members)
  }

  private static let groupList = Definition.map(
    of: Definition.list(
      of: Definition<String>.line("a member's id").located, "a list of member ids", nonEmpty: true),
    "groups", by: "a group", refused: ["everyone"])

  private static let groups = Field<ClubReading>(
    "groups", groupList.shape, "Named sets of members, for rooms and contact lists.",
    examples: [["committee": ["rose", "dan"]]]
  ) { node, _, club, reading in
    let errors = reading.findings.errorCount
    let entries = groupList.read(node, &reading) ?? []
    club.club.groups = entries.map { Group(id: $0.key, members: $0.value) }
    club.groupsAreWhole = reading.findings.errorCount == errors
  }

  private static let chat = Field<ClubReading>(
    "chat", ChatDefinition.object.shape, "Rooms, contact lists and how the club talks to others.",
    absent: .means("accounts and contacts, but no rooms")
  ) { node, key, club, reading in
    var chat = ChatReading(position: reading.tree.position(key))
    if ChatDefinition.object.read(node, into: &chat, &reading) { club.club.chat = chat.chat }
    club.roomsPosition = chat.roomsPosition
  }

  private static let site = Field<ClubReading>(
    "site", SiteDefinition.object.shape,
    "The club's web site: exactly one of `static`, `wordpress` and `redirect`.",
    absent: .means("no site")
  ) { node, key, club, reading in
    club.club.site = SiteDefinition.read(node, key, &reading)
  }

  private static let moved = ObjectDefinition<Located<String>?>(
    "a move",
    [
      Field("from", .clubID, required: true, "The id that the club had.") { $0 = $1 }
    ]
  ).value { _ in nil }
}

extension YAMLTree {
  /// The ids of members that could not be read; nil when one has none, or there are very many.
  fileprivate func brokenMembers(in list: Int, _ members: [Member]) -> [String]? {
    guard kind(list) == .sequence, next(list) > list + 1 else { return nil }
    let known = Set(members.map(\.id.position))
    var broken: [String] = []
    for element in elements(list) {
      guard let id = value(of: "id", in: element), isScalar(id), !isNull(id), broken.count < 20
      else { return nil }
      if !known.contains(position(id)) { broken.append(string(id)) }
    }
    return broken
  }
}

extension Absent {
  /// What provider.yaml says.
  static let providers = Absent.means("the provider's")
}

extension Prune {
  static let about = "Whether what left the files is deleted from the live services."

  static let definition = Definition<Prune>.choice("a way to prune") {
    switch $0 {
    case .enabled: "At once."
    case .confirm: "After somebody let it through."
    case .disabled: "Never."
    }
  }
}

enum ContactsDefinition {
  static let object = ObjectDefinition<Contacts>(
    "contacts",
    Contacts.Purpose.allCases.map { purpose in
      Field(purpose.rawValue, .contact, about(purpose)) { $0.addresses[purpose] = $1 }
    })

  private static func about(_ purpose: Contacts.Purpose) -> String {
    switch purpose {
    case .abuse: "Who acts on abuse. The club or its provider must name it."
    case .admin: "Who runs it."
    case .feedback: "Who wants to hear how it is."
    case .sales: "Who can be asked about fees."
    case .security: "Who acts on reports of weaknesses."
    case .support: "Who helps."
    }
  }
}
