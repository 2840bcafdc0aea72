import Glibc

/// Replaces a file that only its owner can read.
func writePrivateFile(_ text: String, at path: String) throws {
  let cut = path.lastIndex(of: "/")
  let name = cut.map { String(path[path.index(after: $0)...]) } ?? path
  guard !name.isEmpty, name != ".", name != ".." else {
    throw CommandFailure.failed("\(path) is not the name of a file")
  }
  let folder = cut.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  try PrivateFolder(folder).write(text, as: name)
}

/// A folder that files are written to whole or not at all.
struct PrivateFolder {
  let path: String

  /// Made when it is missing, for its owner alone unless `mode` says otherwise.
  init(_ path: String, mode: mode_t = 0o700) throws {
    self.path = path
    if mkdir(path, mode) != 0, errno != EEXIST { throw failure("made", path) }
  }

  /// Temporary file, fsync, rename.
  func write(_ text: String, as name: String, mode: mode_t = 0o600) throws {
    let target = "\(path)/\(name)"
    let draft = "\(path)/.\(name).new"
    unlink(draft)
    let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
    guard file >= 0 else { throw failure("written", draft) }
    let isWritten =
      writeAll(Array(text.utf8), to: file) && fchmod(file, mode) == 0 && fsync(file) == 0
    guard close(file) == 0, isWritten, rename(draft, target) == 0 else {
      let failure = failure("written", target)
      unlink(draft)
      throw failure
    }
  }

  private func writeAll(_ bytes: [UInt8], to file: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      if count <= 0 { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  private func failure(_ verb: String, _ path: String) -> any Error {
    CommandFailure.failed("\(path) cannot be \(verb): \(String(cString: strerror(errno)))")
  }
}
