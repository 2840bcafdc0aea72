import Glibc

/// A folder of data files that a service reads, for adapters whose interface it is.
///
/// No link is followed below the root, a file is there whole or not at all, and a root that is not
/// there is a failure, never an empty folder. Paths are relative to the root.
public struct FileTree: Sendable {
  public enum Content: Sendable, Equatable {
    case absent
    case bytes([UInt8])
    /// There, and nothing that a file of ours could be; `why` goes into a sentence.
    case unusable(why: String)
  }

  public let root: String
  /// Bytes of one file.
  private let limit: Int

  public init(root: String, limit: Int = 1 << 20) {
    self.root = root
    self.limit = limit
  }

  /// What lies in a folder, in order; nothing in one that does not exist, unless it is the root.
  public func names(in folder: String = "") throws(ServiceFailure) -> [String] {
    try entries(in: folder).map(\.name)
  }

  /// The folders in the root, in order.
  public func folders() throws(ServiceFailure) -> [String] {
    try entries(in: "").filter { name, type in
      if type != DT_UNKNOWN { return type == DT_DIR }
      var status = stat()
      return lstat(path(name), &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }.map(\.name)
  }

  private func entries(
    in folder: String
  ) throws(ServiceFailure) -> [(name: String, type: Int)] {
    let file = open(
      path(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC | (folder.isEmpty ? 0 : O_NOFOLLOW))
    guard file >= 0, let stream = fdopendir(file) else {
      let isAbsent = errno == ENOENT || errno == ENOTDIR || errno == ELOOP
      if file >= 0 { close(file) }
      if isAbsent, !folder.isEmpty { return [] }
      throw unreachable("read", folder)
    }
    defer { closedir(stream) }
    var found: [(name: String, type: Int)] = []
    errno = 0
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { found.append((name, Int(entry.pointee.d_type))) }
      errno = 0
    }
    // Half a list is no list.
    guard errno == 0 else { throw unreachable("read", folder) }
    return found.sorted { $0.name < $1.name }
  }

  /// A file's bytes; throws only when what is there cannot be known.
  public func read(_ name: String) throws(ServiceFailure) -> Content {
    let file = open(path(name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else {
      switch errno {
      case ENOENT, ENOTDIR: return .absent
      case ELOOP: return .unusable(why: "it is a link")
      default: throw unreachable("read", name)
      }
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw unreachable("read", name) }
    guard status.st_mode & S_IFMT == S_IFREG else { return .unusable(why: "it is no plain file") }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while bytes.count <= limit {
      let count = Glibc.read(file, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw unreachable("read", name) }
      if count == 0 { return .bytes(bytes) }
      bytes += buffer[..<count]
    }
    return .unusable(why: "it is too large")
  }

  /// Temporary file, fsync, rename. Who may read and write it is who may read and write the root;
  /// the folder above it is made when it is missing.
  public func write(_ bytes: [UInt8], to name: String) throws(ServiceFailure) {
    var status = stat()
    guard stat(root, &status) == 0 else { throw unreachable("write", "") }
    let parent = path(folder(of: name))
    if mkdir(parent, 0o700) == 0 {
      chown(parent, uid_t.max, status.st_gid)
      chmod(parent, status.st_mode & 0o2777)
    }
    do throws(UnwrittenFile) {
      try replaceFile(
        path(name), with: bytes, draft: "\(parent)/.draft-\(getpid())",
        mode: status.st_mode & 0o666, group: status.st_gid)
    } catch {
      throw failure("write", name, error.code)
    }
    syncFolder(parent)
  }

  /// Also the folder above it, when that is empty then; nothing there is fine.
  public func remove(_ name: String) throws(ServiceFailure) {
    guard unlink(path(name)) == 0 || errno == ENOENT || errno == ENOTDIR else {
      throw failure("remove", name)
    }
    let folder = folder(of: name)
    if folder.isEmpty || rmdir(path(folder)) != 0 { syncFolder(path(folder)) }
    syncFolder(root)
  }

  private func path(_ name: String) -> String { name.isEmpty ? root : "\(root)/\(name)" }

  private func folder(of name: String) -> String {
    name.lastIndex(of: "/").map { String(name[..<$0]) } ?? ""
  }

  private func unreachable(_ verb: String, _ name: String) -> ServiceFailure {
    .unreachable(failure(verb, name).message)
  }

  private func failure(
    _ verb: String, _ name: String, _ code: CInt = errno
  ) -> ServiceFailure {
    let reason = String(cString: strerror(code))
    return ServiceFailure(
      code: "files", message: "cannot \(verb) \(path(name)): \(reason)", retry: .later)
  }
}
