/// Where everything is below the web server's root. The file system is the state; there is no
/// other.
///
///     sites/<host>           -> ../releases/<club>/<release>
///     redirects/<host>       -> ../targets/<club>/<host>
///     suspended/<host>       a file that says which club's it is
///     releases/<club>/<release>/            what is served
///     releases/<club>/<release>.manifest    what was published, for the agent only
///     releases/<club>/former -> <club>      whose releases go, once no link leads to them
///     targets/<club>/<host>/                where the host's paths lead
///     replaced/              what stood in the way and was not ours
///     tmp/
///
/// A release is a git tree id, with `.1`, `.2` … when that tree was published before.
struct Layout: Sendable {
  let root: String

  func site(_ host: HostName) -> String { "\(root)/sites/\(host.ascii)" }
  func redirects(_ host: HostName) -> String { "\(root)/redirects/\(host.ascii)" }
  func suspended(_ host: HostName) -> String { "\(root)/suspended/\(host.ascii)" }
  func releases(_ club: String) -> String { "\(root)/releases/\(club)" }
  func release(_ release: ReleaseID) -> String { "\(root)/releases/\(release)" }
  func manifest(_ release: ReleaseID) -> String { "\(root)/releases/\(release).manifest" }
  func former(_ club: String) -> String { "\(root)/releases/\(club)/former" }
  func targets(_ club: String) -> String { "\(root)/targets/\(club)" }
  func targets(_ club: String, _ host: HostName) -> String {
    "\(root)/targets/\(club)/\(host.ascii)"
  }
  var sites: String { "\(root)/sites" }
  var allRedirects: String { "\(root)/redirects" }
  var temporary: String { "\(root)/tmp" }
  var replaced: String { "\(root)/replaced" }

  /// Folders that the web server reads.
  static let served = ["sites", "redirects", "suspended", "releases", "targets"]

  /// The id that a club had before, while something of it may be left; nil when nothing is.
  func formerID(of club: String) throws(FileFailure) -> String? {
    do {
      guard let id = try Files.target(of: former(club)), isClubID(id), id != club else {
        return nil
      }
      return id
    } catch {
      if error.isMissing { return nil }
      throw error
    }
  }

  /// Makes the folders below an existing root.
  func prepare(_ access: Access) throws(FileFailure) {
    for name in Self.served { try Files.makeFolder("\(root)/\(name)", access) }
    for path in [temporary, replaced] { try Files.makeFolder(path, .agent) }
  }
}

/// One published version of a club's files.
struct ReleaseID: Hashable, Sendable, CustomStringConvertible {
  var club: String
  /// `<tree>` or `<tree>.<number>`
  var name: String

  init(club: String, name: String) {
    self.club = club
    self.name = name
  }

  /// Where the link of a site leads that is being removed: nothing is there, and no git tree is
  /// called so.
  static func nowhere(of club: String) -> ReleaseID { ReleaseID(club: club, name: "0000") }

  /// The git tree that it was made from.
  var tree: String { String(name.prefix { $0 != "." }) }

  var description: String { "\(club)/\(name)" }

  /// From a link in `sites/`; nil for one that we do not make.
  init?(link target: String) {
    guard let (club, name) = parts(of: target, below: "releases"),
      Self.isName(name)
    else { return nil }
    self.init(club: club, name: name)
  }

  static func isName(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard let tree = parts.first, parts.count <= 2, (4...64).contains(tree.count),
      tree.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
    else { return false }
    return parts.count == 1
      || ((1...9).contains(parts[1].count) && parts[1].allSatisfy { (48...57).contains($0) })
  }
}

/// The club of a link in `redirects/`; nil for one that we do not make.
func clubOfRedirects(link target: String, host: HostName) -> String? {
  guard let (club, name) = parts(of: target, below: "targets"), name == host.ascii
  else { return nil }
  return club
}

/// `../<folder>/<club>/<name>`
private func parts(of target: String, below folder: String) -> (club: String, name: String)? {
  let parts = target.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
  guard parts.count == 4, parts[0] == "..", parts[1] == folder, isClubID(parts[2])
  else { return nil }
  return (parts[2], parts[3])
}
