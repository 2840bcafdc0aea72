public import Model
public import ServiceContract
public import Spec

/// Caddy with one static configuration, as a service that clubs are converged on: the folders
/// below its root are all of its per-site state (see ``CaddyConfiguration``).
///
/// It is never told of a change and need not run while changes are made.
public struct CaddyService: Service {
  public let name: String
  let layout: Layout
  /// The group that may read what is published; everybody may when it is nil.
  let group: String?
  let listener: String?
  let limits: SiteLimits
  let check: ReleaseCheck
  let index: HostIndex
  private let definition: CaddyDefinition

  /// - Parameters:
  ///   - name: the service's name in the agent's own file.
  ///   - root: an existing folder, the same that Caddy's configuration names.
  ///   - group: Caddy's group, by name or number. What is published is then for it alone.
  ///   - listener: where Caddy answers plain HTTP (`127.0.0.1:80`): asked by ``diagnose()`` only.
  public init(
    name: String, root: String, group: String? = nil, listener: String? = nil,
    limits: SiteLimits = SiteLimits()
  ) {
    self.name = name
    layout = Layout(root: root)
    self.group = group
    self.listener = listener
    self.limits = limits
    check = ReleaseCheck(layout: layout)
    index = HostIndex(layout: layout)
    definition = CaddyDefinition(service: name)
  }

  public func desired(for club: DeclaredClub) -> [Resource] { definition.resources(for: club) }

  public func protection(of kind: Kind) -> Protected? { .site }

  public func notManaged(for club: DeclaredClub) -> [NotManaged] {
    definition.notManaged(for: club)
  }

  /// Whether something is served under this host name, so that a certificate may be had for it:
  /// the web's part of the answer to Caddy's `ask`. Capitals and a final dot do not matter.
  public func serves(host: String) -> Bool {
    guard let host = HostName(asked: host) else { return false }
    for path in [layout.site(host), layout.redirects(host)] {
      // What cannot be looked at is not served: no certificate is had on a guess.
      if let status = try? Files.status(path), status.kind == .link { return true }
    }
    return false
  }

  /// The root must be there: what is missing as a whole (a disk that is not mounted) is not empty.
  func checkRoot() throws(ServiceFailure) {
    let status: Status?
    do { status = try Files.status(layout.root) } catch {
      throw .unreachable("\(error)")
    }
    guard let status else {
      throw .unreachable(
        "\(layout.root) does not exist; `allotment install caddy-config` makes it")
    }
    guard status.kind == .folder || status.kind == .link else {
      throw .unreachable("\(layout.root) is not a folder")
    }
  }
}

extension ResourceID {
  /// The host of a resource of this service; nil when its name holds none.
  var host: HostName? {
    guard kind == CaddyKind.redirect, let slash = name.firstIndex(of: "/") else {
      return HostName(name: name)
    }
    return HostName(name: String(name[..<slash]))
  }

  /// The path of a redirect.
  var redirectPath: RedirectPath? {
    guard kind == CaddyKind.redirect, let slash = name.firstIndex(of: "/") else { return nil }
    return RedirectPath(String(name[slash...]))
  }
}
