/// What the rules across files could not take into account, in plain words: whoever reads "valid"
/// of another file must know it. No finding: what is broken is told already where it stands.
enum NotChecked {
  /// Files that are named, at most.
  static let limit = 20

  static func notes(_ clubs: [CachedClub], _ provider: Provider?) -> [String] {
    var notes: [String] = []
    if provider == nil {
      notes.append(
        "\(Provider.file) cannot be used: limits, placements, reserved names and names below its "
          + "domain were not checked")
    }
    let unseen = clubs.compactMap(note)
    notes += unseen.prefix(limit)
    if unseen.count > limit {
      notes.append("\(unseen.count - limit) more files could not be taken into account")
    }
    return notes
  }

  private static func note(_ club: CachedClub) -> String? {
    let file = Phrase(cut(club.file.file)).text
    guard let claims = club.claims else {
      return "\(file) was not read: whether others claim its names, its folder or its members' "
        + "addresses was not checked"
    }
    if claims.domainIsBroken {
      return "the domain in \(file) cannot be read: whether others claim it was not checked"
    }
    return nil
  }
}
