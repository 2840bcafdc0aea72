import Model
import Synchronization

/// The digests of vhosts that were read whole, kept while a cheap look shows the same.
///
/// Whoever changes a vhost forgets its digest first and last; what was read meanwhile is not kept.
final class DigestMemory: Sendable {
  private struct Known {
    var overview: Fingerprint
    var digest: String
  }

  private struct State {
    var known: [String: Known] = [:]
    var changes: [String: Int] = [:]
  }

  private let state = Mutex(State())

  /// The digest, if it was read when the vhost looked like this.
  func digest(of host: String, overview: Fingerprint) -> String? {
    state.withLock { state in
      guard let known = state.known[host], known.overview == overview else { return nil }
      return known.digest
    }
  }

  /// To be asked before a vhost is read, and given to ``keep(_:of:overview:since:)``.
  func changes(of host: String) -> Int { state.withLock { $0.changes[host] ?? 0 } }

  func keep(_ digest: String, of host: String, overview: Fingerprint, since changes: Int) {
    state.withLock { state in
      guard state.changes[host] ?? 0 == changes else { return }
      state.known[host] = Known(overview: overview, digest: digest)
    }
  }

  func forget(_ host: String) {
    state.withLock { state in
      state.known[host] = nil
      state.changes[host, default: 0] += 1
    }
  }
}
