import Glibc

/// The text of `errno`.
func systemError(_ code: Int32 = errno) -> String {
  var buffer = [CChar](repeating: 0, count: 256)
  _ = strerror_r(code, &buffer, buffer.count)
  return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}

/// Reads to the end of a file or pipe; nil on an error, or beyond `limit` bytes.
func readAll(_ file: Int32, limit: Int) -> [UInt8]? {
  var bytes: [UInt8] = []
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
func names(in folder: Int32, limit: Int) -> [(name: String, sound: Bool)]? {
  // A descriptor of its own, with an offset of its own: closedir closes it.
  let own = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard own >= 0 else { return nil }
  guard let stream = fdopendir(own) else {
    close(own)
    return nil
  }
  defer { closedir(stream) }
  var found: [(name: String, sound: Bool)] = []
  while true {
    errno = 0
    guard let entry = readdir(stream) else { return errno == 0 ? found : nil }
    let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
    let start = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
    let text = String(validatingCString: start)
    let name = text ?? String(cString: start)
    if name == "." || name == ".." { continue }
    found.append((name, text != nil))
    if found.count > limit { return found }
  }
}
