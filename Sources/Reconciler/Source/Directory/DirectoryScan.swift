import Crypto
import Glibc
import Spec

/// Reads a folder with all below it, once, and hashes it on the way.
struct DirectoryScan {
  let root: String
  let limits: DirectorySnapshot.Limits

  private(set) var folders: [String: [RepositoryEntry]] = [:]
  private(set) var files: [ContentID: StoredFile] = [:]
  /// Over the paths, kinds and contents of all that was read.
  private(set) var everything = SHA256()
  private var byteCount = 0
  private var keptCount = 0

  private static let maximumDepth = 64
  /// A text that is larger is read again when somebody wants it.
  private static let maximumKept = 1 << 20

  init(root: String, limits: DirectorySnapshot.Limits) {
    self.root = root
    self.limits = limits
  }

  /// Reads the open folder at `path` below the root, and gives its id.
  mutating func read(
    _ folder: Int32, _ path: String, depth: Int
  ) throws(SourceFailure) -> ContentID {
    guard depth <= Self.maximumDepth else {
      throw SourceFailure(.tooLarge, "\(full(path)) lies deeper than \(Self.maximumDepth) folders")
    }
    guard var found = names(in: folder, limit: limits.files) else { throw unreadable(path) }
    found.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    var entries: [RepositoryEntry] = []
    for found in found where found.name.lowercased() != ".git" {
      let name = found.name
      let below = path.isEmpty ? name : "\(path)/\(name)"
      let entry =
        found.isSound
        ? try readEntry(folder, name, below, depth)
        : RepositoryEntry(name: name, kind: .other, id: gitBlobID(of: []))
      guard let entry else { continue }
      entries.append(entry)
      let line = "\(entry.kind.mode) \(entry.id.hex) \(below)"
      everything.update(data: Array(line.utf8) + [0])
    }
    folders[path] = entries
    return gitTreeID(of: entries)
  }

  /// Nil for what no provider's repository consists of.
  private mutating func readEntry(
    _ folder: Int32, _ name: String, _ path: String, _ depth: Int
  ) throws(SourceFailure) -> RepositoryEntry? {
    var status = stat()
    guard fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { throw unreadable(path) }
    let kind = status.st_mode & S_IFMT
    if depth == 0, !isRead(top: name, isFolder: kind == S_IFDIR) { return nil }
    try countEntry()
    switch kind {
    case S_IFDIR:
      let opened = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard opened >= 0 else { throw unreadable(path) }
      defer { close(opened) }
      let id = try read(opened, path, depth: depth + 1)
      return RepositoryEntry(name: name, kind: .folder, id: id)
    case S_IFREG:
      let executable = status.st_mode & 0o111 != 0
      return RepositoryEntry(
        name: name, kind: .file(executable: executable), id: try readFile(folder, name, path))
    case S_IFLNK:
      return RepositoryEntry(name: name, kind: .link, id: try readLink(folder, name, path))
    default:
      return RepositoryEntry(name: name, kind: .other, id: gitBlobID(of: []))
    }
  }

  private mutating func readFile(
    _ folder: Int32, _ name: String, _ path: String
  ) throws(SourceFailure) -> ContentID {
    let file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { throw unreadable(path) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw SourceFailure(
        .changedWhileReading, "\(full(path)) changed while it was read; try again")
    }
    let size = Int(status.st_size)
    if isText(name), size <= Self.maximumKept, keptCount + size <= limits.keptBytes {
      guard let bytes = readAll(file, limit: size) else { throw unreadable(path) }
      keptCount += bytes.count
      try count(bytes: bytes.count)
      let id = gitBlobID(of: bytes)
      files[id] = .kept(bytes)
      return id
    }
    let (id, length) = try hashFile(file, path, size: size)
    // Text with the same content may be kept already.
    if files[id] == nil { files[id] = .onDisk(path, length) }
    return id
  }

  private mutating func hashFile(
    _ file: Int32, _ path: String, size: Int
  ) throws(SourceFailure) -> (ContentID, Int) {
    var hash = gitBlobHash(size: size)
    var length = 0
    let room = limits.bytes - byteCount
    let complete = readPieces(file) { piece in
      hash.update(bufferPointer: piece)
      length += piece.count
      return length <= room
    }
    try count(bytes: length)
    guard complete else { throw unreadable(path) }
    guard length == size else {
      throw SourceFailure(
        .changedWhileReading, "\(full(path)) changed while it was read; try again")
    }
    return (ContentID(hex: hex(hash.finalize())), length)
  }

  private mutating func readLink(
    _ folder: Int32, _ name: String, _ path: String
  ) throws(SourceFailure) -> ContentID {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlinkat(folder, name, &buffer, buffer.count)
    guard count >= 0 else { throw unreadable(path) }
    let target = buffer.prefix(count).map { UInt8(bitPattern: $0) }
    let id = gitBlobID(of: target)
    files[id] = .kept(target)
    return id
  }

  private var entryCount = 0

  private mutating func countEntry() throws(SourceFailure) {
    entryCount += 1
    if entryCount > limits.files {
      throw SourceFailure(
        .tooLarge, "\(root) holds more than \(limits.files) files; is it the right folder?")
    }
  }

  private mutating func count(bytes: Int) throws(SourceFailure) {
    byteCount += bytes
    if byteCount > limits.bytes {
      throw SourceFailure(
        .tooLarge, "\(root) holds more than \(limits.bytes) bytes; is it the right folder?")
    }
  }

  /// YAML files at the top, and the folders `clubs` and `sites`.
  private func isRead(top name: String, isFolder: Bool) -> Bool {
    name == "clubs" || name == "sites" || !isFolder && isText(name)
  }

  private func full(_ path: String) -> String { path.isEmpty ? root : "\(root)/\(path)" }

  private func unreadable(_ path: String) -> SourceFailure {
    SourceFailure(.unreadable, "\(full(path)) cannot be read: \(systemError())")
  }
}
