import ChatContract
import Model
public import ServiceContract

extension ProsodyService {
  public func sweep(_ scopes: [Scope], cold: Bool) async throws(ServiceFailure) -> Sweep {
    let live = try await digests(cold: cold)
    let orphans = Set(live.byHost.keys).subtracting(live.foreign).subtracting(scopes.hosts)
    return live.sweep(scopes, marks: try await marks(of: orphans.sorted()), service: name)
  }

  /// The clubs that these vhosts of ours are marked as.
  private func marks(of hosts: [String]) async throws(ServiceFailure) -> [String: String] {
    guard !hosts.isEmpty else { return [:] }
    // The module takes ten thousand names in one list.
    let asked = hosts.count > 10_000 ? nil : hosts
    let owners = try await client.call(Owners(hosts: asked), answering: OwnerPage.self).payload
    return Dictionary(hosts.map { ($0, owners.clubs[$0] ?? "?") }) { first, _ in first }
  }

  public func digests(of scopes: [Scope]) async throws(ServiceFailure) -> [String: String] {
    let hosts = scopes.hosts
    guard !hosts.isEmpty else { return [:] }
    return try await digests(of: hosts.sorted(), cold: false).digests(of: scopes)
  }

  /// Of all vhosts, without `hosts`.
  private func digests(
    of hosts: [String]? = nil, cold: Bool
  ) async throws(ServiceFailure) -> HostDigests {
    let (first, boot) = try await client.call(
      Digests(hosts: hosts, cold: cold), answering: DigestPage.self)
    var found = HostDigests()
    found.add(first)
    var pending = first.pending
    while !pending.isEmpty {
      // What does not fit into one request is asked for in the next, and each must get further.
      let asked = Array(pending.prefix(ProsodyClient.batchSize))
      let next = try await client.call(
        Digests(hosts: asked, cold: cold), answering: DigestPage.self)
      guard next.boot == boot else {
        throw .unreachable("Prosody was restarted while its vhosts were compared")
      }
      let page = next.payload
      guard page.pending.count < asked.count else {
        throw ServiceFailure(
          code: "bad-answer", message: "Prosody's comparison of its vhosts does not get further",
          retry: .later)
      }
      found.add(page)
      pending = page.pending + pending.dropFirst(asked.count)
    }
    return found
  }
}

extension HostDigests {
  fileprivate mutating func add(_ page: DigestPage) {
    byHost.merge(page.digests) { _, new in new }
    foreign.formUnion(page.foreign)
    unreadable.formUnion((page.failed ?? [:]).keys)
  }
}
