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
  /// The only files below `clubs/` that are shown, and the folders that lead to them.
  private let shown: Set<String>?

  /// - Parameter clubs: the only files below `clubs/` that are shown, relative to the folder; nil
  ///   shows all.
  public init(at path: String, clubs: Set<String>? = nil) throws(SourceFailure) {
    root = try OpenFolder(path)
    shown = clubs.map { files in
      files.reduce(into: []) { shown, file in
        var path = ""
        for name in file.split(separator: "/") {
          path += path.isEmpty ? name : "/\(name)"
          shown.insert(path)
        }
      }
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
    guard let found = names(in: opened, limit: PlainFolder.mostEntries) else {
      throw unreadable(folder)
    }
    guard found.count <= PlainFolder.mostEntries else {
      throw SourceFailure(
        .tooLarge, "\(full(folder)) has more than \(PlainFolder.mostEntries) entries")
    }
    return try found.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
      .filter { $0.name.lowercased() != ".git" && shows($0.name, in: folder) }
      .map { try entry($0.name, $0.sound, in: folder, opened) }
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
    guard let bytes = readAll(file, limit: limit) else { throw unreadable(path) }
    return bytes
  }

  /// A file's bytes; nil when it cannot be read. For what is shown only.
  public func bytes(of file: String, limit: Int) -> [UInt8]? {
    try? read(ContentID(hex: "=\(file)"), limit: limit)
  }

  private func shows(_ name: String, in folder: String) -> Bool {
    guard let shown, folder == "clubs" || folder.hasPrefix("clubs/") else { return true }
    return shown.contains("\(folder)/\(name)")
  }

  private func entry(
    _ name: String, _ isSound: Bool, in folder: String, _ opened: Int32
  ) throws(SourceFailure) -> RepositoryEntry {
    let path = folder.isEmpty ? name : "\(folder)/\(name)"
    var status = stat()
    guard isSound else {
      return RepositoryEntry(name: name, kind: .other, id: ContentID(hex: "=\(path)"))
    }
    guard fstatat(opened, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { throw unreadable(path) }
    let kind: RepositoryEntry.Kind =
      switch status.st_mode & S_IFMT {
      case S_IFDIR: .folder
      case S_IFREG: .file(executable: status.st_mode & 0o111 != 0)
      case S_IFLNK: .link
      default: .other
      }
    return RepositoryEntry(
      name: name, kind: kind, id: ContentID(hex: (kind == .link ? "@" : "=") + path))
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
