/// The keys of a club's file. In the order in which people write them: decoding is fastest so.
enum ClubDefinition {
  static let object = ObjectDefinition<ClubReading>(
    "a club",
    [
      Document.apiVersion(),
      Document.kind("Club"),
      Field("id", .clubID, required: true, "A name that never changes; the file's name.") {
        $0.club.id = $1
        $0.hasID = true
      },
      Field("name", .line("a name"), required: true, "The club's name for people.") {
        $0.club.name = $1
      },
      Field("language", .language, "A language tag of BCP 47.") { $0.club.language = $1 },
      Field("timezone", .timeZone, "A time zone of IANA.") { $0.club.timezone = $1 },
      Field("tariff", .line("a tariff"), "A tariff of provider.yaml.") { $0.club.tariff = $1 },
      Field("placement", .line("a placement"), "A placement of provider.yaml.") {
        $0.club.placement = $1
      },
      Field("domain", .chatDomain, "The club's own domain.") { $0.club.domain = $1 },
      Field("lifecycle", LifecycleDefinition.value, "Where the club stands in its life.") {
        $0.club.lifecycle = $1
      },
      contacts, offices, members, groups, chat, site,
      Field(
        "protect", .list(of: Definition<Protected>.choice("what can be protected").located, list),
        "What is never deleted while it stands here."
      ) { $0.club.protect = $1.value },
      Field("prune", Definition<Prune>.choice("a way to prune"), "Whether what left is deleted.") {
        $0.club.prune = $1
      },
      Field(
        "ignore", .list(of: Definition<String>.line("a path").located, list),
        "Declared values that people may change live."
      ) { $0.club.ignore = $1.value },
      Field(
        "delegates", .list(of: Definition<DomainName>.domain.located, list),
        "Host names below this club's domain that other clubs may use."
      ) { $0.club.delegates = $1.value },
      Field("moved", moved, "Where the club came from.") { $0.club.movedFrom = $1.value },
    ])

  private static let list = "a list"

  private static let contacts = Field<ClubReading>(
    "contacts", ContactsDefinition.object.shape, "Addresses for the public (XEP-0157)."
  ) { node, _, club, reading in
    club.contactsPosition = reading.tree.firstKeyPosition(node)
    _ = ContactsDefinition.object.read(node, into: &club.club.contacts, &reading)
  }

  private static let offices = Field<ClubReading>(
    "offices", .map(of: Definition<String>.line("a member's id").located, "offices"),
    "Who holds which office."
  ) { club, entries in
    club.club.offices = entries.value.map { Office(title: $0.key, member: $0.value) }
  }

  private static let members = Field<ClubReading>(
    "members", MemberDefinition.list.shape, required: true, "The people of the club."
  ) { node, key, club, reading in
    club.club.membersPosition = reading.tree.position(key)
    let errors = reading.findings.errorCount
    club.club.members = MemberDefinition.list.read(node, &reading) ?? []
    club.membersAreWhole = reading.findings.errorCount == errors
  }

  private static let groupList = Definition.map(
    of: Definition.list(
      of: Definition<String>.line("a member's id").located, "a list of member ids", nonEmpty: true),
    "groups")

  private static let groups = Field<ClubReading>(
    "groups", groupList.shape, "Named sets of members."
  ) { node, _, club, reading in
    let errors = reading.findings.errorCount
    let entries = groupList.read(node, &reading) ?? []
    club.club.groups = entries.map { Group(id: $0.key, members: $0.value) }
    club.groupsAreWhole = reading.findings.errorCount == errors
  }

  private static let chat = Field<ClubReading>(
    "chat", ChatDefinition.object.shape, "Rooms, contact lists and how the club talks to others."
  ) { node, key, club, reading in
    var chat = ChatReading(position: reading.tree.position(key))
    if ChatDefinition.object.read(node, into: &chat, &reading) { club.club.chat = chat.chat }
    club.roomsPosition = chat.roomsPosition
  }

  private static let site = Field<ClubReading>(
    "site", SiteDefinition.object.shape, "The club's web site."
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

enum ContactsDefinition {
  static let object = ObjectDefinition<Contacts>(
    "contacts",
    Contacts.Purpose.allCases.map { purpose in
      Field(purpose.rawValue, .contact, "Who answers for this.") {
        $0.addresses[purpose] = $1
      }
    })
}
