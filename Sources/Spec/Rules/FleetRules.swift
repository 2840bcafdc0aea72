/// The rules over all clubs. One pass, a few milliseconds for 10,000 clubs.
struct FleetRules {
  /// What was found about one club file.
  struct Finding {
    var diagnostics: [Diagnostic] = []
    var conflicts: [Conflict] = []
    /// What of the file others were not checked against.
    var leftOut: Set<NotChecked.Part> = []
  }

  let entries: [CachedClub]
  let index: FleetIndex
  private var findings: [Int: Finding] = [:]
  /// The first club that has a name, by its hash.
  private(set) var hostOwners: [Int: Int32] = [:]
  private(set) var idOwners: [Int: Int32] = [:]

  /// By index of the club; clubs without findings are absent.
  static func check(_ entries: [CachedClub], _ index: FleetIndex) -> [Int: Finding] {
    var rules = FleetRules(entries, index)
    rules.checkIDs()
    rules.checkHosts()
    rules.checkSites()
    rules.checkRedirects()
    rules.checkMoves()
    rules.checkOutsiders()
    return rules.findings
  }

  private init(_ entries: [CachedClub], _ index: FleetIndex) {
    self.entries = entries
    self.index = index
  }

  // MARK: Ids

  private mutating func checkIDs() {
    let doubles = FleetRules.owners(index.ids, &idOwners)
    for (row, first) in doubles {
      let (one, other) = (Int(first), Int(row.club))
      guard entries[one].file.id == entries[other].file.id else { continue }
      for (mine, theirs) in [(one, other), (other, one)] {
        add(
          .duplicateClub, "there are two files for the club \(quoted(entries[mine].file.id))", mine,
          at: idPosition(mine), related: (theirs, idPosition(theirs), "the other is here"))
      }
    }
  }

  /// The first club of each hash, and the rows of others with the same one.
  private static func owners(
    _ rows: [FleetIndex.Row], _ owners: inout [Int: Int32]
  ) -> [(row: FleetIndex.Row, owner: Int32)] {
    owners.reserveCapacity(rows.count)
    var doubles: [(FleetIndex.Row, Int32)] = []
    for row in rows {
      if let owner = owners.updateValue(row.club, forKey: row.hash) {
        owners[row.hash] = owner
        if owner != row.club { doubles.append((row, owner)) }
      }
    }
    return doubles
  }

  // MARK: Host names

  private mutating func checkHosts() {
    for (row, owner) in FleetRules.owners(index.hosts, &hostOwners) { addShared(row, Int(owner)) }
    for row in index.parents {
      if let owner = owner(of: row, in: hostOwners) { addComponent(row, owner) }
    }
    for row in index.above {
      if let owner = owner(of: row, in: hostOwners) { checkParent(row, owner) }
    }
  }

  /// Another club that owns the hash of a row.
  func owner(of row: FleetIndex.Row, in owners: [Int: Int32]) -> Int? {
    guard let owner = owners[row.hash], owner != row.club else { return nil }
    return Int(owner)
  }

  private func host(_ row: FleetIndex.Row) -> ClubClaims.Name? {
    entries[Int(row.club)].claims?.hosts[Int(row.item)]
  }

  private mutating func addShared(_ row: FleetIndex.Row, _ owner: Int) {
    guard let host = host(row),
      let other = entries[owner].claims?.hosts.first(where: { $0.text == host.text })
    else { return }
    addConflict(
      .sharedHostName, "\(quoted(readable(host.text))) is the name of two clubs",
      (Int(row.club), host), (owner, other), related: "claimed here, too")
  }

  private mutating func addComponent(_ row: FleetIndex.Row, _ owner: Int) {
    guard let host = host(row), let domain = domain(of: owner),
      host.text.hasSuffix("." + domain.text)
    else { return }
    addConflict(
      .sharedHostName, "\(quoted(readable(host.text))) belongs to another club's services",
      (Int(row.club), host), (owner, domain), related: "the domain is here")
  }

  /// A name above a club's own is nobody else's, unless that club delegates it.
  private mutating func checkParent(_ row: FleetIndex.Row, _ owner: Int) {
    guard let host = host(row), let claims = entries[owner].claims,
      let above = claims.hosts.first(where: {
        $0.hash == row.hash && host.text.hasSuffix("." + $0.text)
      }),
      // Told already, as a component's name.
      host.parent == nil || above.text != domain(of: owner)?.text
        || Components.parent(of: host.text).map(String.init) != above.text
    else { return }
    let name = DomainName(ascii: host.text, unicode: host.text)
    guard !claims.delegates.contains(where: { name.isWithin($0) }) else { return }
    guard claims.delegatesAreWhole else { return leaveOut(.delegates, of: owner) }
    let readableAbove = readable(above.text)
    addConflict(
      .nestedDomain,
      "\(quoted(readable(host.text))) is below another club's \(quoted(readableAbove))",
      (Int(row.club), host), (owner, above), related: "the other name is here",
      hint: "the club above may allow it: `delegates: [\(cut(readable(host.text)))]`")
  }

  func domain(of club: Int) -> ClubClaims.Name? {
    guard let claims = entries[club].claims, claims.hasDomain else { return nil }
    return claims.hosts.first
  }

  // MARK: Sites

  private mutating func checkSites() {
    var owners: [Int: Int32] = [:]
    for (row, owner) in FleetRules.owners(index.sites, &owners) { addSharedSite(row, Int(owner)) }
    for row in index.aboveSites {
      if let owner = owner(of: row, in: owners) { addSharedSite(row, owner) }
    }
  }

  private mutating func addSharedSite(_ row: FleetIndex.Row, _ owner: Int) {
    guard let site = entries[Int(row.club)].claims?.site, let other = entries[owner].claims?.site,
      site.text == other.text || site.text.hasPrefix(other.text + "/")
    else { return }
    addConflict(
      .sharedSite, "the folder \(quoted(site.text)) belongs to two clubs' sites",
      (Int(row.club), site), (owner, other), related: "the other site is here")
  }

  // MARK: Moves

  private mutating func checkMoves() {
    for row in index.moves {
      guard let living = idOwners[row.hash].map(Int.init),
        let from = entries[Int(row.club)].claims?.movedFrom, entries[living].file.id == from.value
      else { continue }
      add(
        .movedFrom, "there is a club \(quoted(from.value)): nobody moves from its id",
        Int(row.club), at: from.position, related: (living, idPosition(living), "the club is here"))
    }
    var movers: [Int: Int32] = [:]
    for (row, first) in FleetRules.owners(index.moves, &movers) {
      let (one, other) = (Int(first), Int(row.club))
      guard let from = entries[one].claims?.movedFrom,
        let otherFrom = entries[other].claims?.movedFrom,
        from.value == otherFrom.value
      else { continue }
      let message = "two clubs move from the id \(quoted(from.value))"
      add(
        .movedFrom, message, one, at: from.position,
        related: (other, otherFrom.position, "the other is here"))
      add(
        .movedFrom, message, other, at: otherFrom.position,
        related: (one, from.position, "the other is here"))
    }
  }
}

extension FleetRules {
  func idPosition(_ index: Int) -> SourcePosition {
    entries[index].claims?.idPosition ?? .start
  }

  func readable(_ ascii: String) -> String {
    (try? DomainName(parsing: ascii))?.unicode ?? ascii
  }

  mutating func add(
    _ rule: Rule, _ message: String, _ index: Int, at position: SourcePosition,
    severity: Diagnostic.Severity = .error, hint: String? = nil,
    related: (index: Int, position: SourcePosition, message: String)?
  ) {
    findings[index, default: Finding()].diagnostics.append(
      Diagnostic(
        rule, severity, message,
        at: SourceLocation(file: entries[index].file.file, position: position), hint: hint,
        related: related.map {
          [
            Diagnostic.Related(
              location: SourceLocation(file: entries[$0.index].file.file, position: $0.position),
              message: $0.message)
          ]
        } ?? []))
  }

  mutating func leaveOut(_ part: NotChecked.Part, of index: Int) {
    findings[index, default: Finding()].leftOut.insert(part)
  }

  /// The same finding in both clubs, each with the other's place; once for each pair of places.
  private mutating func addConflict(
    _ rule: Rule, _ message: String,
    _ one: (index: Int, name: ClubClaims.Name), _ other: (index: Int, name: ClubClaims.Name),
    related: String, hint: String? = nil
  ) {
    for (mine, theirs) in [(one, other), (other, one)] {
      add(
        rule, message, mine.index, at: mine.name.position, hint: hint,
        related: (theirs.index, theirs.name.position, related))
      findings[mine.index, default: Finding()].conflicts.append(
        Conflict(club: entries[theirs.index].file.id, rule: rule, name: mine.name.text))
    }
  }
}
