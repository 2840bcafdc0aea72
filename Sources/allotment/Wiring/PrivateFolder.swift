import Glibc
import ServiceContract

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
