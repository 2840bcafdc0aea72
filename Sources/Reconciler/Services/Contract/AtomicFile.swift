package import Glibc

/// A file that could not be replaced.
package struct UnwrittenFile: Error {
  /// The file itself, or its draft when not even that could be made.
  package let path: String
  /// The system's reason, as `errno` has it.
  package let code: CInt
}

/// Replaces a file so that it is there whole or not at all, also after a power cut: a draft, fsync,
/// rename. ``syncFolder(_:)`` then makes its new name last.
///
/// - Parameters:
///   - draft: beside the file. What a process that was killed left there goes.
///   - mode: of the new file, whatever the old one had. Until it is written, it is ours alone.
///   - group: whose it is, where we may give it away; nil: our own.
package func replaceFile(
  _ path: String, with bytes: [UInt8], draft: String, mode: mode_t, group: gid_t? = nil
) throws(UnwrittenFile) {
  unlink(draft)
  let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
  guard file >= 0 else { throw UnwrittenFile(path: draft, code: errno) }
  if let group { fchown(file, uid_t.max, group) }
  let isWritten = writeAll(bytes, to: file) && fchmod(file, mode) == 0 && fsync(file) == 0
  let code = errno
  guard close(file) == 0, isWritten, rename(draft, path) == 0 else {
    let reason = isWritten ? errno : code
    unlink(draft)
    throw UnwrittenFile(path: path, code: reason)
  }
}

/// Writes all bytes to an open file; false on an error, which `errno` then tells.
package func writeAll(_ bytes: [UInt8], to file: CInt) -> Bool {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    if count < 0, errno == EINTR { continue }
    guard count > 0 else { return false }
    rest = rest.dropFirst(count)
  }
  return true
}

/// Makes what was renamed in a folder last. Not every file system can; files are whole either way.
package func syncFolder(_ path: String) {
  let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard folder >= 0 else { return }
  fsync(folder)
  close(folder)
}
