import Synchronization

/// Which hosts have a link into a club's releases: what the club itself does not say any more,
/// when its inventory was lost. Only a hint: each link is read again before anything is done.
final class HostIndex: Sendable {
  /// An entry of `sites/` or `redirects/` that carries no mark of ours.
  struct Stranger: Hashable, Sendable {
    var host: String
    var isSite: Bool
  }

  private struct State {
    var hosts: [String: Set<HostName>] = [:]
    var isComplete = false
  }

  private let layout: Layout
  private let state = Mutex(State())

  init(layout: Layout) { self.layout = layout }

  /// The folder is read once; afterwards ``note(_:of:)`` and ``scan()`` keep it up to date.
  func hosts(of club: String) throws(FileFailure) -> Set<HostName> {
    if let hosts = state.withLock({ $0.isComplete ? $0.hosts[club] ?? [] : nil }) { return hosts }
    _ = try scan()
    return state.withLock { $0.hosts[club] ?? [] }
  }

  /// As of the last ``scan()``, by club.
  var known: [String: Set<HostName>] { state.withLock { $0.hosts } }

  func note(_ host: HostName, of club: String) {
    state.withLock { _ = $0.hosts[club, default: []].insert(host) }
  }

  /// Reads all links anew.
  ///
  /// - Returns: what is none of ours, in order.
  func scan() throws(FileFailure) -> [Stranger] {
    var strangers: [Stranger] = []
    var hosts: [String: Set<HostName>] = [:]
    for name in try Files.names(in: layout.sites) ?? [] {
      if let host = HostName(ascii: name), let target = try target(layout.site(host)),
        let release = ReleaseID(link: target)
      {
        hosts[release.club, default: []].insert(host)
      } else {
        strangers.append(Stranger(host: name, isSite: true))
      }
    }
    for name in try Files.names(in: layout.allRedirects) ?? [] {
      guard let host = HostName(ascii: name), let target = try target(layout.redirects(host)),
        let club = clubOfRedirects(link: target, host: host)
      else {
        strangers.append(Stranger(host: name, isSite: false))
        continue
      }
      hosts[club, default: []].insert(host)
    }
    state.withLock { $0 = State(hosts: hosts, isComplete: true) }
    return strangers
  }

  /// Nil too for what went away since its folder was listed.
  private func target(_ link: String) throws(FileFailure) -> String? {
    do { return try Files.target(of: link) } catch {
      if error.isMissing { return nil }
      throw error
    }
  }
}
