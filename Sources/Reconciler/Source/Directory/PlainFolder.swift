import Glibc
public import Spec

/// A plain folder as it stands, read when it is asked: for checks, which need no revision and not
/// the content of sites.
///
/// No link is followed, and nothing called `.git` is listed. An id is a path here: it tells the
/// files of this one reading apart, and says nothing of their content.
public final class PlainFolder: RepositoryContent {
  /// More entries than these in one folder are no provider's repository.
  private static let mostEntries = 500_000

  private let root: OpenFolder
  /// By folder, the only names below `clubs/` that are shown: files, and the folders that lead to
  /// them. Looked for one by one: there may be very many others beside them.
  private let shown: [String: [String]]?

  /// - Parameter clubs: the only files below `clubs/` that are shown, relative to the folder; nil
  ///   shows all.
  public init(at path: String, clubs: Set<String>? = nil) throws(SourceFailure) {
    root = try OpenFolder(path)
    shown = clubs.map { files in
      var shown: [String: Set<String>] = [:]
      for file in files {
        var folder = ""
        for name in file.split(separator: "/").map(String.init) {
          if !folder.isEmpty { shown[folder, default: []].insert(name) }
          folder += folder.isEmpty ? name : "/\(name)"
        }
      }
      return shown.mapValues { $0.sorted() }
    }
  }

  /// The entries of a folder, by name; nil when there is no such folder.
  public func list(_ folder: String) throws -> [RepositoryEntry]? {
    let path = folder.isEmpty ? "." : folder
    let opened = openat(
      root.descriptor, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard opened >= 0 else {
      if errno == ENOENT || errno == ENOTDIR || errno == ELOOP { return nil }
      throw unreadable(folder)
    }
    defer { close(opened) }
    if let shown, folder == "clubs" || folder.hasPrefix("clubs/") {
      return try shown[folder]?.compactMap { try entry(ofShown: $0, in: folder, opened) } ?? []
    }
    guard let found = names(in: opened, limit: PlainFolder.mostEntries) else {
      throw unreadable(folder)
    }
    guard found.count <= PlainFolder.mostEntries else {
      throw SourceFailure(
        .tooLarge, "\(full(folder)) has more than \(PlainFolder.mostEntries) entries")
    }
    return try found.sorted { $0.name < $1.name }
      .filter { !isGit($0.name) }
      .map { try entry($0, in: folder, opened) }
  }

  public func read(_ id: ContentID, limit: Int) throws -> [UInt8] {
    let path = String(id.hex.dropFirst())
    if id.hex.hasPrefix("@") { return try readLink(path) }
    let file = openat(root.descriptor, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { throw unreadable(path) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw SourceFailure(
        .changedWhileReading, "\(full(path)) changed while it was read; try again")
    }
    guard status.st_size <= limit else {
      throw SourceFailure(
        .tooLarge, "\(full(path)) has \(status.st_size) bytes; the limit is \(limit)")
    }
    guard let bytes = readAll(file, limit: limit, expecting: Int(status.st_size)) else {
      throw unreadable(path)
    }
    return bytes
  }

  /// A file's bytes; nil when it cannot be read. For what is shown only.
  public func bytes(of file: String, limit: Int) -> [UInt8]? {
    try? read(ContentID(hex: "=\(file)"), limit: limit)
  }

  private func isGit(_ name: String) -> Bool {
    name.utf8.count == 4 && name.lowercased() == ".git"
  }

  /// Nil when there is no such entry.
  private func entry(
    ofShown name: String, in folder: String, _ opened: Int32
  ) throws(SourceFailure) -> RepositoryEntry? {
    var status = stat()
    if isGit(name) { return nil }
    if fstatat(opened, name, &status, AT_SYMLINK_NOFOLLOW) != 0, errno == ENOENT { return nil }
    return try entry(
      FolderName(name: name, isSound: true, type: Int32(DT_UNKNOWN)), in: folder, opened)
  }

  /// The kind as the folder tells it, where it does: who runs a program is no question here.
  private func entry(
    _ found: FolderName, in folder: String, _ opened: Int32
  ) throws(SourceFailure) -> RepositoryEntry {
    let path = folder.isEmpty ? found.name : "\(folder)/\(found.name)"
    let kind = found.isSound ? try kind(of: found, path, opened) : .other
    return RepositoryEntry(
      name: found.name, kind: kind, id: ContentID(hex: (kind == .link ? "@" : "=") + path))
  }

  private func kind(
    of found: FolderName, _ path: String, _ opened: Int32
  ) throws(SourceFailure) -> RepositoryEntry.Kind {
    var type = found.type
    if type == DT_UNKNOWN {
      var status = stat()
      guard fstatat(opened, found.name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
        throw unreadable(path)
      }
      // As IFTODT of dirent.h.
      type = Int32(status.st_mode & S_IFMT) >> 12
    }
    switch Int(type) {
    case Int(DT_DIR): return .folder
    case Int(DT_REG): return .file(executable: false)
    case Int(DT_LNK): return .link
    default: return .other
    }
  }

  private func readLink(_ path: String) throws(SourceFailure) -> [UInt8] {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlinkat(root.descriptor, path, &buffer, buffer.count)
    guard count >= 0 else { throw unreadable(path) }
    return buffer.prefix(count).map { UInt8(bitPattern: $0) }
  }

  private func full(_ path: String) -> String { path.isEmpty ? root.path : "\(root.path)/\(path)" }

  private func unreadable(_ path: String) -> SourceFailure {
    SourceFailure(.unreadable, "\(full(path)) cannot be read: \(systemError())")
  }
}
