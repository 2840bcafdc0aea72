import Inventory
import Model
import Spec
import Synchronization

/// What a server falsely says is not there must not be forgotten for that.
extension Judge {
  struct Lie {
    var inARow: Int
    /// What the club owned there before.
    var owned: Set<Key>
  }

  /// After a look of the agent at a club.
  func heard(_ club: String, on server: Server, isLie: Bool) {
    guard isLie else {
      lies[server.name]?[club] = nil
      return
    }
    var lie = lies[server.name]?[club] ?? Lie(inARow: 0, owned: owned(by: club, on: server))
    lie.inARow += 1
    lies[server.name, default: [:]][club] = lie
  }

  /// The server itself says that it is somebody else's: that is no lie.
  func heardOfOwner(_ key: Key, on server: Server) {
    for club in lies[server.name, default: [:]].keys {
      lies[server.name]?[club]?.owned.remove(key)
    }
  }

  /// After a transaction of the inventory: one untrue answer alone makes nobody forget a thing.
  func didWrite() {
    start = start ?? moment
    for server in servers {
      for (club, lie) in lies[server.name] ?? [:] where lie.inARow == 1 {
        let forgotten = lie.owned.subtracting(owned(by: club, on: server)).sorted()
        guard !forgotten.isEmpty else { continue }
        let live = server.state.withLock { $0.live }
        for key in forgotten where live[key].map({ server.mark(of: key, $0, in: live) }) == club {
          if isOwned(key, on: server) {
            // From now on what is said of its new id counts.
            lies[server.name]?[club]?.owned.remove(key)
            continue
          }
          trace.broke(.unreachableIsNotEmpty, "\(key) of \(club) is forgotten, and it is there")
        }
      }
    }
  }

  private func owned(by club: String, on server: Server) -> Set<Key> {
    let owned = (try? inventory?.owned(of: club)) ?? []
    return Set(owned.filter { $0.id.service == server.name }.map { Key($0.id) })
  }

  /// By any club: one that was renamed takes all with it.
  func isOwned(_ key: Key, on server: Server) -> Bool {
    ((try? inventory?.ownedClubs()) ?? []).contains { owned(by: $0, on: server).contains(key) }
  }
}
