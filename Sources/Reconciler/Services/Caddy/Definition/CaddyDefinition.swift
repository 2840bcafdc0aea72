public import Model
public import ServiceContract
import Spec

/// How a club becomes sites, aliases and redirects of Caddy. Pure.
public struct CaddyDefinition: Sendable {
  /// The service's name in the agent's own file.
  public let service: String

  public init(service: String) { self.service = service }

  /// What the club's file wants here, in order; empty for a club whose placement puts its site
  /// elsewhere, and for one with WordPress, which this version does not converge.
  public func resources(for club: DeclaredClub) -> [Resource] {
    guard isPlacedHere(club.hosted), let site = club.hosted.club.site,
      let main = mainSite(of: club, site)
    else { return [] }
    let draft = SiteDraft(hosted: club.hosted, service: service)
    return [main] + draft.aliases(site) + draft.redirects(site)
  }

  /// What the club declares for its site that this version does not converge, in the file's order.
  public func notManaged(for club: DeclaredClub) -> [NotManaged] {
    guard isPlacedHere(club.hosted), let site = club.hosted.club.site,
      case .wordpress(let wordpress) = site.content
    else { return [] }
    let file = club.hosted.club
    var found = [NotManaged(path: "site.wordpress", location: file.location(wordpress.position))]
    // They lead to a main host that nothing serves.
    if let alias = site.aliases.first {
      found.append(NotManaged(path: "site.aliases", location: file.location(alias.position)))
    }
    if let redirect = site.redirects.first {
      found.append(NotManaged(path: "site.redirects", location: file.location(redirect.position)))
    }
    return found.sorted { $0.location < $1.location }
  }

  /// A club without any placement is taken: whoever asks has only this service.
  private func isPlacedHere(_ hosted: HostedClub) -> Bool {
    guard let placement = hosted.placement else { return true }
    return placement.web?.value == service
  }

  private func mainSite(of club: DeclaredClub, _ site: Site) -> Resource? {
    let draft = SiteDraft(hosted: club.hosted, service: service)
    switch site.content {
    case .static(let path):
      // Without its folder the club's file is in error, and not applied.
      guard let tree = club.siteTree else { return nil }
      return draft.site(
        [Field.path: .text(path.value), Field.tree: .text(tree.hex)], at: path.position,
        ignored: draft.ignores("site.static.path") ? [Field.path, Field.tree] : [])
    case .redirect(let url):
      return draft.site(
        [Field.redirect: .text(RedirectTarget(url.value).text)], at: url.position,
        ignored: draft.ignores("site.redirect") ? [Field.redirect] : [])
    case .wordpress: return nil
    }
  }
}

/// One club's site on its way to resources.
private struct SiteDraft {
  let hosted: HostedClub
  let service: String

  var host: String { hosted.domain.unicode }

  /// Whether `ignore:` names this path of the club's file, or one above it.
  func ignores(_ path: String) -> Bool {
    hosted.club.ignore.contains { path == $0.value || path.hasPrefix($0.value + ".") }
  }

  func site(_ content: Fields, at position: SourcePosition, ignored: Set<String>) -> Resource {
    var fields = content
    let state: SiteState = hosted.isSiteClosed ? .suspended : .open
    fields[Field.state] = .text(state.rawValue)
    return resource(CaddyKind.site, host, fields, at: position, ignored: ignored)
  }

  func aliases(_ site: Site) -> [Resource] {
    site.aliases.map { alias in
      resource(
        CaddyKind.alias, alias.value.unicode, [Field.target: .text(host)], at: alias.position)
    }
  }

  func redirects(_ site: Site) -> [Resource] {
    site.redirects.map { redirect in
      let path = RedirectPath(redirect.from.value)?.text ?? redirect.from.value
      return resource(
        CaddyKind.redirect, host + path,
        [
          Field.to: .text(RedirectTarget(redirect.to.value).text),
          Field.status: .number(Int64(redirect.status)),
        ],
        at: redirect.position)
    }
  }

  private func resource(
    _ kind: Kind, _ name: String, _ fields: Fields, at position: SourcePosition,
    ignored: Set<String> = []
  ) -> Resource {
    Resource(
      id: ResourceID(club: hosted.id, service: service, kind: kind, name: name), fields: fields,
      origin: hosted.club.location(position), ignored: ignored,
      protection: hosted.club.protect.contains { $0.value == .site } ? .site : nil)
  }
}
