import Spec

/// Listings of folders by tree id, bounded by the number of entries held.
///
/// A folder that did not change between two commits has the same tree id: its listing is reused.
struct TreeCache {
  private let capacity: Int
  private var listings: [ContentID: [RepositoryEntry]] = [:]
  /// Oldest first from `next` on; what is before `next` has been dropped.
  private var order: [ContentID] = []
  private var next = 0
  private(set) var entryCount = 0

  init(capacity: Int) { self.capacity = capacity }

  subscript(tree: ContentID) -> [RepositoryEntry]? { listings[tree] }

  mutating func insert(_ entries: [RepositoryEntry], for tree: ContentID) {
    let cost = max(entries.count, 1)
    guard cost <= capacity, listings[tree] == nil else { return }
    while entryCount + cost > capacity { dropOldest() }
    listings[tree] = entries
    order.append(tree)
    entryCount += cost
  }

  private mutating func dropOldest() {
    let tree = order[next]
    next += 1
    if let dropped = listings.removeValue(forKey: tree) { entryCount -= max(dropped.count, 1) }
    if next > 1024, next * 2 > order.count {
      order.removeFirst(next)
      next = 0
    }
  }
}
