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
      if case .release(let old) = before, old.club != club {
        try links.replace(link: layout.former(club), with: old.club, club: club)
      }
      try links.replace(link: layout.site(host), with: "../releases/\(release)", club: club)
    }
    try remove([.moved, .page])
    try removeFormer()
  }

  private func move(to url: String) throws(ServiceFailure) {
    let target = RedirectTarget(url)
    guard target.isUsable, target.text == url, !url.hasPrefix("/") else {
      throw .refused("\(host.unicode): a host moves to an absolute http or https URL")
    }
    let entry: RedirectStore.Entry = target.keepsPath ? .moved : .page
    try write(url, as: entry)
    try remove([entry == .moved ? .page : .moved])
    try removeContent()
    try unlinkSite()
  }

  func removeSite() throws(ServiceFailure) {
    try removeContent()
    try open()
    try remove([.moved, .page])
    try unlinkSite()
  }

  /// The link leads nowhere first and goes last: a removal that was cut off is seen and goes on.
  private func removeContent() throws(ServiceFailure) {
    let before = try read().site
    try attempt("removing") { () throws(FileFailure) in
      if case .release(let release) = before {
        let nowhere = ReleaseID.nowhere(of: release.club)
        try links.replace(link: layout.site(host), with: "../releases/\(nowhere)", club: club)
        if release.club != club { try collect(releasesOf: release.club) }
      }
      try collect(releasesOf: club)
      try publisher.removeDrafts(of: club)
    }
    try removeFormer()
  }

  private var publisher: Publisher {
    Publisher(layout: layout, access: access, limits: service.limits)
  }

  private func unlinkSite() throws(ServiceFailure) {
    try attempt("removing") { () throws(FileFailure) in try links.remove(layout.site(host)) }
  }

  /// The releases of the club's former id go once no link leads to them. Which id that was is
  /// written down until then, so that a process which is killed between leaves nothing for ever.
  private func removeFormer() throws(ServiceFailure) {
    try attempt("removing") { () throws(FileFailure) in
      guard let former = try layout.formerID(of: club) else { return }
      try collect(releasesOf: former)
      try links.remove(layout.former(club))
      Files.removeEmptyFolders(from: layout.releases(club), below: layout.root + "/releases")
    }
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
