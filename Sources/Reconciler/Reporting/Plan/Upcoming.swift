import Model

extension Plan {
  /// What time will bring, the nearest first; unless `all` only within two months.
  func upcoming(all: Bool) -> [(club: ClubPlan, coming: Upcoming)] {
    clubs.flatMap { club in
      club.upcoming.filter { all || $0.isSoon }.map { (club: club, coming: $0) }
    }.sorted { ($0.coming.time, $0.club.id) < ($1.coming.time, $1.club.id) }
  }
}

extension Upcoming {
  /// "closes on 31 August 2027", "account violet@chess.example is deleted: … (2027-01-14)".
  func sentence(_ shown: (String) -> String) -> String {
    guard let resource else { return shown(text) }
    return shown("\(resource.kind.name) \(resource.name) \(text)")
      + " (\(timestamp(time).prefix(10)))"
  }
}
