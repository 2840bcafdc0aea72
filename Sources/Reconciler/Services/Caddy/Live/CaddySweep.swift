import Model
public import ServiceContract

extension CaddyService {
  /// A warm sweep reads links, small files and the status of every published file; a cold one
  /// every byte. A club that cannot be read is absent.
  public func sweep(_ scopes: [Scope], cold: Bool) async throws(ServiceFailure) -> Sweep {
    try checkRoot()
    let strangers: [HostIndex.Stranger]
    do { strangers = try index.scan() } catch {
      throw .unreachable("what is published cannot be read: \(error)")
    }
    var sweep = Sweep(digests: [:])
    var asked: Set<String> = []
    for scope in scopes {
      asked.formUnion(HostNames(scope).hosts.map(\.ascii))
      sweep.digests[scope.club] = try? digest(of: scope, cold: cold)
      await Task.yield()
      if Task.isCancelled {
        throw ServiceFailure(code: "stopped", message: "stopped while comparing", retry: .later)
      }
    }
    sweep.unmanaged = strangers.filter { !asked.contains($0.host) }.map { stranger in
      Unmanaged(
        service: name, kind: (stranger.isSite ? CaddyKind.site : CaddyKind.alias).name,
        name: HostName(ascii: stranger.host)?.unicode ?? printable(stranger.host))
    }
    sweep.unmanaged += orphans(besides: Set(scopes.map(\.club)), asked)
    return sweep
  }

  /// Hosts that carry the mark of a club which was not asked for. Their links may be gone again.
  private func orphans(besides clubs: Set<String>, _ asked: Set<String>) -> [Unmanaged] {
    index.known.filter { !clubs.contains($0.key) }.sorted { $0.key < $1.key }
      .flatMap { club, hosts in
        hosts.filter { !asked.contains($0.ascii) }.sorted { $0.ascii < $1.ascii }.compactMap {
          host in
          guard let live = try? LiveHost(host, in: layout), live.isMarked(club) else { return nil }
          let kind = live.site == .none ? CaddyKind.alias : CaddyKind.site
          return Unmanaged(service: name, kind: kind.name, name: host.unicode, mark: club)
        }
      }
  }

  public func digests(of scopes: [Scope]) async throws(ServiceFailure) -> [String: String] {
    try checkRoot()
    return Dictionary(
      scopes.compactMap { scope in
        (try? digest(of: scope, cold: false)).map { (scope.club, $0) }
      }
    ) { first, _ in first }
  }

  private func digest(of scope: Scope, cold: Bool) throws(ServiceFailure) -> String {
    Fingerprint(of: try resources(in: scope, cold: cold)).description
  }
}
