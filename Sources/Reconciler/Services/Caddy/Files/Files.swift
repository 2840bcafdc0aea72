import Glibc

/// Reading and changing single entries. No link is followed at a path's end.
enum Files {
  /// Nil when nothing is there.
  static func status(_ path: String) throws(FileFailure) -> Status? {
    var raw = stat()
    if lstat(path, &raw) == 0 { return Status(raw) }
    let failure = FileFailure("stat", path)
    if failure.isMissing { return nil }
    throw failure
  }

  /// A link's target, byte for byte; nil for what is there and is no link.
  static func target(of link: String) throws(FileFailure) -> String? {
    var buffer = [CChar](repeating: 0, count: 4_097)
    let count = readlink(link, &buffer, 4_096)
    if count < 0 {
      if errno == EINVAL { return nil }
      throw FileFailure("read the link", link)
    }
    return String(decoding: buffer.prefix(count).map(UInt8.init), as: UTF8.self)
  }

  /// In order; nil when there is no such folder.
  static func names(in folder: String) throws(FileFailure) -> [String]? {
    guard let folder = try OpenFolder.existing(folder) else { return nil }
    return try folder.names().map(\.text)
  }

  /// A whole file; nil when there is none.
  static func read(_ path: String, limit: Int) throws(FileFailure) -> [UInt8]? {
    let slash = path.lastIndex(of: "/") ?? path.startIndex
    guard let folder = try OpenFolder.existing(String(path[..<slash])) else { return nil }
    let name = FileName(String(path[slash...].dropFirst()))
    guard let status = try folder.status(of: name) else { return nil }
    guard status.kind == .file, status.size <= limit else {
      throw FileFailure("read", path, code: status.kind == .file ? EFBIG : EINVAL)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(status.size))
    try folder.read(name) { bytes.append(contentsOf: $0.prefix(limit + 1 - bytes.count)) }
    guard bytes.count <= limit else { throw FileFailure("read", path, code: EFBIG) }
    return bytes
  }

  /// Makes a folder, or leaves the one that is there.
  static func makeFolder(_ path: String, _ access: Access) throws(FileFailure) {
    if mkdir(path, 0o700) != 0 {
      let failure = FileFailure("mkdir", path)
      guard failure.code == EEXIST, try status(path)?.kind == .folder else { throw failure }
      return
    }
    let folder = try OpenFolder(path)
    try access.apply(access.folder, to: folder.descriptor, path)
  }

  /// Writes a file that is not there yet. It is not flushed to the disk: see ``flush(_:)``.
  static func write(
    _ bytes: [UInt8], to path: String, _ access: Access
  ) throws(FileFailure) {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw FileFailure("create", path) }
    defer { close(file) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw FileFailure("write", path)
      }
      rest = rest.dropFirst(count)
    }
    try access.apply(access.file, to: file, path)
  }

  /// Waits until a file's or folder's content is on the disk.
  static func flush(_ path: String) throws(FileFailure) {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else { throw FileFailure("open", path) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw FileFailure("fsync", path) }
  }

  static func rename(_ old: String, to new: String) throws(FileFailure) {
    guard Glibc.rename(old, new) == 0 else { throw FileFailure("rename", new) }
  }

  static func makeLink(_ path: String, to target: String) throws(FileFailure) {
    guard symlink(target, path) == 0 else { throw FileFailure("link", path) }
  }

  /// Removes a file, a link, or a folder with all that is in it; nothing there is fine.
  static func remove(_ path: String) throws(FileFailure) {
    guard let status = try status(path) else { return }
    if status.kind == .folder {
      try OpenFolder(path).removeAll()
      guard rmdir(path) == 0 || errno == ENOENT else { throw FileFailure("remove", path) }
    } else {
      guard unlink(path) == 0 || errno == ENOENT else { throw FileFailure("remove", path) }
    }
  }

  /// Removes folders upwards as long as they are empty, not farther than `top`.
  static func removeEmptyFolders(from path: String, below top: String) {
    var path = path
    while path.hasPrefix(top + "/"), rmdir(path) == 0, let slash = path.lastIndex(of: "/") {
      path = String(path[..<slash])
    }
  }
}
