import Glibc
import Source

let fileLimit = 1 << 20

/// A file of at most a mebibyte and a little more: what is larger is told by the rules.
func readFile(_ path: String, _ limit: Int = fileLimit) throws(SourceFailure) -> [UInt8] {
  // Not waiting for whoever may write to a named pipe.
  let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard file >= 0 else { throw unreadable(path) }
  defer { close(file) }
  var status = stat()
  guard fstat(file, &status) == 0 else { throw unreadable(path) }
  // A pipe that is open on its other side gives its text when that has written it.
  if status.st_mode & S_IFMT == S_IFIFO { _ = fcntl(file, F_SETFL, 0) }
  return try readToEnd(file, path, limit)
}

/// Standard input, with the same bound.
func readStandardInput(_ limit: Int = fileLimit) throws(SourceFailure) -> [UInt8] {
  try readToEnd(STDIN_FILENO, "standard input", limit)
}

private func readToEnd(
  _ file: Int32, _ path: String, _ limit: Int
) throws(SourceFailure) -> [UInt8] {
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while bytes.count <= limit {
    let count = read(file, &buffer, buffer.count)
    if count < 0, errno == EINTR { continue }
    guard count >= 0 else { throw unreadable(path) }
    if count == 0 { break }
    bytes += buffer[..<count]
  }
  return bytes
}

func unreadable(_ path: String) -> SourceFailure {
  SourceFailure(.unreadable, "\(path): \(String(cString: strerror(errno)))")
}

/// The absolute path without links.
func realPath(_ path: String) throws(SourceFailure) -> String {
  guard let real = realpath(path, nil) else { throw unreadable(path) }
  defer { free(real) }
  return String(cString: real)
}
