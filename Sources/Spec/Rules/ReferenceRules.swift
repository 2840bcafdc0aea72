/// Looks up the names by which members and groups are referred to within one club.
private struct Directory {
  /// What a reference must know of a member.
  struct Entrant {
    var id: Located<String>
    var state: Located<Member.State>
  }

  let all: [Member]
  /// The first member of each prepared id, by its index.
  let ids: [String: Int]
  /// The name as its declaration writes it, by its key.
  var groups: [String: String] = [:]
  /// The ids of members that could not be read: such names are no finding. Nil: no name is.
  let broken: [String]?
  let groupsAreWhole: Bool

  enum Entry {
    case member(Entrant)
    case group(String)
  }

  func find(_ name: String) -> Entry? {
    let key = nameKey(name)
    if let index = ids[key] {
      return .member(Entrant(id: all[index].id, state: all[index].state))
    }
    return groups[key].map(Entry.group)
  }

  var memberIDs: [String] { ids.keys.sorted() }
  var allNames: [String] { (Array(ids.keys) + Array(groups.values)).sorted() }
}

extension Member.State {
  var isGone: Bool { self == .left || self == .erased }
}

extension ClubReading {
  /// Every name that is referred to exists, and may do what it is named for. The references are
  /// put into the form of their declarations.
  ///
  /// - Parameter ids: the first member of each id, by its index.
  mutating func checkReferences(_ ids: [String: Int], _ reading: inout Reading) {
    let directory = directory(ids, &reading)
    for index in club.offices.indices {
      directory.resolveMember(
        &club.offices[index].member, .mayNotBeGone("hold an office"), &reading)
    }
    for index in club.groups.indices {
      directory.resolveList(&club.groups[index].members, &reading) { name, reading in
        directory.resolveMember(&name, .shouldNotBeGone("in a group"), &reading)
      }
    }
    for index in club.chat?.rooms.indices ?? 0..<0 {
      resolve(room: index, directory, &reading)
    }
    resolveWordPress(directory, &reading)
  }

  private func directory(_ ids: [String: Int], _ reading: inout Reading) -> Directory {
    var directory = Directory(
      all: club.members, ids: ids, broken: brokenMembers, groupsAreWhole: groupsAreWhole)
    var places: [String: SourcePosition] = [:]
    for group in club.groups {
      let key = nameKey(group.id.value)
      if key == "everyone" {
        reading.report(
          .groupName, "a group cannot be called `everyone`", at: group.id.position,
          hint: "`everyone` means all members")
      }
      if let first = places[key] {
        reading.report(
          .duplicateName, "there is a group \(quoted(group.id.value)) already",
          at: group.id.position, related: [reading.findings.related(first, "first declared here")])
      } else if let member = ids[key].map({ club.members[$0] }) {
        reading.report(
          .duplicateName, "the group \(quoted(group.id.value)) has the name of a member",
          at: group.id.position,
          related: [reading.findings.related(member.id.position, "the member is here")])
      }
      places[key] = group.id.position
      directory.groups[key] = group.id.value
    }
    return directory
  }

  private mutating func resolve(
    room index: Int, _ directory: Directory, _ reading: inout Reading
  ) {
    guard var room = club.chat?.rooms[index] else { return }
    if case .named(var names) = room.members.value {
      directory.resolveList(&names, &reading) { name, reading in
        directory.resolveAny(&name, .shouldNotBeGone("in a room"), &reading)
      }
      room.members.value = .named(names)
    }
    directory.resolveList(&room.moderators, &reading) { name, reading in
      directory.resolveAny(&name, .mayNotBeGone("moderate a room"), &reading)
    }
    club.chat?.rooms[index] = room
  }

  private mutating func resolveWordPress(_ directory: Directory, _ reading: inout Reading) {
    guard var site = club.site, case .wordpress(var wordpress) = site.content else { return }
    directory.resolveList(&wordpress.admins, &reading) { name, reading in
      directory.resolveMember(&name, .mayNotBeGone("look after a site"), &reading)
    }
    site.content = .wordpress(wordpress)
    club.site = site
  }
}

extension Directory {
  /// What a member who left may still be named for.
  enum Presence {
    case mayNotBeGone(String)
    case shouldNotBeGone(String)
  }

  func resolveList(
    _ names: inout [Located<String>], _ reading: inout Reading,
    each: (inout Located<String>, inout Reading) -> Void
  ) {
    var seen = FirstPlaces<SourcePosition>()
    for index in names.indices {
      each(&names[index], &reading)
      let name = names[index]
      if let first = seen.insert(name.value, at: name.position) {
        reading.report(
          .duplicateEntry, .warning, "\(quoted(name.value)) stands here twice", at: name.position,
          related: [reading.findings.related(first, "first here")])
      }
    }
  }

  func resolveAny(_ name: inout Located<String>, _ presence: Presence, _ reading: inout Reading) {
    if case .group(let group)? = find(name.value) {
      name.value = group
    } else {
      resolve(
        &name, presence, "no member and no group", near: allNames, isKnown: groupsAreWhole, &reading
      )
    }
  }

  func resolveMember(
    _ name: inout Located<String>, _ presence: Presence, _ reading: inout Reading
  ) {
    resolve(&name, presence, "no member", near: memberIDs, &reading)
  }

  private func resolve(
    _ name: inout Located<String>, _ presence: Presence, _ nothing: String,
    near names: @autoclosure () -> [String], isKnown: Bool = true, _ reading: inout Reading
  ) {
    guard case .member(let member)? = find(name.value) else {
      if isKnown, !mayMean(name.value, broken) {
        reading.report(
          .unknownMember, "there is \(nothing) \(quoted(name.value))", at: name.position,
          hint: nearest(to: name.value, in: names()).map { "did you mean `\($0)`?" })
      }
      return
    }
    name.value = member.id.value
    guard member.state.value.isGone else { return }
    let state = [reading.findings.related(member.state.position, "left here")]
    switch presence {
    case .mayNotBeGone(let what):
      reading.report(
        .memberLeft, "\(quoted(name.value)) left, and cannot \(what)", at: name.position,
        related: state)
    case .shouldNotBeGone(let place):
      reading.report(
        .memberLeft, .warning, "\(quoted(name.value)) left, and is \(place) without effect",
        at: name.position, related: state)
    }
  }
}
