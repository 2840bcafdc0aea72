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
    return sweep
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
