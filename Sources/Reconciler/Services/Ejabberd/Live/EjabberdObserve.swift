import ChatContract
public import Model
public import ServiceContract

extension EjabberdService {
  public func observe(_ scopes: [Scope]) async -> [String: Observation] {
    let hosts = Set(scopes.flatMap(\.hosts)).sorted()
    var readings: [String: HostReading] = [:]
    do throws(ServiceFailure) {
      let present = try await client.hosts()
      let file = try HostsFile(path: keeper.path)
      let found = await together(hosts.filter(present.contains)) { host throws(ServiceFailure) in
        try await read(host, file).live
      }
      for (host, result) in zip(hosts.filter(present.contains), found) {
        readings[host] = result.map { .some($0) }
      }
      for host in hosts where !present.contains(host) { readings[host] = .success(nil) }
    } catch {
      for host in hosts { readings[host] = .failure(error) }
    }
    var observations: [String: Observation] = [:]
    for scope in scopes {
      observations[scope.club] = scope.observation(in: name, of: readings)
    }
    return observations
  }

  /// Reads a vhost whole, and keeps its digest.
  func read(
    _ host: String, _ file: HostsFile
  ) async throws(ServiceFailure) -> (live: LiveHost, digest: String) {
    let changes = memory.changes(of: host)
    let entry = file.isIntact ? file.entries[host] : nil
    let (live, overview) = try await HostReader(client: client, host: host, entry: entry).read()
    let digest = Fingerprint(of: live).description
    memory.keep(digest, of: host, overview: overview.fingerprint, since: changes)
    return (live, digest)
  }
}

extension Fingerprint {
  /// Of all that ``EjabberdService/observe(_:)`` shows of a vhost.
  fileprivate init(of live: LiveHost) {
    var all: Fields = [:]
    for resource in live.resources(of: "", in: "") {
      all[resource.id.description] = .text(Fingerprint(of: resource.fields).description)
      all["\(resource.id) mark"] = .text(resource.mark ?? "")
    }
    self.init(of: all)
  }
}
