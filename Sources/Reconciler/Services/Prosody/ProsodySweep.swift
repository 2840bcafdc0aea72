import ChatContract
import Model
public import ServiceContract

extension ProsodyService {
  /// So many names the module takes in one list.
  private static let mostNames = 10_000

  public func sweep(_ scopes: [Scope], cold: Bool) async throws(ServiceFailure) -> Sweep {
    var live = try await digests(cold: cold)
    // The module names all that are served, and of the others only those that it is asked for:
    // they may not be there, or may not be readable.
    let others = scopes.hosts.subtracting(live.byHost.keys).subtracting(live.unreadable).sorted()
    for start in stride(from: 0, to: others.count, by: Self.mostNames) {
      let asked = Array(others[start..<min(start + Self.mostNames, others.count)])
      live.add(try await digests(of: asked, cold: cold))
    }
    let orphans = Set(live.byHost.keys).subtracting(live.foreign).subtracting(scopes.hosts)
    return live.sweep(scopes, marks: try await marks(of: orphans.sorted()), service: name)
  }

  /// The clubs that these vhosts of ours are marked as.
  private func marks(of hosts: [String]) async throws(ServiceFailure) -> [String: String] {
    guard !hosts.isEmpty else { return [:] }
    let asked = hosts.count > Self.mostNames ? nil : hosts
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
  fileprivate mutating func add(_ other: HostDigests) {
    byHost.merge(other.byHost) { _, new in new }
    foreign.formUnion(other.foreign)
    unreadable.formUnion(other.unreadable)
  }

  fileprivate mutating func add(_ page: DigestPage) {
    byHost.merge(page.digests) { _, new in new }
    foreign.formUnion(page.foreign)
    unreadable.formUnion((page.failed ?? [:]).keys)
  }
}
