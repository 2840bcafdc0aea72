/// Which club is due when: a state machine without IO or clock. Times are any steadily growing
/// durations since some start.
///
/// A club is in work once at a time. Asked for while it is in work, it is due again at once.
public struct WorkQueue: Sendable {
  private struct Entry {
    var due: Duration?
    var inWork = false
    var again = false
    var failures = 0
  }

  private var entries: [String: Entry] = [:]
  private let backoff: Backoff

  public init(backoff: Backoff = Backoff()) { self.backoff = backoff }

  /// The club is to be looked at now.
  public mutating func add(_ club: String, now: Duration) {
    var entry = entries[club, default: Entry()]
    if entry.inWork {
      entry.again = true
    } else {
      entry.due = min(entry.due ?? now, now)
    }
    entries[club] = entry
  }

  /// As ``add(_:now:)``, for something new: what failed before does not count any more.
  public mutating func addFresh(_ club: String, now: Duration) {
    entries[club]?.failures = 0
    entries[club]?.due = now
    add(club, now: now)
  }

  /// The clubs that are due, longest waiting first, at most `limit`; they are in work then.
  public mutating func take(_ limit: Int, now: Duration) -> [String] {
    let due = entries.filter { !$0.value.inWork && $0.value.due.map { $0 <= now } == true }
      .sorted { ($0.value.due!, $0.key) < ($1.value.due!, $1.key) }.prefix(limit).map(\.key)
    for club in due {
      entries[club]?.inWork = true
      entries[club]?.due = nil
    }
    return due
  }

  public enum Result: Sendable, Equatable {
    case done
    /// To be tried again, with backoff.
    case retry
    /// Not before something changes.
    case stuck
  }

  public mutating func finish<G: RandomNumberGenerator>(
    _ club: String, _ result: Result, now: Duration, using random: inout G
  ) {
    guard var entry = entries[club], entry.inWork else { return }
    entry.inWork = false
    switch result {
    case .done: entry.failures = 0
    case .stuck: break
    case .retry:
      entry.failures += 1
      entry.due = now + backoff.delay(after: entry.failures, using: &random)
    }
    if entry.again {
      entry.again = false
      entry.due = now
    }
    entries[club] = entry.due == nil && entry.failures == 0 ? nil : entry
  }

  /// When the next club is due; nil when none waits.
  public var next: Duration? {
    entries.values.lazy.filter { !$0.inWork }.compactMap(\.due).min()
  }

  /// Clubs that wait or are in work.
  public var count: Int { entries.values.count { $0.due != nil || $0.inWork } }
}
