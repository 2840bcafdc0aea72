extension ClubReading {
  /// A site's redirects.
  func checkSite(_ reading: inout Reading) {
    guard let site = club.site, !site.redirects.isEmpty else { return }
    var bySource: [String: Site.Redirect] = [:]
    for redirect in site.redirects {
      let key = RedirectPath.key(redirect.from.value)
      if let first = bySource[key] {
        reading.report(
          .redirectSource, "\(quoted(redirect.from.value)) is redirected already",
          at: redirect.from.position,
          related: [reading.findings.related(first.from.position, "first declared here")])
      } else {
        bySource[key] = redirect
      }
    }
    for link in site.chains(on: Set(hosts(nil).map(\.name))) {
      reading.findings.add(link.finding(reading.findings))
    }
  }
}

extension ClubAgainstProvider {
  /// Redirects over the name that the club has below the provider's domain, and a site that is
  /// only a redirect: it leads elsewhere.
  mutating func checkRedirects() {
    guard let site = club.club.site else { return }
    if club.club.domain == nil, !site.redirects.isEmpty {
      let known = Set(site.chains(on: Set(club.hosts(nil).map(\.name))))
      for link in site.chains(on: Set(hosts.map(\.name))) where !known.contains(link) {
        findings.add(link.finding(findings))
      }
    }
    guard case .redirect(let target) = site.content, let redirect else { return }
    for host in hosts where host.name.ascii == redirect {
      findings.add(
        .redirectLoop, "the site redirects to itself", at: target.position,
        related: [findings.related(host.position, "the name is here")])
    }
  }
}

extension Site {
  /// A redirect that leads to another one of the same site.
  fileprivate struct Link: Hashable {
    var place: SourcePosition
    /// Where the next one stands.
    var next: SourcePosition
    var isLoop: Bool

    /// A loop is an error at each of its lines, a chain a warning.
    func finding(_ findings: Findings) -> Diagnostic {
      let related = [findings.related(next, "goes on here")]
      return isLoop
        ? Diagnostic(
          .redirectLoop, "this redirect leads back to itself", at: findings.location(place),
          hint: "take one of its redirects out", related: related)
        : Diagnostic(
          .redirectChain, .warning, "this redirect leads to another one",
          at: findings.location(place), hint: "name the last target at once", related: related)
    }
  }

  /// Follows each redirect within the site, whose names are `hosts`.
  fileprivate func chains(on hosts: Set<DomainName>) -> [Link] {
    let bySource = Dictionary(
      redirects.map { (RedirectPath.key($0.from.value), $0) }
    ) { first, _ in first }
    let next = bySource.compactMapValues { RedirectPath.target($0.to.value, onHosts: hosts) }
    let looping = RedirectPath.loops(next)
    return bySource.sorted { $0.value.position < $1.value.position }.compactMap { key, redirect in
      guard let target = next[key], let following = bySource[target] else { return nil }
      return Link(
        place: redirect.to.position, next: following.from.position, isLoop: looping.contains(key))
    }
  }
}

enum RedirectPath {
  /// The form by which paths are compared: percent-decoded, without a final slash.
  static func key(_ path: String) -> String {
    trimmed(percentDecoded(path) ?? path)
  }

  /// Without final slashes.
  static func trimmed(_ path: String) -> String {
    var path = path
    while path.utf8.count > 1, path.utf8.last == UInt8(ascii: "/") { path.removeLast() }
    return path
  }

  /// Whether a redirect of a whole site puts the page that was asked for behind its target.
  static func keepsPage(_ url: String) -> Bool {
    guard let path = try? WebAddress(url).path, !url.holds("?"), !url.holds("#") else {
      return false
    }
    return path.isEmpty || path.utf8.last == UInt8(ascii: "/")
  }

  /// The path of this site that a target leads to; nil when it leads elsewhere.
  static func target(_ text: String, onHosts hosts: Set<DomainName>) -> String? {
    if text.hasPrefix("/") {
      return key(String(text.prefix { $0 != "?" && $0 != "#" }))
    }
    guard let url = try? WebAddress(text), hosts.contains(url.host) else { return nil }
    return key(url.path.isEmpty ? "/" : url.path)
  }

  /// The keys that lead back to themselves. Each is visited once.
  static func loops<Key: Hashable>(_ next: [Key: Key]) -> Set<Key> {
    var done: Set<Key> = []
    var looping: Set<Key> = []
    for start in next.keys {
      var path: [Key] = []
      var at: [Key: Int] = [:]
      var key = start
      while let target = next[key], !done.contains(key) {
        done.insert(key)
        at[key] = path.count
        path.append(key)
        key = target
      }
      if let first = at[key] { looping.formUnion(path[first...]) }
    }
    return looping
  }
}
