import Model
import ServiceContract
import Spec

extension HostWork {
  /// Publishes what the change is about and leaves the rest: closing a site does not build it anew.
  func makeSite(_ change: Change) throws(ServiceFailure) {
    guard let desired = change.desired,
      let state = desired.text(Field.state).flatMap(SiteState.init(rawValue:))
    else { throw .refused("\(host.unicode): a site is open or suspended") }
    let changed = Set(change.fields.map(\.path))
    let isWhole = change.action != .update || !changed.subtracting([Field.state]).isEmpty
    if state == .suspended { try suspend() }
    if isWhole { try makeContent(desired) }
    if state == .open { try open() }
  }

  private func makeContent(_ desired: Resource) throws(ServiceFailure) {
    if let url = desired.text(Field.redirect) {
      try move(to: url)
    } else {
      try publish(desired)
    }
  }

  private func publish(_ desired: Resource) throws(ServiceFailure) {
    guard let path = desired.text(Field.path), let tree = desired.text(Field.tree) else {
      throw .refused("\(host.unicode): a site has a folder and a tree")
    }
    guard let content else {
      throw ServiceFailure(
        code: "source", message: "\(path): the repository is not at hand", retry: .later)
    }
    let release = try publisher.publish(club: club, path: path, tree: tree, from: content)
    let before = try read().site
    // Before the link: once it leads to the new release, nobody comes back for the old ones.
    try? collect(releasesOf: club, keeping: release)
    try attempt("publishing") { () throws(FileFailure) in
      try links.replace(link: layout.site(host), with: "../releases/\(release)", club: club)
    }
    try remove([.moved, .page])
    try removeFormer(before)
  }

  private func move(to url: String) throws(ServiceFailure) {
    let target = RedirectTarget(url)
    guard target.isUsable, target.text == url, !url.hasPrefix("/") else {
      throw .refused("\(host.unicode): a host moves to an absolute http or https URL")
    }
    let entry: RedirectStore.Entry = target.keepsPath ? .moved : .page
    try write(url, as: entry)
    try remove([entry == .moved ? .page : .moved])
    try? collect(releasesOf: club)
    try unlinkSite()
  }

  /// The link leads nowhere first and goes last: a removal that was cut off is seen and goes on.
  func removeSite() throws(ServiceFailure) {
    let before = try read().site
    try attempt("removing") { () throws(FileFailure) in
      if case .release(let release) = before {
        let nowhere = ReleaseID.nowhere(of: release.club)
        try links.replace(link: layout.site(host), with: "../releases/\(nowhere)", club: club)
      }
      try collect(releasesOf: club)
      try publisher.removeDrafts(of: club)
    }
    try removeFormer(before)
    try open()
    try remove([.moved, .page])
    try unlinkSite()
  }

  private var publisher: Publisher {
    Publisher(layout: layout, access: access, limits: service.limits)
  }

  private func unlinkSite() throws(ServiceFailure) {
    let before = try read().site
    try attempt("removing") { () throws(FileFailure) in try links.remove(layout.site(host)) }
    try removeFormer(before)
  }

  /// The releases of a club's former id go with the link that led to them.
  private func removeFormer(_ before: LiveHost.Site) throws(ServiceFailure) {
    guard case .release(let release) = before, release.club != club else { return }
    try attempt("removing") { () throws(FileFailure) in try collect(releasesOf: release.club) }
  }

  // MARK: - Suspension

  private func suspend() throws(ServiceFailure) {
    guard try read().suspendedBy != club else { return }
    try attempt("suspending") { () throws(FileFailure) in
      try links.replace(
        file: layout.suspended(host), with: Array(club.utf8), club: club, access)
    }
  }

  private func open() throws(ServiceFailure) {
    try attempt("opening") { () throws(FileFailure) in try links.remove(layout.suspended(host)) }
  }

  // MARK: - Old releases

  /// Removes what no host links to. The release that is replaced is linked while this is done and
  /// so stays, so that a page that is being loaded finds its pictures.
  ///
  /// - Parameter new: will be linked next, and stays.
  private func collect(
    releasesOf club: String, keeping new: ReleaseID? = nil
  ) throws(FileFailure) {
    var kept = Set([new].compactMap { $0 })
    for host in try service.index.hosts(of: club).union([host]) {
      if case .release(let release) = try LiveHost(host, in: layout).site { kept.insert(release) }
    }
    for name in try Files.names(in: layout.releases(club)) ?? [] {
      let suffix = ".manifest"
      let release = ReleaseID(
        club: club, name: name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : name)
      guard ReleaseID.isName(release.name), !kept.contains(release) else { continue }
      service.check.forget(release)
      try Files.remove("\(layout.releases(club))/\(name)")
    }
    Files.removeEmptyFolders(from: layout.releases(club), below: layout.root + "/releases")
  }
}
