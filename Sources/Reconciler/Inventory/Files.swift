import Glibc

/// The few file operations that creating the inventory and its lock need.
enum Files {
  static let ownerOnly: mode_t = 0o600

  static func exists(_ path: String) throws -> Bool { try status(path) != nil }

  /// Nil when there is no such file.
  static func size(_ path: String) throws -> Int? { try status(path).map { Int($0.st_size) } }

  private static func status(_ path: String) throws -> stat? {
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw InventoryError(.failed, "\(path) is not a plain file")
      }
      return status
    }
    if errno == ENOENT { return nil }
    throw failure("looked at", path)
  }

  /// Takes the rights of everybody but the owner away.
  static func restrict(_ path: String) throws {
    guard let mode = try status(path)?.st_mode, mode & 0o077 != 0 else { return }
    guard chmod(path, ownerOnly) == 0 else { throw failure("made private", path) }
  }

  static func makeEmpty(_ path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, ownerOnly)
    guard file >= 0 else { throw failure("made", path) }
    close(file)
  }

  static func remove(_ path: String) throws {
    guard unlink(path) == 0 || errno == ENOENT else { throw failure("removed", path) }
  }

  /// Gives a finished file its name, for good.
  static func publish(_ draft: String, as path: String) throws {
    try sync(draft, O_RDONLY)
    guard rename(draft, path) == 0 else { throw failure("renamed", draft) }
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    try sync(folder, O_RDONLY | O_DIRECTORY)
  }

  private static func sync(_ path: String, _ flags: Int32) throws {
    let file = open(path, flags | O_CLOEXEC)
    guard file >= 0 else { throw failure("opened", path) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw failure("written to disk", path) }
  }

  /// The failure of the last system call.
  static func failure(_ what: String, _ path: String) -> InventoryError {
    let number = errno
    let code: InventoryError.Code =
      switch number {
      case ENOENT, ENOTDIR: .missing
      case EACCES, EPERM, EROFS: .denied
      case ENOSPC, EDQUOT: .full
      default: .failed
      }
    return InventoryError(
      code, "\(path) could not be \(what): \(String(cString: strerror(number)))")
  }
}
