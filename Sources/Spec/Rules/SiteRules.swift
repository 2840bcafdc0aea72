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
    checkChains(bySource, &reading)
  }

  /// Follows each redirect within the site: a loop is an error at each of its lines, a chain a
  /// warning.
  private func checkChains(_ bySource: [String: Site.Redirect], _ reading: inout Reading) {
    let hosts = ownHosts
    var next: [String: String] = [:]
    for (key, redirect) in bySource {
      next[key] = RedirectPath.target(redirect.to.value, onHosts: hosts)
    }
    let looping = RedirectPath.loops(next)
    for (key, redirect) in bySource.sorted(by: { $0.value.position < $1.value.position }) {
      guard let target = next[key], let following = bySource[target] else { continue }
      let related = [reading.findings.related(following.from.position, "goes on here")]
      if looping.contains(key) {
        reading.report(
          .redirectLoop, "this redirect leads back to itself", at: redirect.to.position,
          related: related)
      } else {
        reading.report(
          .redirectChain, .warning, "this redirect leads to another one", at: redirect.to.position,
          hint: "name the last target at once", related: related)
      }
    }
  }

  /// As far as the file says.
  private var ownHosts: Set<DomainName> {
    Set((club.site?.aliases ?? []).map(\.value) + [club.domain?.value].compactMap { $0 })
  }
}

enum RedirectPath {
  /// The form by which paths are compared: percent-decoded, without a final slash.
  static func key(_ path: String) -> String {
    var key = percentDecoded(path) ?? path
    while key.utf8.count > 1, key.hasSuffix("/") { key.removeLast() }
    return key
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
  static func loops(_ next: [String: String]) -> Set<String> {
    var done: Set<String> = []
    var looping: Set<String> = []
    for start in next.keys {
      var path: [String] = []
      var at: [String: Int] = [:]
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
