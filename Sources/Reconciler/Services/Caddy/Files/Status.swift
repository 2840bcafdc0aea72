import Glibc

/// What `lstat` tells.
struct Status: Equatable, Sendable {
  enum Kind: UInt8, Sendable { case file, folder, link, other }

  var kind: Kind
  var size: Int64
  var inode: UInt64
  /// Nanoseconds since 1970; the time of the last change of any kind, which nobody can set back.
  var changed: Int64
  var modified: Int64

  init(_ raw: stat) {
    kind =
      switch raw.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .link
      default: .other
      }
    size = Int64(raw.st_size)
    inode = UInt64(raw.st_ino)
    changed = Self.nanoseconds(raw.st_ctim)
    modified = Self.nanoseconds(raw.st_mtim)
  }

  private static func nanoseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}

/// Nanoseconds since 1970 by the system's clock, which also stamps files.
func wallClock() -> Int64 {
  var now = timespec()
  clock_gettime(CLOCK_REALTIME, &now)
  return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
}
