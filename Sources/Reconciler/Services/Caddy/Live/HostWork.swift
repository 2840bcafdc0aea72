import Model
import ServiceContract
import Spec

/// Changing one host of one club.
struct HostWork {
  let service: CaddyService
  let club: String
  let host: HostName
  let access: Access
  let content: (any RepositoryContent)?

  var layout: Layout { service.layout }
  var links: LinkStore { LinkStore(layout: layout) }
  var targets: RedirectStore { RedirectStore(layout: layout) }

  /// What came there since the plan was made, and is another's, is left alone.
  func checkUnclaimed(_ kind: Kind) throws(ServiceFailure) {
    let live = try read()
    if kind == CaddyKind.site {
      switch live.site {
      case .none: break
      case .foreign(let what): throw notOurs("there is \(what)")
      case .release(let release) where release.club != club:
        throw notOurs("it is club \(release.club)'s")
      case .release: break
      }
    }
    switch live.redirects {
    case .none: break
    case .foreign: throw notOurs("there is something that allotment did not make")
    case .ours(let other) where other != club: throw notOurs("it is club \(other)'s")
    case .ours: break
    }
  }

  private func notOurs(_ what: String) -> ServiceFailure {
    ServiceFailure(
      code: "not-ours", message: "\(host.unicode): \(what) by now; plan again", retry: .later)
  }

  func read() throws(ServiceFailure) -> LiveHost {
    try attempt("reading") { () throws(FileFailure) in try LiveHost(host, in: layout) }
  }

  func attempt<Value>(
    _ what: String, _ body: () throws(FileFailure) -> Value
  ) throws(ServiceFailure) -> Value {
    do { return try body() } catch {
      throw ServiceFailure(error, doing: "\(what) \(host.unicode)")
    }
  }

  // MARK: - Aliases and redirects

  func makeAlias(_ change: Change) throws(ServiceFailure) {
    guard let target = change.desired?.text(Field.target), let main = HostName(name: target) else {
      throw .refused("\(host.unicode): its main host is no host name that can be served")
    }
    try write(main.ascii, as: .alias)
  }

  func removeAlias() throws(ServiceFailure) { try remove([.alias]) }

  func makeRedirect(_ change: Change) throws(ServiceFailure) {
    guard let path = change.resource.redirectPath else {
      throw .refused(
        "\(printable(change.resource.name)): no request can have this path (hidden or "
          + "unprintable names); nothing can lead away from it")
    }
    guard let to = change.desired?.text(Field.to), RedirectTarget(to).isUsable,
      RedirectTarget(to).text == to,
      case .number(let number)? = change.desired?.fields[Field.status],
      RedirectStore.statuses.contains(Int(number))
    else {
      throw .refused(
        "\(printable(change.resource.name)): a redirect leads to a path or an http(s) URL of at "
          + "most 2,048 characters, with a status of 301, 302, 303, 307 or 308")
    }
    try write(to, as: .path(path, status: Int(number)))
    try remove(
      RedirectStore.statuses.filter { $0 != Int(number) }.map { .path(path, status: $0) })
  }

  func removeRedirect(_ path: RedirectPath?) throws(ServiceFailure) {
    guard let path else { return }
    try remove(RedirectStore.statuses.map { .path(path, status: $0) })
  }

  func write(_ text: String, as entry: RedirectStore.Entry) throws(ServiceFailure) {
    try attempt("redirecting") { () throws(FileFailure) in
      try targets.write(text, as: entry, host: host, club: club, access)
    }
  }

  /// Whoever's they are: a club takes over what its former id had.
  func remove(_ entries: [RedirectStore.Entry]) throws(ServiceFailure) {
    try attempt("removing redirects of") { () throws(FileFailure) in
      switch try LiveHost(host, in: layout).redirects {
      case .ours(let owner): try targets.remove(entries, host: host, club: owner)
      case .foreign where entries == [.alias]: try links.remove(layout.redirects(host))
      case .foreign, .none: break
      }
    }
  }
}

extension Resource {
  func text(_ field: String) -> String? {
    if case .text(let text)? = fields[field] { return text }
    return nil
  }
}
