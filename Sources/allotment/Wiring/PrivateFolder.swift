import Glibc
import Reporting
import ServiceContract

/// Replaces a file that only its owner can read. Its folder must be there.
func writePrivateFile(_ text: String, at path: String) throws {
  let cut = path.lastIndex(of: "/")
  let name = cut.map { String(path[path.index(after: $0)...]) } ?? path
  let folder = cut.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  guard !name.isEmpty, name != ".", name != "..", !isFolder(path) else {
    throw CommandFailure.failed(
      "\(printable(path)) is not the name of a file: give one in a folder")
  }
  guard isFolder(folder) else {
    throw CommandFailure.failed(
      "\(printable(path)) cannot be written: there is no folder \(printable(folder))")
  }
  try PrivateFolder(folder).write(text, as: name)
}

private func isFolder(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// A folder that files are written to whole or not at all.
struct PrivateFolder {
  let path: String

  /// Made when it is missing, for its owner alone unless `mode` says otherwise.
  init(_ path: String, mode: mode_t = 0o700) throws {
    self.path = path
    if mkdir(path, mode) != 0, errno != EEXIST { throw failure("made", path, errno) }
  }

  /// Temporary file, fsync, rename.
  func write(_ text: String, as name: String, mode: mode_t = 0o600) throws {
    let target = "\(path)/\(name)"
    let draft = "\(path)/.\(name).new"
    do throws(UnwrittenFile) {
      try replaceFile(target, with: Array(text.utf8), draft: draft, mode: mode)
    } catch {
      throw failure("written", error.path, error.code)
    }
  }

  private func failure(_ verb: String, _ path: String, _ code: CInt) -> any Error {
    CommandFailure.failed("\(path) cannot be \(verb): \(String(cString: strerror(code)))")
  }
}
