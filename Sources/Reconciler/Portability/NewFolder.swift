import Glibc

/// A new folder with files in it, for its owner alone: there whole, or not at all.
public struct NewFolder {
  public struct Failure: Error, CustomStringConvertible {
    public let description: String

    init(_ verb: String, _ path: String, _ number: Int32 = errno) {
      description = "\(path) cannot be \(verb): \(String(cString: strerror(number)))"
    }
  }

  /// Writes beside the place first and renames: what is there already is never touched.
  ///
  /// - Parameter files: by path below the folder; folders in between are made.
  public static func write(_ files: [String: [UInt8]], to path: String) throws(Failure) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    let draft = "\(path).part-\(getpid())"
    guard mkdir(draft, 0o700) == 0 else { throw Failure("made", draft) }
    do throws(Failure) {
      for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
        try makeFolders(above: name, in: draft)
        try write(bytes, to: "\(draft)/\(name)")
      }
      try sync(draft)
      // The place is claimed first: a rename alone would replace an empty folder that is there.
      guard mkdir(path, 0o700) == 0 else { throw Failure("made", path) }
      guard rename(draft, path) == 0 else {
        let failure = Failure("made", path)
        rmdir(path)
        throw failure
      }
    } catch {
      remove(draft, files.keys)
      throw error
    }
    let parent = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) }
    try? sync(parent ?? ".")
  }

  private static func makeFolders(above name: String, in root: String) throws(Failure) {
    var folder = root
    for part in name.split(separator: "/").dropLast() {
      folder += "/\(part)"
      if mkdir(folder, 0o700) != 0, errno != EEXIST { throw Failure("made", folder) }
    }
  }

  private static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw Failure("written", path) }
    defer { close(file) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Failure("written", path) }
      rest = rest.dropFirst(count)
    }
    guard fsync(file) == 0 else { throw Failure("written to disk", path) }
  }

  private static func sync(_ path: String) throws(Failure) {
    let file = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard file >= 0 else { throw Failure("opened", path) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw Failure("written to disk", path) }
  }

  private static func remove(_ draft: String, _ names: some Sequence<String>) {
    var folders: Set<String> = [draft]
    for name in names {
      unlink("\(draft)/\(name)")
      var folder = draft
      for part in name.split(separator: "/").dropLast() {
        folder += "/\(part)"
        folders.insert(folder)
      }
    }
    for folder in folders.sorted(by: { $0.utf8.count > $1.utf8.count }) { rmdir(folder) }
  }
}
