import Model

extension Holdings {
  /// "last login 2026-11-20, owner of shed@conference.chess.example".
  var sentence: String {
    var parts: [String] = []
    switch lastLogin {
    case .unknown: break
    case .never: parts.append("never logged in")
    case .at(let time): parts.append("last login \(timestamp(time).prefix(10))")
    }
    if !ownedRooms.isEmpty {
      let shown = ownedRooms.prefix(5).map { printable($0, limit: 200) }
      let more = ownedRooms.count - shown.count
      parts.append(
        "owner of " + shown.joined(separator: ", ") + (more > 0 ? " and \(more) more" : ""))
    }
    return parts.isEmpty
      ? "an account of which nothing more is known" : parts.joined(separator: ", ")
  }

  /// `lastLogin` is absent where the service does not tell, and null for who never logged in.
  var json: JSON {
    var members: [JSON.Member] = []
    switch lastLogin {
    case .unknown: break
    case .never: members.append(.init("lastLogin", .null))
    case .at(let time): members.append(.init("lastLogin", .text(timestamp(time))))
    }
    members.append(.init("ownedRooms", .list(ownedRooms.map { .text($0) })))
    return .object(members)
  }
}
