/// What the rules across files could not take into account, in plain words: whoever reads "valid"
/// of another file must know it. No finding: what is broken is told already where it stands.
enum NotChecked {
  /// Files that are named, at most.
  static let limit = 20

  /// What others were not checked against, because it could not all be read.
  enum Part: Sendable {
    case members
    case delegates
  }

  /// - Parameter fleet: by index of the club.
  static func notes(
    _ clubs: [CachedClub], _ provider: Provider?, _ fleet: [Int: FleetRules.Finding]
  ) -> [String] {
    var notes: [String] = []
    if provider == nil {
      notes.append(
        "\(Provider.file) cannot be used: limits, placements, reserved names and names below its "
          + "domain were not checked")
    }
    var files = 0
    for (index, club) in clubs.enumerated() {
      let own = self.notes(club, fleet[index]?.leftOut ?? [])
      guard !own.isEmpty else { continue }
      files += 1
      if files <= limit { notes += own }
    }
    if files > limit {
      notes.append("\(files - limit) more files could not be taken into account")
    }
    return notes
  }

  private static func notes(_ club: CachedClub, _ leftOut: Set<Part>) -> [String] {
    guard let claims = club.claims else {
      return [
        "\(cut(club.file.file)) was not read: whether others claim its names, its folder or its "
          + "members' addresses was not checked"
      ]
    }
    guard claims.domainIsBroken || !claims.aliasesAreWhole || !leftOut.isEmpty else { return [] }
    let file = cut(club.file.file)
    var notes: [String] = []
    if claims.domainIsBroken {
      notes.append("the domain in \(file) cannot be read: whether others claim it was not checked")
    }
    if !claims.aliasesAreWhole {
      notes.append(
        "the aliases in \(file) cannot all be read: whether others claim them was not checked")
    }
    if leftOut.contains(.delegates) {
      notes.append(
        "the delegates in \(file) cannot all be read: whether others may have their names below "
          + "this club's was not checked")
    }
    if leftOut.contains(.members) {
      notes.append(
        "the members in \(file) cannot all be read: whether addresses that others name there are "
          + "theirs was not checked")
    }
    return notes
  }
}
