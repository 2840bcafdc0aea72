/// Sites that are only a redirect, from club to club.
extension FleetRules {
  /// A loop is an error in each of its files.
  mutating func checkRedirects() {
    var next: [Int32: Int32] = [:]
    for row in index.redirects {
      guard let owner = hostOwners[row.hash], owner != row.club, isRedirect(row, to: Int(owner))
      else { continue }
      next[row.club] = owner
    }
    let looping = RedirectPath.loops(next)
    for (club, owner) in next.sorted(by: { $0.key < $1.key }) where looping.contains(club) {
      guard let mine = entries[Int(club)].claims?.redirect,
        let theirs = entries[Int(owner)].claims?.redirect
      else { continue }
      add(
        .redirectLoop, "this redirect leads back to itself over another club's site", Int(club),
        at: mine.position, hint: "one of the sites must have something to show",
        related: (Int(owner), theirs.position, "goes on here"))
    }
  }

  /// Whether the redirect leads to a name of that club's, whose site is a redirect as well.
  private func isRedirect(_ row: FleetIndex.Row, to owner: Int) -> Bool {
    guard let target = entries[Int(row.club)].claims?.redirect, let other = entries[owner].claims
    else { return false }
    return other.redirect != nil && other.hosts.contains { $0.text == target.text }
  }
}
