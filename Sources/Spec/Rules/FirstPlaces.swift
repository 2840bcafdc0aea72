/// Where each name stands first. Few names are compared one by one: hashing them takes longer.
struct FirstPlaces<Place> {
  private static var mostCompared: Int { 8 }

  private var few: [(name: String, place: Place)] = []
  private var many: [String: Place] = [:]

  /// Where the name stood before; nil the first time.
  mutating func insert(_ name: String, at place: Place) -> Place? {
    guard many.isEmpty else {
      if let first = many[name] { return first }
      many[name] = place
      return nil
    }
    if let first = few.first(where: { $0.name == name }) { return first.place }
    if few.isEmpty { few.reserveCapacity(Self.mostCompared) }
    if few.count < Self.mostCompared {
      few.append((name, place))
    } else {
      for (name, place) in few { many[name] = place }
      many[name] = place
    }
    return nil
  }
}
