import Glibc

/// A folder of files that only their owner may read.
struct LetterFolder {
  let path: String

  /// Made with mode 0700 when it is missing.
  init(_ path: String) throws {
    self.path = path
    if mkdir(path, 0o700) != 0, errno != EEXIST { throw failure("made", path) }
  }

  /// Temporary file, fsync, rename; mode 0600.
  func write(_ text: String, as name: String) throws {
    let target = "\(path)/\(name)"
    let draft = "\(path)/.\(name).new"
    unlink(draft)
    let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw failure("written", draft) }
    let isWritten = writeAll(Array(text.utf8), to: file) && fsync(file) == 0
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
