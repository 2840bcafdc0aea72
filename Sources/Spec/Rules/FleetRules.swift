/// The rules over all clubs. One pass, a few milliseconds for 10,000 clubs.
struct FleetRules {
  /// What was found about one club file.
  struct Finding {
    var diagnostics: [Diagnostic] = []
    var conflicts: [Conflict] = []
  }

  let entries: [CachedClub]
  private(set) var findings: [Int: Finding] = [:]
  private var hostOwners: [Int: Int32] = [:]
  private var ids: [String: Int32] = [:]

  static func check(_ entries: [CachedClub]) -> [Int: Finding] {
    var rules = FleetRules(entries: entries)
    rules.checkIDs()
    rules.checkHosts()
    rules.checkSites()
    rules.checkMoves()
    rules.checkOutsiders()
    return rules.findings
  }

  private init(entries: [CachedClub]) {
    self.entries = entries
    hostOwners.reserveCapacity(entries.count * 2)
    ids.reserveCapacity(entries.count)
  }

  // MARK: Ids

  private mutating func checkIDs() {
    for (index, entry) in entries.enumerated() {
      guard let first = ids[entry.file.id] else {
        ids[entry.file.id] = Int32(index)
        continue
      }
      let pair = [Int(first), index]
      for (one, other) in [(pair[0], pair[1]), (pair[1], pair[0])] {
        add(
          .duplicateClub, "there are two files for the club \(quoted(entry.file.id))", one,
          at: idPosition(one),
          related: (other, idPosition(other), "the other is here"))
      }
    }
  }

  // MARK: Host names

  private mutating func checkHosts() {
    for index in entries.indices {
      for host in entries[index].claims?.hosts ?? [] {
        if let owner = hostOwners[host.hash] {
          addShared(Int(owner), index, host)
        } else {
          hostOwners[host.hash] = Int32(index)
        }
      }
    }
    for index in entries.indices { checkAbove(index) }
  }

  private mutating func addShared(_ owner: Int, _ index: Int, _ host: ClubClaims.Name) {
    guard owner != index, let other = entries[owner].claims?.hosts.first(where: { $0.text == host.text })
    else { return }
    addConflict(
      .sharedHostName, "\(quoted(readable(host.text))) is the name of two clubs", host.text,
      (index, host.position), (owner, other.position), related: "claimed here, too")
  }

  /// Names above a club's own: nobody else's, unless that club delegates it.
  private mutating func checkAbove(_ index: Int) {
    guard let claims = entries[index].claims else { return }
    for (place, host) in claims.hosts.enumerated() {
      if let parent = claims.componentOf[place], let owner = hostOwners[parent].map(Int.init),
        owner != index, let domain = domain(of: owner), host.text.hasSuffix("." + domain.text)
      {
        addConflict(
          .sharedHostName, "\(quoted(readable(host.text))) belongs to another club's services",
          host.text, (index, host.position), (owner, domain.position),
          related: "the domain is here")
        continue
      }
      for hash in host.above {
        guard let owner = hostOwners[hash].map(Int.init), owner != index else { continue }
        checkParent(index, host, owner)
      }
    }
  }

  private mutating func checkParent(_ index: Int, _ host: ClubClaims.Name, _ owner: Int) {
    guard let claims = entries[owner].claims,
      let above = claims.hosts.first(where: { host.text.hasSuffix("." + $0.text) })
    else { return }
    let name = DomainName(ascii: host.text, unicode: host.text)
    guard !claims.delegates.contains(where: { name.isWithin($0) }) else { return }
    addConflict(
      .nestedDomain, "\(quoted(readable(host.text))) is below another club's \(quoted(readable(above.text)))",
      host.text, (index, host.position), (owner, above.position),
      related: "the other name is here",
      hint: "the club above may allow it: `delegates: [\(cut(readable(host.text)))]`")
  }

  private func domain(of index: Int) -> ClubClaims.Name? {
    guard let claims = entries[index].claims, claims.hasDomain else { return nil }
    return claims.hosts.first
  }

  // MARK: Sites

  private mutating func checkSites() {
    var owners: [Int: Int32] = [:]
    for index in entries.indices {
      guard let site = entries[index].claims?.site else { continue }
      if let owner = owners[site.hash].map(Int.init) {
        addSharedSite(index, owner, site)
      } else {
        owners[site.hash] = Int32(index)
      }
    }
    for index in entries.indices {
      guard let site = entries[index].claims?.site else { continue }
      for hash in site.above {
        if let owner = owners[hash].map(Int.init), owner != index {
          addSharedSite(index, owner, site)
        }
      }
    }
  }

  private mutating func addSharedSite(_ index: Int, _ owner: Int, _ site: ClubClaims.Name) {
    guard let other = entries[owner].claims?.site,
      site.text == other.text || site.text.hasPrefix(other.text + "/")
    else { return }
    addConflict(
      .sharedSite, "the folder \(quoted(site.text)) belongs to two clubs' sites", site.text,
      (index, site.position), (owner, other.position), related: "the other site is here")
  }

  // MARK: Moves

  private mutating func checkMoves() {
    var movers: [String: Int] = [:]
    for index in entries.indices {
      guard let from = entries[index].claims?.movedFrom else { continue }
      if let living = ids[from.value].map(Int.init) {
        add(
          .movedFrom, "there is a club \(quoted(from.value)): nobody moves from its id", index,
          at: from.position,
          related: (living, idPosition(living), "the club is here"))
      }
      guard let first = movers[from.value] else {
        movers[from.value] = index
        continue
      }
      for (one, other) in [(first, index), (index, first)] {
        guard let place = entries[one].claims?.movedFrom?.position,
          let otherPlace = entries[other].claims?.movedFrom?.position
        else { continue }
        add(
          .movedFrom, "two clubs move from the id \(quoted(from.value))", one, at: place,
          related: (other, otherPlace, "the other is here"))
      }
    }
  }

  // MARK: Members elsewhere

  private mutating func checkOutsiders() {
    for index in entries.indices {
      for outsider in entries[index].claims?.outsiders ?? [] { check(outsider, of: index) }
    }
  }

  private mutating func check(_ outsider: ClubClaims.Outsider, of index: Int) {
    if let parent = outsider.parent, let owner = hostOwners[parent].map(Int.init), owner != index,
      let domain = domain(of: owner), outsider.domain.hasSuffix("." + domain.text)
    {
      return add(
        .memberElsewhere, "\(quoted(outsider.address)) is no person's address", index,
        at: outsider.position, related: (owner, domain.position, "the club's domain is here"))
    }
    guard let owner = hostOwners[outsider.hash].map(Int.init), owner != index,
      let domain = domain(of: owner), domain.text == outsider.domain,
      let accounts = entries[owner].claims?.accounts, !accounts.contains(outsider.local),
      let club = entries[owner].decoded?.reading?.club
    else { return }
    let member = club.members.first { $0.id.value == outsider.local }
    add(
      .memberElsewhere, "\(quoted(outsider.address)) is no active member's account", index,
      at: outsider.position,
      related: (
        owner, member?.position ?? club.membersPosition,
        member == nil ? "the members of that club are here" : "the member is here"
      ))
  }
}

extension FleetRules {
  private func idPosition(_ index: Int) -> SourcePosition {
    entries[index].claims?.idPosition ?? .start
  }

  private func readable(_ ascii: String) -> String {
    (try? DomainName(parsing: ascii))?.unicode ?? ascii
  }

  private mutating func add(
    _ rule: Rule, _ message: String, _ index: Int, at position: SourcePosition,
    hint: String? = nil, related: (index: Int, position: SourcePosition, message: String)
  ) {
    findings[index, default: Finding()].diagnostics.append(
      Diagnostic(
        rule, message,
        at: SourceLocation(file: entries[index].file.file, position: position), hint: hint,
        related: [
          Diagnostic.Related(
            location: SourceLocation(
              file: entries[related.index].file.file, position: related.position),
            message: related.message)
        ]))
  }

  /// The same finding in both clubs, each with the other's place; once for each pair of places.
  private mutating func addConflict(
    _ rule: Rule, _ message: String, _ name: String,
    _ one: (index: Int, position: SourcePosition), _ other: (index: Int, position: SourcePosition),
    related: String, hint: String? = nil
  ) {
    for (mine, theirs) in [(one, other), (other, one)] {
      add(
        rule, message, mine.index, at: mine.position, hint: hint,
        related: (theirs.index, theirs.position, related))
      findings[mine.index, default: Finding()].conflicts.append(
        Conflict(club: entries[theirs.index].file.id, rule: rule, name: name))
    }
  }
}
