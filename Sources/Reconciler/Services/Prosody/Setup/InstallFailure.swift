import Glibc
import ServiceContract

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

/// Writes a file of mode 0644 so that it is there whole or not at all; `syncFolder` then makes its
/// new name last.
func writeAtomically(_ bytes: [UInt8], to name: String, in folder: String) throws(InstallFailure) {
  do throws(UnwrittenFile) {
    try replaceFile(
      "\(folder)/\(name)", with: bytes, draft: "\(folder)/.\(name).\(getpid()).tmp", mode: 0o644)
  } catch {
    throw InstallFailure("cannot write", error.path, error.code)
  }
}
