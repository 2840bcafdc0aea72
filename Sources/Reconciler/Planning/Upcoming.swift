import Model
import Spec

/// What time will bring by itself.
extension Pass {
  /// Turns of the lifecycle, and ends of grace periods; the nearest first.
  var upcoming: [Upcoming] {
    let expiring = desired.values.compactMap { resource -> Upcoming? in
      guard observed[resource.id] != nil, let end = endOfGrace(resource) else { return nil }
      return Upcoming(
        time: end, text: "is deleted: its grace period ends", resource: resource.id,
        now: context.now)
    }
    return (input.upcoming + expiring).filter { $0.time > context.now }
      .sorted { ($0.time, $0.resource?.name ?? "") < ($1.time, $1.resource?.name ?? "") }
  }

  /// The next of these, or the end of a freeze that holds something, or when the time that was
  /// lived can have caught up with what a date wants: it goes on twice as fast as the clock at most.
  var wakesAt: Int64? {
    var times = upcoming.map(\.time)
    if let freeze = context.policy.freeze, changes.contains(where: { $0.held?.by == .freeze }) {
      times.append(freeze.until.secondsSince1970)
    }
    for change in changes where change.held?.by == .clock {
      guard let due = dueDate(declaration(of: change.resource)) else { continue }
      times.append(context.now + max(60, (due - context.lived + 1) / 2))
    }
    return times.filter { $0 > context.now }.min()
  }

  /// When the data of who left goes; nil for everything else, for what is not yet in that very
  /// state, and while the file is broken: nobody knows whether it still says so.
  func endOfGrace(_ resource: Resource) -> Int64? {
    guard !input.isOlderState, case .expiring(let period) = resource.presence,
      let record = owned[resource.id],
      record.state == .applied, record.fingerprint == resource.fingerprint
    else { return nil }
    return record.appliedAt + period.components.seconds
  }
}
