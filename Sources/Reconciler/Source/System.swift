import Glibc

/// The text of `errno`.
func systemError(_ code: Int32 = errno) -> String {
  var buffer = [CChar](repeating: 0, count: 256)
  _ = strerror_r(code, &buffer, buffer.count)
  return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}

/// Reads to the end of a file or pipe; nil on an error, or beyond `limit` bytes.
///
/// - Parameter size: what a plain file should have: it is then read at once.
func readAll(_ file: Int32, limit: Int, expecting size: Int = 0) -> [UInt8]? {
  // One byte more: a call that leaves it out has seen the end.
  var bytes = [UInt8](repeating: 0, count: min(size, limit) + 1)
  var count = 0
  while count < bytes.count {
    let got = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress! + count, $0.count - count) }
    if got < 0, errno == EINTR { continue }
    guard got >= 0 else { return nil }
    count += got
    if got == 0 || count == size {
      bytes.removeLast(bytes.count - count)
      return bytes
    }
  }
  guard bytes.count <= limit else { return nil }
  let complete = readPieces(file) { piece in
    guard bytes.count + piece.count <= limit else { return false }
    bytes.append(contentsOf: piece)
    return true
  }
  return complete ? bytes : nil
}

/// Gives a file's bytes piece by piece until the end, or until `body` says false.
///
/// True when the end was reached.
func readPieces(_ file: Int32, _ body: (UnsafeRawBufferPointer) throws -> Bool) rethrows -> Bool {
  try withUnsafeTemporaryAllocation(byteCount: 128 << 10, alignment: 16) { buffer in
    while true {
      let count = read(file, buffer.baseAddress, buffer.count)
      if count == 0 { return true }
      if count < 0 {
        if errno == EINTR { continue }
        return false
      }
      guard try body(UnsafeRawBufferPointer(rebasing: buffer[..<count])) else { return false }
    }
  }
}

/// Writes all bytes; false on an error.
func writeAll(_ file: Int32, _ bytes: [UInt8]) -> Bool {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    if count < 0 {
      if errno == EINTR { continue }
      return false
    }
    rest = rest.dropFirst(count)
  }
  return true
}

/// The names in an open folder, without `.` and `..`; nil when it cannot be read.
///
/// A name that is not UTF-8 comes repaired and marked.
func names(in folder: Int32, limit: Int) -> [FolderName]? {
  // A descriptor of its own, with an offset of its own: closedir closes it.
  let own = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard own >= 0 else { return nil }
  guard let stream = fdopendir(own) else {
    close(own)
    return nil
  }
  defer { closedir(stream) }
  var found: [FolderName] = []
  while true {
    errno = 0
    guard let entry = readdir(stream) else { return errno == 0 ? found : nil }
    let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
    let start = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
    let text = String(validatingCString: start)
    let name = text ?? String(cString: start)
    if name == "." || name == ".." { continue }
    found.append(
      FolderName(name: name, isSound: text != nil, type: Int32(entry.pointee.d_type)))
    if found.count > limit { return found }
  }
}

/// An entry of a folder.
struct FolderName {
  var name: String
  /// Whether it is UTF-8.
  var isSound: Bool
  /// `DT_REG`, `DT_DIR` and so on; `DT_UNKNOWN` on file systems that do not tell.
  var type: Int32
}
