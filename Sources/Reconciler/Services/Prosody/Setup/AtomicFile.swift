import Glibc

/// A file that could not be put in place.
public struct InstallFailure: Error, CustomStringConvertible {
  /// Plain words with the path and the system's reason.
  public let description: String

  init(_ step: String, _ path: String, _ code: CInt) {
    description = "\(step) \(path): \(String(cString: strerror(code)))"
  }
}

/// Makes a folder that everybody may read; one that is there stays as it is.
func makeFolder(_ path: String) throws(InstallFailure) {
  if mkdir(path, 0o755) == 0 || errno == EEXIST { return }
  throw InstallFailure("cannot make the folder", path, errno)
}

/// Writes a file of mode 0644 so that it is there whole or not at all, also after a power cut;
/// ``syncFolder(_:)`` then makes its new name last.
func writeAtomically(_ bytes: [UInt8], to name: String, in folder: String) throws(InstallFailure) {
  let path = "\(folder)/\(name)"
  let temporary = "\(folder)/.\(name).\(getpid()).tmp"
  unlink(temporary)
  let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
  guard file >= 0 else { throw InstallFailure("cannot write", temporary, errno) }
  let isWritten = writeAll(bytes, to: file) && fchmod(file, 0o644) == 0 && fsync(file) == 0
  let code = errno
  guard close(file) == 0, isWritten, rename(temporary, path) == 0 else {
    let reason = isWritten ? errno : code
    unlink(temporary)
    throw InstallFailure("cannot write", path, reason)
  }
}

private func writeAll(_ bytes: [UInt8], to file: CInt) -> Bool {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    if count < 0 && errno == EINTR { continue }
    guard count > 0 else { return false }
    rest = rest.dropFirst(count)
  }
  return true
}

/// Makes what was renamed in a folder last. Not every file system can; files are whole either way.
func syncFolder(_ path: String) {
  let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard folder >= 0 else { return }
  fsync(folder)
  close(folder)
}
