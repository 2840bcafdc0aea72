/// Members of a club who have their address with another club of this provider.
extension FleetRules {
  /// An address on a domain that we host is an active member's account there.
  mutating func checkOutsiders() {
    for row in index.outsiderParents {
      if let owner = owner(of: row, in: hostOwners) { checkComponent(row, owner) }
    }
    for row in index.outsiders {
      if let owner = hostOwners[row.hash] { checkAccount(row, Int(owner)) }
    }
    var told: (club: Int32, item: Int32) = (-1, -1)
    for row in index.aboveOutsiders {
      // The nearest name is enough.
      guard told != (row.club, row.item), let owner = hostOwners[row.hash] else { continue }
      told = (row.club, row.item)
      checkBelow(row, Int(owner))
    }
    for row in index.neighbours where hostOwners[row.hash] == nil { checkNeighbour(row) }
  }

  private mutating func checkComponent(_ row: FleetIndex.Row, _ owner: Int) {
    guard let outsider = entries[Int(row.club)].claims?.outsiders[Int(row.item)],
      let domain = domain(of: owner), outsider.domain.hasSuffix("." + domain.text)
    else { return }
    add(
      .memberElsewhere, "\(quoted(outsider.address)) is no person's address", Int(row.club),
      at: outsider.position, related: (owner, domain.position, "the club's domain is here"))
  }

  private mutating func checkAccount(_ row: FleetIndex.Row, _ owner: Int) {
    guard let outsider = entries[Int(row.club)].claims?.outsiders[Int(row.item)],
      let claims = entries[owner].claims,
      let host = claims.hosts.first(where: { $0.hash == row.hash && $0.text == outsider.domain })
    else { return }
    guard host.text == domain(of: owner)?.text else {
      return add(
        .memberElsewhere, "\(quoted(outsider.address)) is on a name that only a site has",
        Int(row.club), at: outsider.position, hint: addressHint(of: owner),
        related: (owner, host.position, "the site's name is here"))
    }
    // An address of the club's own is told by itself.
    guard owner != Int(row.club) else { return }
    let isAccount = claims.accounts.contains(outsider.local)
    let member = claims.others.first { $0.value == outsider.local }
    if isAccount || (member == nil && mayMean(outsider.local, claims.brokenMembers)) {
      if !claims.membersAreWhole { leaveOut(.members, of: owner) }
      return
    }
    add(
      .memberElsewhere, "\(quoted(outsider.address)) is no active member's account",
      Int(row.club), at: outsider.position,
      related: (
        owner, member?.position ?? claims.membersPosition,
        member == nil ? "the members of that club are here" : "the member is here"
      ))
  }

  /// Nobody has a name below a club's but by its leave. The club may run something of its own there,
  /// out of our sight: so it is a warning.
  private mutating func checkBelow(_ row: FleetIndex.Row, _ owner: Int) {
    guard let outsider = entries[Int(row.club)].claims?.outsiders[Int(row.item)],
      hostOwners[outsider.hash] == nil, let claims = entries[owner].claims,
      // Told already, as a component's name.
      outsider.parent != row.hash || domain(of: owner)?.hash != row.hash,
      let host = claims.hosts.first(where: {
        $0.hash == row.hash && outsider.domain.hasSuffix("." + $0.text)
      })
    else { return }
    let name = DomainName(ascii: outsider.domain, unicode: outsider.domain)
    guard claims.delegatesAreWhole, !claims.delegates.contains(where: { name.isWithin($0) }) else {
      return
    }
    add(
      .memberElsewhere, "\(quoted(outsider.address)) is on no club's domain", Int(row.club),
      at: outsider.position, severity: .warning, hint: addressHint(of: owner),
      related: (owner, host.position, "the name above is here"))
  }

  private func addressHint(of club: Int) -> String? {
    domain(of: club).map { "the addresses of that club end in `@\(readable($0.text))`" }
  }

  /// Names right below the provider's domain are clubs' names. The provider may run something of
  /// its own there: so it is a warning.
  private mutating func checkNeighbour(_ row: FleetIndex.Row) {
    guard let outsider = entries[Int(row.club)].claims?.outsiders[Int(row.item)],
      let id = outsider.club
    else { return }
    let message = "\(quoted(outsider.address)) is on no club's domain"
    guard let owner = idOwners[NameHash.id(id)].map(Int.init), entries[owner].file.id == id else {
      return add(
        .memberElsewhere, message, Int(row.club), at: outsider.position, severity: .warning,
        hint: clubHint(outsider.domain, id), related: nil)
    }
    // A file that cannot be read may say anything.
    guard let domain = domain(of: owner) else { return }
    add(
      .memberElsewhere, message, Int(row.club), at: outsider.position, severity: .warning,
      hint: addressHint(of: owner),
      related: (owner, domain.position, "the club's domain is here"))
  }

  /// Looking through very many clubs for a name that is near would take long.
  private func clubHint(_ domain: String, _ id: String) -> String {
    let near = entries.count <= 2000 ? nearest(to: id, in: entries.map(\.file.id)) : nil
    guard let near else { return "there is no club `\(cut(id))`" }
    return "did you mean `@\(cut(near + domain.dropFirst(id.utf8.count)))`?"
  }
}
