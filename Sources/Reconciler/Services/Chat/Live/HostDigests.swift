import Model
public import ServiceContract

/// The digests of the vhosts of a server.
public struct HostDigests: Sendable {
  public var byHost: [String: String]
  /// Vhosts that are not ours.
  public var foreign: Set<String>
  public var unreadable: Set<String>

  public init(
    byHost: [String: String] = [:], foreign: Set<String> = [], unreadable: Set<String> = []
  ) {
    self.byHost = byHost
    self.foreign = foreign
    self.unreadable = unreadable
  }

  /// One digest for all vhosts of a club; nil when one of them cannot be read. A vhost that is
  /// not there counts too.
  public func digest(of hosts: Set<String>) -> String? {
    guard unreadable.isDisjoint(with: hosts) else { return nil }
    if let host = hosts.first, hosts.count == 1 { return byHost[host] ?? "absent" }
    let fields = hosts.map { ($0, Value.text(byHost[$0] ?? "absent")) }
    return Fingerprint(of: Dictionary(uniqueKeysWithValues: fields)).description
  }

  /// By club; those that it cannot speak for are absent.
  public func digests(of scopes: [Scope]) -> [String: String] {
    Dictionary(
      scopes.compactMap { scope in digest(of: scope.hosts).map { (scope.club, $0) } }
    ) { first, _ in first }
  }

  /// A sweep over these clubs; what is none of theirs is unmanaged.
  ///
  /// - Parameter marks: the clubs that vhosts carry the mark of, by vhost.
  public func sweep(
    _ scopes: [Scope], marks: [String: String], service: String
  ) -> Sweep {
    let strays = foreign.union(marks.keys).subtracting(scopes.hosts)
    return Sweep(
      digests: digests(of: scopes),
      unmanaged: strays.sorted().map {
        Unmanaged(service: service, kind: ChatKind.vhost.name, name: $0, mark: marks[$0])
      })
  }
}

extension [Scope] {
  /// The vhosts of all these clubs.
  public var hosts: Set<String> { reduce(into: []) { $0.formUnion($1.hosts) } }
}
