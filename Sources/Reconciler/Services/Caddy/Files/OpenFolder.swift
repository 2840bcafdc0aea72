import Glibc

/// A name as the file system has it: any bytes but `/` and NUL.
struct FileName: Comparable, Sendable {
  /// With the final NUL.
  let bytes: [CChar]

  init(_ text: String) { bytes = Array(text.utf8CString) }

  fileprivate init(entry: UnsafeMutablePointer<dirent>) {
    bytes = withUnsafePointer(to: &entry.pointee.d_name) { name in
      name.withMemoryRebound(to: CChar.self, capacity: 256) {
        Array(UnsafeBufferPointer(start: $0, count: strlen($0) + 1))
      }
    }
  }

  /// Bytes that are no UTF-8 are shown as U+FFFD.
  var text: String { String(decoding: bytes.dropLast().lazy.map(UInt8.init), as: UTF8.self) }

  fileprivate var isDot: Bool { bytes == [46, 0] || bytes == [46, 46, 0] }

  static func < (a: Self, b: Self) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }
}

/// A folder that is open for reading; whatever is looked up in it is not followed when it is a
/// link.
struct OpenFolder: ~Copyable {
  let path: String
  let descriptor: CInt

  init(_ path: String) throws(FileFailure) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw FileFailure("open", path) }
  }

  init(_ name: FileName, in parent: borrowing OpenFolder) throws(FileFailure) {
    path = "\(parent.path)/\(name.text)"
    descriptor = openat(
      parent.descriptor, name.bytes, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw FileFailure("open", path) }
  }

  deinit { close(descriptor) }

  /// Nil when there is no such folder.
  static func existing(_ path: String) throws(FileFailure) -> OpenFolder? {
    do { return try OpenFolder(path) } catch {
      if error.isMissing { return nil }
      throw error
    }
  }

  /// In order of their bytes.
  func names() throws(FileFailure) -> [FileName] {
    let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0, let stream = fdopendir(copy) else { throw FileFailure("list", path) }
    defer { closedir(stream) }
    var names: [FileName] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        if errno != 0 { throw FileFailure("list", path) }
        return names.sorted()
      }
      let name = FileName(entry: entry)
      if !name.isDot { names.append(name) }
    }
  }

  /// Nil when it is not there (any more).
  func status(of name: FileName) throws(FileFailure) -> Status? {
    var raw = stat()
    if fstatat(descriptor, name.bytes, &raw, AT_SYMLINK_NOFOLLOW) == 0 { return Status(raw) }
    if errno == ENOENT { return nil }
    throw FileFailure("stat", "\(path)/\(name.text)")
  }

  /// Reads a file in pieces of at most 64 KiB.
  func read(_ name: FileName, _ body: (UnsafeRawBufferPointer) -> Void) throws(FileFailure) {
    let file = openat(descriptor, name.bytes, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else { throw FileFailure("open", "\(path)/\(name.text)") }
    defer { close(file) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = Glibc.read(file, buffer.baseAddress, buffer.count)
      if count == 0 { return }
      if count < 0 {
        if errno == EINTR { continue }
        throw FileFailure("read", "\(path)/\(name.text)")
      }
      body(UnsafeRawBufferPointer(rebasing: buffer[0..<count]))
    }
  }

  /// Everything below this folder, folders before what is in them; links are not followed.
  ///
  /// - Parameters:
  ///   - prefix: the path of this folder in what `visit` is told.
  ///   - budget: how many entries may come; more is an error (EFBIG).
  ///   - visit: gets the path, the status, the folder and the name in it.
  func walk(
    prefix: String = "", budget: inout Int,
    _ visit: (String, Status, borrowing OpenFolder, FileName) throws(FileFailure) -> Void
  ) throws(FileFailure) {
    for name in try names() {
      guard let status = try status(of: name) else { continue }
      budget -= 1
      // Names have a byte at least: this bounds the depth too.
      guard budget >= 0, prefix.utf8.count < 8_192 else {
        throw FileFailure("list", path, code: EFBIG)
      }
      let entry = prefix + name.text
      try visit(entry, status, self, name)
      guard status.kind == .folder else { continue }
      let folder = try OpenFolder(name, in: self)
      try folder.walk(prefix: entry + "/", budget: &budget, visit)
    }
  }

  /// Removes everything in this folder; links are removed, not followed.
  func removeAll() throws(FileFailure) {
    for name in try names() {
      if unlinkat(descriptor, name.bytes, 0) == 0 || errno == ENOENT { continue }
      guard errno == EISDIR || errno == EPERM else {
        throw FileFailure("remove", "\(path)/\(name.text)")
      }
      try OpenFolder(name, in: self).removeAll()
      guard unlinkat(descriptor, name.bytes, AT_REMOVEDIR) == 0 || errno == ENOENT else {
        throw FileFailure("remove", "\(path)/\(name.text)")
      }
    }
  }
}
