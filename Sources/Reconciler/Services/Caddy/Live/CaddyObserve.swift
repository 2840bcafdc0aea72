public import Model
public import ServiceContract

extension CaddyService {
  public func observe(_ scopes: [Scope]) async -> [String: Observation] {
    var seen: [String: Observation] = [:]
    for scope in scopes {
      do {
        try checkRoot()
        seen[scope.club] = .complete(try resources(in: scope, cold: false))
      } catch { seen[scope.club] = .unavailable(reason: error.message) }
      await Task.yield()
    }
    return seen
  }

  /// What is live at the hosts that the club names, or that carry its mark, in order.
  func resources(in scope: Scope, cold: Bool) throws(ServiceFailure) -> [ObservedResource] {
    let names = HostNames(scope)
    do throws(FileFailure) {
      var found: [ObservedResource] = []
      let hosts = names.hosts.union(try index.hosts(of: scope.club))
      for host in hosts.sorted(by: { $0.ascii < $1.ascii }) {
        let view = HostView(service: name, club: scope.club, host: host, names: names)
        // A hint that is not true any more.
        let live = try LiveHost(host, in: layout)
        guard names.hosts.contains(host) || live.isMarked(scope.club) else { continue }
        if let site = try site(live, view, cold: cold) { found.append(site) }
        found += try redirects(live, view)
      }
      return found
    } catch {
      throw ServiceFailure.unreachable("what is published cannot be read: \(error)")
    }
  }

  private func site(
    _ live: LiveHost, _ view: HostView, cold: Bool
  ) throws(FileFailure) -> ObservedResource? {
    var fields: Fields = [:]
    var mark: String?
    switch live.site {
    case .none: break
    case .foreign(let what): fields[Field.tree] = .text(what)
    case .release(let release):
      mark = release.club
      let verdict = try check.verdict(of: release, cold: cold)
      var remarks = [verdict.remark].compactMap { $0 }
      if let former = try layout.formerID(of: release.club) { remarks.append("files of \(former)") }
      fields[Field.tree] = .text(
        release.tree + remark(remarks.isEmpty ? nil : remarks.joined(separator: "; ")))
      fields[Field.path] = verdict.path.map { .text($0) }
    }
    if case .ours(let club) = live.redirects {
      let entries = try RedirectStore(layout: layout).read(view.host, of: club)
      if let moved = movedTo(entries, besides: live.site) {
        mark = mark ?? club
        if fields[Field.tree] != nil { fields[Field.tree] = .text("hidden by a redirect") }
        fields[Field.redirect] = .text(moved)
      }
    }
    guard !fields.isEmpty else { return nil }
    let state: SiteState = live.suspendedBy == nil ? .open : .suspended
    fields[Field.state] = .text(state.rawValue)
    return ObservedResource(id: view.id(CaddyKind.site), fields: fields, mark: mark)
  }

  /// Where the whole host moved, with what else is there and should not be.
  private func movedTo(
    _ entries: [RedirectStore.Entry: String], besides site: LiveHost.Site
  ) -> String? {
    guard let url = entries[.moved] ?? entries[.page] else { return nil }
    var remarks: [String] = []
    if entries[.moved] != nil, entries[.page] != nil { remarks.append("and a second one") }
    let keepsPath = RedirectTarget(url).keepsPath
    if keepsPath != (entries[.moved] != nil) { remarks.append("not a target of ours") }
    if site != .none { remarks.append("files are linked as well") }
    return url + remark(remarks.isEmpty ? nil : remarks.joined(separator: "; "))
  }

  private func redirects(
    _ live: LiveHost, _ view: HostView
  ) throws(FileFailure) -> [ObservedResource] {
    switch live.redirects {
    case .none: return []
    case .foreign:
      let what = Value.text("something that allotment did not make")
      return [ObservedResource(id: view.id(CaddyKind.alias), fields: [Field.target: what])]
    case .ours(let club):
      let entries = try RedirectStore(layout: layout).read(view.host, of: club)
      var found: [ObservedResource] = []
      if entries.isEmpty {
        // What is left of a removal that was cut off: told, so that it goes on.
        found.append(
          ObservedResource(
            id: view.id(CaddyKind.alias), fields: [Field.target: .text("nothing")], mark: club))
      }
      if let target = entries[.alias] {
        let name = HostName(ascii: target).map(view.names.shown) ?? target
        found.append(
          ObservedResource(
            id: view.id(CaddyKind.alias), fields: [Field.target: .text(name)], mark: club))
      }
      return found + paths(entries, view, mark: club)
    }
  }

  private func paths(
    _ entries: [RedirectStore.Entry: String], _ view: HostView, mark: String
  ) -> [ObservedResource] {
    var byPath: [RedirectPath: [Int: String]] = [:]
    for case (.path(let path, let status), let to) in entries {
      byPath[path, default: [:]][status] = to
    }
    return byPath.sorted { $0.key.text < $1.key.text }.map { path, targets in
      let statuses = targets.keys.sorted()
      let status: Value =
        statuses.count == 1
        ? .number(Int64(statuses[0]))
        : .text(statuses.map(String.init).joined(separator: " and "))
      return ObservedResource(
        id: view.id(CaddyKind.redirect, path: path.text),
        fields: [Field.to: .text(targets[statuses[0]] ?? ""), Field.status: status], mark: mark)
    }
  }

  private func remark(_ text: String?) -> String { text.map { " (\($0))" } ?? "" }
}

extension LiveHost {
  func isMarked(_ club: String) -> Bool {
    if case .release(let release) = site, release.club == club { return true }
    return redirects == .ours(club: club)
  }
}

/// The hosts of a scope, with the names that its resources have for them.
struct HostNames {
  private(set) var byHost: [HostName: String] = [:]

  init(_ scope: Scope) {
    for id in scope.resources {
      guard let host = id.host else { continue }
      byHost[host] = id.name.split(separator: "/").first.map(String.init) ?? id.name
    }
  }

  var hosts: Set<HostName> { Set(byHost.keys) }

  func shown(_ host: HostName) -> String { byHost[host] ?? host.unicode }
}

/// One host as a club sees it.
private struct HostView {
  let service: String
  let club: String
  let host: HostName
  let names: HostNames

  func id(_ kind: Kind, path: String = "") -> ResourceID {
    ResourceID(club: club, service: service, kind: kind, name: names.shown(host) + path)
  }
}
