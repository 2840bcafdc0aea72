/// The hashes of all names that clubs claim, in a few flat arrays: what the rules over all clubs go
/// through for every revision. Only the rows of changed clubs are made anew.
struct FleetIndex: Sendable {
  /// A hash, and whose it is: a club by its index, and an element of its claims.
  struct Row: Sendable {
    var hash: Int
    var club: Int32
    var item: Int32
  }

  /// In the order of clubs, then of items.
  private(set) var ids: [Row] = []
  private(set) var hosts: [Row] = []
  /// The names above each host.
  private(set) var above: [Row] = []
  /// The domains that hosts would be components of.
  private(set) var parents: [Row] = []
  private(set) var sites: [Row] = []
  private(set) var aboveSites: [Row] = []
  /// The hosts that redirects lead to; the item is -1 for the redirect of a whole site.
  private(set) var redirects: [Row] = []
  private(set) var moves: [Row] = []
  private(set) var outsiders: [Row] = []
  private(set) var outsiderParents: [Row] = []
  /// The names above the domains of members elsewhere, nearest first.
  private(set) var aboveOutsiders: [Row] = []
  /// Members elsewhere, on a name right below the provider's domain.
  private(set) var neighbours: [Row] = []

  init() {}

  init(_ clubs: [CachedClub]) {
    for index in clubs.indices { add(clubs[index], Int32(index)) { $0.append(contentsOf: $1) } }
  }

  /// Puts another version of a club in the place of the one before.
  mutating func replace(_ index: Int, with club: CachedClub) {
    let wanted = Int32(index)
    add(club, wanted) { rows, new in
      let start = FleetIndex.firstIndex(in: rows) { $0 >= wanted }
      let end = FleetIndex.firstIndex(in: rows) { $0 > wanted }
      rows.replaceSubrange(start..<end, with: new)
    }
  }

  private mutating func add(
    _ cached: CachedClub, _ club: Int32, put: (inout [Row], [Row]) -> Void
  ) {
    func row(_ hash: Int, _ item: Int = 0) -> Row { Row(hash: hash, club: club, item: Int32(item)) }
    put(&ids, [row(cached.idHash)])
    let claims = cached.claims
    let names = claims?.hosts ?? []
    put(&hosts, names.indices.map { row(names[$0].hash, $0) })
    put(&above, names.indices.flatMap { item in names[item].above.map { row($0, item) } })
    put(&parents, names.indices.compactMap { item in names[item].parent.map { row($0, item) } })
    put(&sites, claims?.site.map { [row($0.hash)] } ?? [])
    put(&aboveSites, claims?.site.map { $0.above.map { row($0) } } ?? [])
    put(&redirects, claims?.departures.map { row($0.hash, $0.line ?? -1) } ?? [])
    put(&moves, claims?.movedFromHash.map { [row($0)] } ?? [])
    let others = claims?.outsiders ?? []
    put(&outsiders, others.indices.map { row(others[$0].hash, $0) })
    put(
      &outsiderParents,
      others.indices.compactMap { item in others[item].parent.map { row($0, item) } })
    put(
      &aboveOutsiders,
      others.indices.flatMap { item in others[item].above.map { row($0, item) } })
    put(
      &neighbours,
      others.indices.compactMap { item in
        others[item].club == nil ? nil : row(others[item].hash, item)
      })
  }

  /// The first row whose club satisfies a condition that holds for all later ones, too.
  private static func firstIndex(in rows: [Row], where isAfter: (Int32) -> Bool) -> Int {
    var low = 0
    var high = rows.count
    while low < high {
      let middle = (low + high) / 2
      if isAfter(rows[middle].club) {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return low
  }
}
