import Glibc

/// A folder that stays open: the same one, even when its path is given to another.
final class OpenFolder: Sendable {
  let path: String
  let descriptor: Int32

  init(_ path: String) throws(SourceFailure) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let code: SourceFailure.Code =
        errno == ENOENT || errno == ENOTDIR ? .notARepository : .unreadable
      throw SourceFailure(code, "\(path) is not a folder that can be read: \(systemError())")
    }
  }

  deinit { close(descriptor) }

  /// Opens a file below, through no link.
  func openFile(_ path: String) throws(SourceFailure) -> Int32 {
    var folder = descriptor
    defer { if folder != descriptor { close(folder) } }
    let names = path.split(separator: "/").map(String.init)
    for (index, name) in names.enumerated() {
      let isLast = index == names.count - 1
      let kind = isLast ? O_NONBLOCK : O_DIRECTORY
      let next = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | kind)
      guard next >= 0 else {
        throw SourceFailure(
          .changedWhileReading, "\(self.path)/\(path) cannot be opened any more: \(systemError())")
      }
      if isLast { return next }
      if folder != descriptor { close(folder) }
      folder = next
    }
    throw SourceFailure(.unreadable, "\(self.path) is not a file")
  }
}
