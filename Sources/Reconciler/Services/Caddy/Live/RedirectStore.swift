import Glibc

/// The files that say where a host's paths lead: one a redirect, its content the target and
/// nothing else.
///
///     alias                             the host to which all of this host leads
///     moved                             the URL below which each path is
///     page                              the one URL to which all paths lead
///     301/old-programme/.redirect-to    where one path leads
struct RedirectStore {
  static let statuses = [301, 302, 303, 307, 308]
  static let limit = 4_096

  /// What one file says.
  enum Entry: Hashable {
    case alias
    /// With the path kept or not.
    case moved, page
    case path(RedirectPath, status: Int)

    var file: String {
      switch self {
      case .alias: "alias"
      case .moved: "moved"
      case .page: "page"
      case .path(let path, let status):
        (["\(status)"] + path.segments + [RedirectPath.leaf]).joined(separator: "/")
      }
    }
  }

  let layout: Layout

  /// Everything that is there for a host; what has another name is never served and not told.
  func read(_ host: HostName, of club: String) throws(FileFailure) -> [Entry: String] {
    let top = layout.targets(club, host)
    guard let folder = try OpenFolder.existing(top) else { return [:] }
    var files: [String] = []
    var budget = 100_000
    try folder.walk(budget: &budget) { (path, status, _, _) throws(FileFailure) in
      if status.kind != .folder { files.append(path) }
    }
    var entries: [Entry: String] = [:]
    for file in files {
      guard let entry = Self.entry(file) else { continue }
      entries[entry] = try content("\(top)/\(file)")
    }
    return entries
  }

  /// What the web server reads there; what is too long or no file is told as such.
  private func content(_ path: String) throws(FileFailure) -> String? {
    do {
      return try Files.read(path, limit: Self.limit).map {
        printable(String(decoding: $0, as: UTF8.self), limit: Self.limit)
      }
    } catch {
      if error.code == EFBIG || error.code == EINVAL { return "not a file of ours" }
      throw error
    }
  }

  private static func entry(_ file: String) -> Entry? {
    switch file {
    case "alias": return .alias
    case "moved": return .moved
    case "page": return .page
    default:
      let parts = file.split(separator: "/").map(String.init)
      guard parts.count >= 2, parts.last == RedirectPath.leaf,
        let status = Int(parts[0]), statuses.contains(status), parts[0] == "\(status)",
        let path = RedirectPath(segments: Array(parts.dropFirst().dropLast()))
      else { return nil }
      return .path(path, status: status)
    }
  }

  /// Writes one file at once, and links the host to its folder.
  func write(
    _ text: String, as entry: Entry, host: HostName, club: String, _ access: Access
  ) throws(FileFailure) {
    let top = layout.targets(club, host)
    try Files.makeFolder(layout.targets(club), access)
    try takeOver(host, for: club)
    try Files.makeFolder(top, access)
    var folder = top
    for part in entry.file.split(separator: "/").dropLast() {
      let above = folder
      folder += "/\(part)"
      try Files.makeFolder(folder, access)
      try Files.flush(above)
    }
    try LinkStore(layout: layout).replace(
      file: "\(top)/\(entry.file)", with: Array(text.utf8), club: club, access)
    try Files.flush(layout.targets(club))
    let before = try LiveHost(host, in: layout).redirects
    try LinkStore(layout: layout).replace(
      link: layout.redirects(host), with: "../targets/\(club)/\(host.ascii)", club: club)
    if case .ours(let other) = before, other != club {
      try Files.remove(layout.targets(other, host))
      Files.removeEmptyFolders(from: layout.targets(other), below: layout.root + "/targets")
    }
  }

  /// The folder of a club that had another id before goes with the host.
  private func takeOver(_ host: HostName, for club: String) throws(FileFailure) {
    guard case .ours(let other) = try LiveHost(host, in: layout).redirects, other != club,
      try Files.status(layout.targets(club, host)) == nil,
      try Files.status(layout.targets(other, host)) != nil
    else { return }
    try Files.rename(layout.targets(other, host), to: layout.targets(club, host))
    Files.removeEmptyFolders(from: layout.targets(other), below: layout.root + "/targets")
  }

  /// Removes some files, and the host's link and folder with the last of them.
  func remove(_ entries: [Entry], host: HostName, club: String) throws(FileFailure) {
    let top = layout.targets(club, host)
    for entry in entries {
      let file = "\(top)/\(entry.file)"
      try Files.remove(file)
      let folder = String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)])
      Files.removeEmptyFolders(from: folder, below: top)
    }
    guard try read(host, of: club).isEmpty else { return }
    if try LiveHost(host, in: layout).redirects == .ours(club: club) {
      try LinkStore(layout: layout).remove(layout.redirects(host))
    }
    try Files.remove(top)
    Files.removeEmptyFolders(from: layout.targets(club), below: layout.root + "/targets")
  }
}
