/// Who is what in the club, as far as its rooms tell: a spec gives a role for the whole club, and
/// a server knows affiliations of each room (XEP-0045).
struct Roles {
  /// `owner`, `admin` or `member`, by bare address.
  private(set) var roles: [String: String] = [:]
  private(set) var warnings: [String] = []

  /// - Parameter addresses: of everybody who is to be a member, in order; of those with an account
  ///   here, `local`.
  init(
    of addresses: [String], local: Set<String>, known: [String: String], in rooms: [LiveClub.Room]
  ) {
    for address in addresses {
      if let role = known[address] {
        roles[address] = role
        continue
      }
      let everywhere = rooms.map { $0.affiliations[address] ?? "none" }
      if !rooms.isEmpty, everywhere.allSatisfy({ $0 == "owner" }) {
        roles[address] = "owner"
      } else if !rooms.isEmpty, everywhere.allSatisfy({ $0 == "owner" || $0 == "admin" }) {
        roles[address] = "admin"
      } else {
        roles[address] = "member"
      }
    }
    if !local.contains(where: { roles[$0] == "owner" || roles[$0] == "admin" }) {
      chooseOwner(among: addresses.filter(local.contains), rooms)
    }
  }

  /// A club has somebody who answers for it.
  private mutating func chooseOwner(among addresses: [String], _ rooms: [LiveClub.Room]) {
    func owned(_ address: String) -> Int { rooms.count { $0.affiliations[address] == "owner" } }
    let most = addresses.map(owned).max() ?? 0
    guard let chosen = addresses.first(where: { owned($0) == most }) else { return }
    roles[chosen] = "owner"
    warnings.append(
      "nobody owns all rooms: \(chosen) is written as the club's owner, look whether that is right")
  }

  /// What allotment makes of a member in a room.
  func affiliation(of address: String, isModerator: Bool, isIn: Bool) -> String {
    switch roles[address] {
    case "owner": "owner"
    case "admin", "moderator": "admin"
    default: isModerator ? "admin" : isIn ? "member" : "none"
    }
  }

  func isOrdinary(_ address: String) -> Bool {
    roles[address].map { $0 == "member" || $0 == "limited" } ?? false
  }
}
