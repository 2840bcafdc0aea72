public import Model
public import ServiceContract
public import Spec

extension CaddyService {
  /// Each change stands alone: when a site cannot be published, its redirects still work.
  public func apply(
    _ changes: [Change], of club: String, from content: (any RepositoryContent)?
  ) async -> [Outcome] {
    var outcomes: [Outcome] = []
    for change in changes {
      if change.held != nil {
        outcomes.append(.skipped)
        continue
      }
      do {
        try checkRoot()
        try make(change, of: club, from: content)
        outcomes.append(.applied)
      } catch { outcomes.append(.failed(error)) }
      await Task.yield()
    }
    return outcomes
  }

  private func make(
    _ change: Change, of club: String, from content: (any RepositoryContent)?
  ) throws(ServiceFailure) {
    if change.action == .forget { return }
    guard isClubID(club), let host = change.resource.host else {
      throw .refused("\(printable(change.resource.name)) is no host name that can be served")
    }
    let work = HostWork(
      service: self, club: club, host: host, access: try access(), content: content)
    do throws(FileFailure) { try layout.prepare(work.access) } catch {
      throw ServiceFailure(error, doing: "preparing \(layout.root)")
    }
    if change.action == .create { try work.checkUnclaimed(change.resource.kind) }
    switch (change.action, change.resource.kind) {
    case (.delete, CaddyKind.site): try work.removeSite()
    case (.delete, CaddyKind.alias): try work.removeAlias()
    case (.delete, CaddyKind.redirect): try work.removeRedirect(change.resource.redirectPath)
    case (_, CaddyKind.site): try work.makeSite(change)
    case (_, CaddyKind.alias): try work.makeAlias(change)
    case (_, CaddyKind.redirect): try work.makeRedirect(change)
    default: throw .refused("a \(change.resource.kind) is nothing that lives here")
    }
    index.note(host, of: club)
  }

  private func access() throws(ServiceFailure) -> Access {
    do { return try Access.named(group) } catch {
      throw ServiceFailure(code: "no-group", message: "\(error)", retry: .later)
    }
  }
}

extension ServiceFailure {
  static func refused(_ message: String) -> ServiceFailure {
    ServiceFailure(code: "refused", message: message, retry: .never)
  }
}
