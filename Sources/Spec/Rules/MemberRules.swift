/// The form of a name of a member or a group by which it is compared: prepared where it can be an
/// address, as it stands otherwise.
func nameKey(_ text: String) -> String {
  (try? LocalPart.prepared(text)) ?? text.lowercased()
}

extension ClubReading {
  /// The members of a club among themselves. Gives the first member of each id, by its index.
  func checkMembers(_ reading: inout Reading) -> [String: Int] {
    let ids = checkUniqueMembers(&reading)
    checkMoves(&reading)
    checkConfusables(&reading)
    // By index: a member is large, and a loop over the values copies each.
    let members = club.members.indices
    for index in members where club.members[index].devices.count > 1 {
      club.members[index].checkDevices(&reading)
    }
    let hasOwner = members.contains { index in
      club.members[index].role.value.isInCharge && club.members[index].jid == nil
        && club.members[index].state.value == .active
    }
    if membersAreWhole, !hasOwner {
      reading.report(
        .missingOwner, "no active member with an account here has the role `owner` or `admin`",
        at: club.membersPosition, hint: "give one of the members `role: owner`")
    }
    return ids
  }

  private func checkUniqueMembers(_ reading: inout Reading) -> [String: Int] {
    var ids: [String: Int] = [:]
    ids.reserveCapacity(club.members.count)
    var addresses: [BareJID: SourcePosition] = [:]
    for index in club.members.indices {
      let id = club.members[index].id
      if let first = ids.updateValue(index, forKey: id.value) {
        ids[id.value] = first
        let place = club.members[first].id.position
        reading.report(
          .duplicateMember, "there is a member \(quoted(id.value)) already",
          at: id.position, related: [reading.findings.related(place, "first declared here")])
      }
      guard let jid = club.members[index].jid else { continue }
      if let first = addresses[jid.value] {
        reading.report(
          .duplicateMember, "there is a member with the address \(quoted(jid.value.description))",
          at: jid.position, related: [reading.findings.related(first, "first declared here")])
      } else {
        addresses[jid.value] = jid.position
      }
    }
    return ids
  }

  /// A member moves from an id that nobody has, and nobody else moves from, with an account here.
  private func checkMoves(_ reading: inout Reading) {
    let members = club.members.indices
    guard members.contains(where: { club.members[$0].movedFrom != nil }) else { return }
    var ids: [String: SourcePosition] = [:]
    for member in club.members where ids[member.id.value] == nil {
      ids[member.id.value] = member.id.position
    }
    for member in club.members {
      guard let from = member.movedFrom else { continue }
      if let other = ids.updateValue(from.position, forKey: from.value) {
        reading.report(
          .movedFrom, "\(quoted(from.value)) is taken: no member can move from it",
          at: from.position, related: [reading.findings.related(other, "taken here")])
      }
      if member.jid != nil {
        reading.report(
          .movedFrom, "a member with an address elsewhere takes no account along",
          at: from.position,
          hint: "leave `jid` out; or leave `movedFrom` out, and the account here is one of "
            + "somebody who is not in the file any more")
      }
    }
  }

  private func checkConfusables(_ reading: inout Reading) {
    let isASCII = club.members.indices.allSatisfy { index in
      club.members[index].id.value.isASCII
    }
    guard !isASCII else { return }
    var seen: [String: Located<String>] = [:]
    for member in club.members {
      guard let skeleton = Confusables.skeleton(member.id.value) else { continue }
      guard let first = seen[skeleton] else {
        seen[skeleton] = member.id
        continue
      }
      guard first.value != member.id.value else { continue }
      reading.report(
        .confusableMember, .warning, "\(quoted(member.id.value)) looks like another member's id",
        at: member.id.position,
        related: [reading.findings.related(first.position, "the other is here")])
    }
  }
}

extension Member.Role {
  /// Whether such a member can look after the club.
  fileprivate var isInCharge: Bool { self == .owner || self == .admin }
}

extension Member {
  fileprivate func checkDevices(_ reading: inout Reading) {
    if let none = devices.first(where: { $0.value == .none }),
      devices.contains(where: { $0.value != .none })
    {
      reading.report(
        .devices, "`none` stands beside other devices", at: none.position,
        hint: "leave `none` out, or the others")
    }
  }
}
