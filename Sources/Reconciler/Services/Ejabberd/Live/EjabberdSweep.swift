import ChatContract
import Model
public import ServiceContract

/// A sweep asks once for all vhosts, once for all rooms, and once a vhost for its accounts, or for
/// its marks when it is nobody's. While these and the hosts file are as they were when a vhost was
/// last read whole, its digest stands. A cold one reads everything.
extension EjabberdService {
  public func sweep(_ scopes: [Scope], cold: Bool) async throws(ServiceFailure) -> Sweep {
    let (digests, present, file) = try await digests(of: scopes.hosts, cold: cold)
    var found = digests
    found.foreign = present.subtracting(file.entries.keys)
    let strays = present.subtracting(scopes.hosts)
    return found.sweep(scopes, marks: try await marks(of: strays, file), service: name)
  }

  /// The clubs that these vhosts are marked as. Only those that are not in the hosts file are
  /// asked: without the file, the marks in ejabberd still say whose they are.
  private func marks(
    of hosts: Set<String>, _ file: HostsFile
  ) async throws(ServiceFailure) -> [String: String] {
    let listed = hosts.intersection(file.entries.keys)
    let others = hosts.subtracting(listed).sorted()
    let found = await together(others) { host throws(ServiceFailure) -> String? in
      do throws(ServiceFailure) {
        return try await client.marks(of: host)?.club
      } catch {
        guard error.code == "corrupt" else { throw error }
        return "?"
      }
    }
    var marks = Dictionary(listed.map { ($0, file.entries[$0]?.club ?? "?") }) { first, _ in first }
    for (host, result) in zip(others, found) {
      switch result {
      case .success(let club): marks[host] = club
      // A vhost may go in between; an outage is everybody's.
      case .failure(let failure): if failure.isOutage { throw failure }
      }
    }
    return marks
  }

  public func digests(of scopes: [Scope]) async throws(ServiceFailure) -> [String: String] {
    let hosts = scopes.hosts
    guard !hosts.isEmpty else { return [:] }
    return try await digests(of: hosts, cold: false).digests.digests(of: scopes)
  }

  private func digests(
    of hosts: Set<String>, cold: Bool
  ) async throws(ServiceFailure) -> (digests: HostDigests, present: Set<String>, file: HostsFile) {
    let present = try await client.hosts()
    let file = try HostsFile(path: keeper.path)
    let rooms = try await client.allRooms()
    let asked = hosts.intersection(present).sorted()
    let results = await together(asked) { host throws(ServiceFailure) in
      if !cold {
        let overview = HostOverview(
          accounts: Set(try await client.accounts(on: host)),
          rooms: rooms[conferencePrefix + host] ?? [],
          entry: file.isIntact ? file.entries[host] : nil)
        if let known = memory.digest(of: host, overview: overview.fingerprint) { return known }
      }
      return try await read(host, file).digest
    }
    var digests = HostDigests()
    for (host, result) in zip(asked, results) {
      switch result {
      case .success(let digest): digests.byHost[host] = digest
      case .failure(let failure):
        // A vhost may go in between; an outage is everybody's.
        guard !failure.isOutage else { throw failure }
        digests.unreadable.insert(host)
      }
    }
    return (digests, present, file)
  }
}
