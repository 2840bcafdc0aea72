import Spec

/// Makes a club's file of what is live. What the file cannot say becomes a warning.
struct ClubWriter {
  private let club: LiveClub
  private let roles: Roles
  /// Everybody, by bare address.
  private let ids: [String: String]
  private let people: [LiveClub.Person]
  private(set) var warnings: [String]

  init(_ live: LiveClub) {
    var club = live
    var warnings = live.warnings
    club.people = Self.usable(live, &warnings)
    let outsiders = Self.outsiders(club, &warnings)
    people = club.people + outsiders
    let domain = club.domain
    func address(_ person: LiveClub.Person) -> String { person.jid ?? "\(person.id)@\(domain)" }
    ids = Dictionary(people.map { (address($0), $0.id) }) { first, _ in first }
    roles = Roles(
      of: people.filter(\.isPresent).map(address),
      local: Set(club.people.filter { $0.state ?? "active" == "active" }.map(address)),
      known: Dictionary(
        people.compactMap { person in person.role.map { (address(person), $0) } }
      ) { first, _ in first },
      in: club.rooms)
    self.club = club
    self.warnings = warnings + roles.warnings
    checkTopics()
    checkRooms()
  }

  /// Whether somebody can answer for the club; a file without that is none.
  static func hasSomebody(_ club: LiveClub) -> Bool {
    var warnings: [String] = []
    return usable(club, &warnings).contains { $0.state ?? "active" == "active" }
  }

  // MARK: - People

  /// Those whose address can be a member's.
  private static func usable(_ club: LiveClub, _ warnings: inout [String]) -> [LiveClub.Person] {
    club.people.filter { person in
      let isName = (try? LocalPart.prepared(person.id)) == person.id
      if isName, !ReservedMembers.names.contains(person.id) { return true }
      warnings.append(
        "the account \(person.id)@\(club.domain) stays unmanaged: "
          + (isName ? "a member cannot have this id" : "its name is not the same everywhere"))
      return false
    }
  }

  /// Who is in rooms or lists with an address elsewhere.
  private static func outsiders(
    _ club: LiveClub, _ warnings: inout [String]
  ) -> [LiveClub.Person] {
    let here = Set(club.people.map { "\($0.id)@\(club.domain)" })
    var taken = Set(club.people.map(\.id))
    let named = Set(
      club.rooms.flatMap { $0.affiliations.filter { $0.value != "outcast" }.keys }
        + club.lists.flatMap(\.members)
    ).subtracting(here)
    return named.sorted().compactMap { jid in
      guard let address = Address(jid), address.host != club.domain,
        (try? BareJID(parsing: jid))?.description == jid
      else {
        warnings.append("\(jid) is named in a room or list, and is nobody's account: left out")
        return nil
      }
      var id = address.user
      if taken.contains(id) || ReservedMembers.names.contains(id) { id = "\(id)-elsewhere" }
      var number = 1
      while !taken.insert(id).inserted {
        number += 1
        id = "\(address.user)-elsewhere-\(number)"
      }
      let name = club.lists.lazy.compactMap { $0.names[jid] }.first
      return LiveClub.Person(id: id, jid: jid, name: name ?? address.user)
    }
  }

  private func address(_ person: LiveClub.Person) -> String {
    person.jid ?? "\(person.id)@\(club.domain)"
  }

  // MARK: - The file

  var document: [UInt8] {
    let intro = ["Made by `allotment import` of what is live; look through it before you use it."]
    return YAMLValue.mapping(entries).document(comments: intro + warnings)
  }

  private var entries: [YAMLValue.Entry] {
    var entries: [YAMLValue.Entry] = [
      .init("apiVersion", .text("allotment/v1")), .init("kind", .text("Club")),
      .init("id", .text(club.id)),
      .init("name", .text(oneLine(club.name) ?? club.domain)),
    ]
    if let language = club.language { entries.append(.init("language", .text(language))) }
    entries.append(.init("domain", .text(club.domain)))
    if let lifecycle = club.lifecycle { entries.append(.init("lifecycle", .text(lifecycle))) }
    if !club.contacts.isEmpty {
      entries.append(
        .init(
          "contacts",
          .mapping(club.contacts.sorted { $0.key < $1.key }.map { .init($0.key, .text($0.value)) }))
      )
    }
    entries.append(.init("members", .list(people.map(member))))
    if !groups.isEmpty {
      entries.append(.init("groups", .mapping(groups.map { .init($0.id, .texts($0.members)) })))
    }
    entries.append(.init("chat", .mapping(chat)))
    if let site = club.site?.value { entries.append(.init("site", site)) }
    if !club.delegates.isEmpty { entries.append(.init("delegates", .texts(club.delegates))) }
    return entries
  }

  private func member(_ person: LiveClub.Person) -> YAMLValue {
    var entries: [YAMLValue.Entry] = [
      .init("id", .text(person.id)), .init("name", .text(oneLine(person.name) ?? person.id)),
    ]
    let role = roles.roles[address(person)] ?? person.role ?? "member"
    if role != "member" { entries.append(.init("role", .text(role))) }
    if let jid = person.jid { entries.append(.init("jid", .text(jid))) }
    if let state = person.state, state != "active" {
      entries.append(.init("state", .text(state)))
    }
    return .mapping(entries)
  }

  private var chat: [YAMLValue.Entry] {
    var entries: [YAMLValue.Entry] = []
    if !club.rooms.isEmpty { entries.append(.init("rooms", .list(club.rooms.map(room)))) }
    entries.append(.init("contactList", .text(contactList)))
    if let federation = federation { entries.append(.init("federation", federation)) }
    return entries
  }

  /// `allow: a.example, b.example` as plans show it, or a word.
  private var federation: YAMLValue? {
    guard let text = club.federation, text != "open" else { return nil }
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    if parts[0] == "provider" || parts.count < 2 { return .text(parts[0]) }
    let domains = parts[1].split(whereSeparator: { ", ".contains($0) }).map(String.init)
    return .mapping([.init(parts[0], .texts(domains))])
  }

  // MARK: - Shared lists

  private var present: Set<String> { Set(people.filter(\.isPresent).map(address)) }

  private var contactList: String {
    if club.lists.isEmpty { return "none" }
    return isOneForAll ? "everyone" : "groups"
  }

  private var isOneForAll: Bool {
    club.lists.count == 1
      && (club.lists[0].id == "everyone" || club.lists[0].members == present)
  }

  private var groups: [(id: String, members: [String])] {
    if isOneForAll { return [] }
    return club.lists.compactMap { list in
      let members = list.members.compactMap { ids[$0] }.sorted()
      return members.isEmpty ? nil : (list.id, members)
    }
  }

  // MARK: - Rooms

  private func room(_ room: LiveClub.Room) -> YAMLValue {
    var entries: [YAMLValue.Entry] = [.init("id", .text(room.id))]
    if let name = oneLine(room.name) { entries.append(.init("name", .text(name))) }
    if let topic = FittingText(topic: room.topic).text, !topic.isEmpty {
      entries.append(.init("topic", .text(topic)))
    }
    if !isForAll(room) { entries.append(.init("members", .texts(insiders(of: room)))) }
    let moderators = moderators(of: room)
    if !moderators.isEmpty { entries.append(.init("moderators", .texts(moderators))) }
    if room.isPublic { entries.append(.init("public", .flag(true))) }
    return .mapping(entries)
  }

  private func isForAll(_ room: LiveClub.Room) -> Bool {
    present.allSatisfy { !roles.isOrdinary($0) || isIn($0, room) }
  }

  private func isIn(_ address: String, _ room: LiveClub.Room) -> Bool {
    ["owner", "admin", "member"].contains(room.affiliations[address])
  }

  /// A list is not empty: owners are in every room anyhow.
  private func insiders(of room: LiveClub.Room) -> [String] {
    let named = present.filter { roles.isOrdinary($0) && isIn($0, room) }
    let someone = present.filter { !roles.isOrdinary($0) }.min()
    return (named.isEmpty ? Set([someone].compactMap { $0 }) : named).compactMap { ids[$0] }
      .sorted()
  }

  private func moderators(of room: LiveClub.Room) -> [String] {
    present.filter {
      roles.isOrdinary($0) && ["owner", "admin"].contains(room.affiliations[$0])
    }.compactMap { ids[$0] }.sorted()
  }

  private mutating func checkTopics() {
    for room in club.rooms {
      for loss in FittingText(topic: room.topic).losses {
        let what =
          switch loss {
          case .cleaned: "is written without characters that cannot be seen"
          case .cut(let length): "is cut to \(length) characters"
          case .secret: "is left out: it holds a password or a key"
          }
        warnings.append("the topic of the room \(room.id) \(what)")
      }
    }
  }

  private mutating func checkRooms() {
    for room in club.rooms {
      if !room.isOrdinary {
        warnings.append(
          "the room \(room.id) would become one that stays, for its members only "
            + "unless it is public")
      }
      for (address, live) in room.affiliations.sorted(by: { $0.key < $1.key }) {
        guard present.contains(address) else {
          if live == "outcast" {
            warnings.append("\(address) is banned from the room \(room.id): a file cannot say it")
          }
          continue
        }
        let isModerator = ["owner", "admin"].contains(live)
        let planned = roles.affiliation(
          of: address, isModerator: isModerator, isIn: isIn(address, room))
        if planned != live {
          warnings.append("in the room \(room.id), \(address) would be \(planned), and is \(live)")
        }
      }
    }
  }

  /// Names stand in one line, of at most 200 characters.
  private func oneLine(_ text: String?) -> String? {
    let scalars = (text ?? "").unicodeScalars.filter {
      ![.control, .format, .lineSeparator, .paragraphSeparator]
        .contains($0.properties.generalCategory)
    }
    let words = String(String.UnicodeScalarView(scalars)).split(separator: " ")
    let line = words.joined(separator: " ")
    return line.isEmpty ? nil : String(String.UnicodeScalarView(line.unicodeScalars.prefix(200)))
  }
}

extension LiveClub.Person {
  /// Who left stands in no room and no list.
  var isPresent: Bool { state != "left" && state != "erased" }
}
