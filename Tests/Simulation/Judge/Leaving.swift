import Model
import ServiceContract
import Spec
import Synchronization

/// What leaves by date, and who has another id.
extension Judge {
  /// A pass that began so many seconds ago still goes by the time of day of its begin.
  private static let longestPass: Int64 = 1_800

  /// The default of `keepLeft` here, in seconds.
  private static let keepLeft: Int64 = 86_400

  /// The clock was set, from this time of day.
  func jumped(from before: Int64) {
    jumps.append((at: elapsed(), wall: before))
    // Whoever leaves while it shows an earlier time left then.
    for address in leftSince.keys where leftSince[address]!.time > wall() {
      leftSince[address]!.time = wall()
    }
  }

  /// A time by all clocks.
  struct Moment {
    /// By the time of day.
    var time: Int64
    /// As ``elapsed`` counts.
    var at: Int64
    /// The latest time of day that the machine can have lived then.
    var lived: Int64
  }

  var moment: Moment {
    Moment(time: wall(), at: elapsed(), lived: jumps.map(\.wall).reduce(wall(), max))
  }

  private var jumpedFrom: [Int64] {
    jumps.filter { elapsed() - $0.at <= Judge.longestPass }.map(\.wall)
  }

  /// The latest time of day that anybody may go by now, and the earliest.
  var latest: Int64 { jumpedFrom.reduce(wall(), max) }
  var earliest: Int64 { jumpedFrom.reduce(wall(), min) - Judge.longestPass }

  // MARK: - Clubs

  /// Whether a club's last day is over, for whoever goes by the clock of now, or of this time.
  func isOver(
    _ club: String, at commit: SimulatedRepository.Commit, time: Int64? = nil
  ) -> Bool {
    guard let leave = commit.model.clubs.first(where: { $0.id == club })?.leave else {
      return false
    }
    return (time ?? latest) >= leave.end
  }

  /// Whether all of it may go by now. A clock that is set makes nobody's day come: what the machine
  /// has lived goes on at most twice as fast as real time.
  func mayEnd(_ club: String, at commit: SimulatedRepository.Commit) -> Bool {
    guard let start else { return false }
    return isOver(club, at: commit)
      && isOver(club, at: commit, time: start.time + 2 * (elapsed() - start.at))
  }

  /// Whether its last day is over for everybody.
  func isSurelyOver(
    _ club: String, at commit: SimulatedRepository.Commit, time: Int64? = nil
  ) -> Bool {
    commit.canBeRead(club) && isOver(club, at: commit, time: time ?? earliest)
  }

  // MARK: - Members

  /// A member's state in the files counts from the commit on, until the agent makes another of it.
  func leave(_ addresses: Set<String>) {
    left = addresses
    for address in addresses where leftSince[address] == nil { leftSince[address] = moment }
  }

  func didMakeAccount(_ change: Change) {
    if case .expiring? = change.desired?.presence { return }
    let address = change.resource.name
    leftSince[address] = left.contains(address) ? moment : nil
  }

  func isGraceOver(_ account: ResourceID) -> Bool {
    guard let since = leftSince[account.name] else { return false }
    let end = since.time + Judge.keepLeft
    // A clock that was behind shortens nothing: time goes twice as fast at most.
    guard 2 * (elapsed() - since.at) >= Judge.keepLeft else { return false }
    return latest >= end && since.lived + 2 * (elapsed() - since.at) >= end
  }

  // MARK: - Other ids

  /// What the file says of a thing, by its name of now or, until that is there, of before.
  func declared(
    _ key: Key, _ club: String, at commit: SimulatedRepository.Commit, on server: Server
  ) -> Resource? {
    guard let wanted = desired(club, at: commit, on: server) else { return nil }
    if let resource = wanted[key] { return resource }
    let live = server.state.withLock { $0.live }
    return wanted.values.first { resource in
      resource.id.kind == key.kind && resource.move?.name == key.name
        || live[Key(resource.id)] == nil && former(of: resource, in: club, at: commit).contains(key)
    }
  }

  /// The accounts that a member had before, under all earlier ids.
  private func former(
    of resource: Resource, in club: String, at commit: SimulatedRepository.Commit
  ) -> [Key] {
    let parts = resource.id.name.split(separator: "@").map(String.init)
    guard resource.id.kind.name == "account", parts.count == 2,
      let member = commit.model.clubs.first(where: { $0.id == club })?.members
        .first(where: { $0.id == parts[0] })
    else { return [] }
    return member.person.formerIDs.map { Key(resource.id.kind, "\($0)@\(parts[1])") }
  }

  /// The ids under which all that a club has is still known, and that its file does not say.
  private func lost(to club: String, at commit: SimulatedRepository.Commit) -> [String] {
    guard let model = commit.model.clubs.first(where: { $0.id == club }), !hasApplied(club) else {
      return []
    }
    return model.formerIDs.dropLast().filter { hasApplied($0) && !commit.model.isDeclared($0) }
  }

  /// Nobody gets a new account while there is the old one to be taken along, and nothing is made
  /// for who is gone.
  func judgeCreation(
    _ change: Change, of club: String, at commit: SimulatedRepository.Commit, on server: Server
  ) {
    if isSurelyOver(club, at: commit) {
      trace.broke(.notBeforeItsDate, "\(change.id) is made after the club's last day")
    }
    for old in lost(to: club, at: commit) where !isApproved(change, of: club, at: commit.number) {
      trace.broke(.renamedKeepsAll, "\(change.id) is made anew, and it is all there as \(old)'s")
    }
    guard let resource = change.desired, let live = looks[server.name]?[club]?.live,
      case let new = Key(resource.id), live[new] == nil
    else { return }
    // Of ids that nobody saw in between a person may say that they are nobody's.
    let isLetThrough = isApproved(change, of: club, at: commit.number)
    let former = isLetThrough ? [] : former(of: resource, in: club, at: commit)
    let last = resource.move.map { [Key(resource.id.kind, $0.name)] } ?? []
    for old in last + former where live[old]?.mark == club {
      trace.broke(.renamedKeepsAll, "\(new) is made anew, and \(old) is there")
    }
  }
}
