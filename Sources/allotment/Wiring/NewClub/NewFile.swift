import Glibc
import ServiceContract
import Source

/// A file that appears whole or not at all.
struct NewFile {
  let path: String
  var mode: mode_t = 0o644
  /// Whether one that is there is replaced.
  var replaces = false

  enum Outcome { case made, replaced, exists }

  /// Temporary file, fsync, then a link or a rename.
  func write(_ text: String) throws(SourceFailure) -> Outcome {
    let draft = "\(parent(of: path))/.\(getpid()).new"
    unlink(draft)
    let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
    guard file >= 0 else { throw failure() }
    defer { unlink(draft) }
    let isWritten = writeAll(Array(text.utf8), to: file) && fsync(file) == 0
    guard close(file) == 0, isWritten else { throw failure() }
    if link(draft, path) == 0 { return .made }
    guard errno == EEXIST else { throw failure() }
    guard replaces else { return .exists }
    guard rename(draft, path) == 0 else { throw failure() }
    return .replaced
  }

  private func failure() -> SourceFailure {
    SourceFailure(.unreadable, "\(path) cannot be written: \(String(cString: strerror(errno)))")
  }
}

/// Makes a folder with those above it, down from `root`.
func makeFolders(_ path: String, below root: String) throws(SourceFailure) {
  var folder = root
  for name in [""] + path.split(separator: "/").map(String.init) {
    if !name.isEmpty { folder += "/\(name)" }
    if mkdir(folder, 0o755) != 0, errno != EEXIST {
      throw SourceFailure(
        .unreadable, "\(folder) cannot be made: \(String(cString: strerror(errno)))")
    }
  }
}
