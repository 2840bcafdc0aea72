import Crypto
import Glibc
import Synchronization

/// Whether a release still is what was published.
struct Verdict: Equatable, Sendable {
  /// The folder in the repository; nil when the record is gone.
  var path: String?
  /// What is not as published, in words; nil when all is.
  var remark: String?
}

/// Compares releases with their records, and remembers what it found as long as no file's status
/// (inode, size, times of change) says otherwise.
///
/// A file that changed less than two seconds before it was read may change again without any
/// trace in its status, so what was found then is not relied on.
final class ReleaseCheck: Sendable {
  private struct Known {
    var fingerprint: [UInt8]
    var verdict: Verdict
  }

  /// What the statuses of all files say, and when the last of them changed.
  fileprivate struct Seen {
    var fingerprint = SHA256()
    var newest: Int64 = 0
  }

  /// Releases that are remembered; then it begins anew.
  private static let capacity = 200_000
  private static let entryLimit = 1_000_000
  private static let settled: Int64 = 2_000_000_000

  private let layout: Layout
  private let known = Mutex<[ReleaseID: Known]>([:])

  init(layout: Layout) { self.layout = layout }

  func forget(_ release: ReleaseID) { known.withLock { _ = $0.removeValue(forKey: release) } }

  /// - Parameter cold: reads every file, whatever is remembered.
  func verdict(of release: ReleaseID, cold: Bool) throws(FileFailure) -> Verdict {
    if let status = try Files.status(layout.release(release)), status.kind != .folder {
      return Verdict(path: nil, remark: "not a folder")
    }
    guard let folder = try OpenFolder.existing(layout.release(release)) else {
      return Verdict(path: nil, remark: "missing")
    }
    let now = wallClock()
    var seen = try look(folder)
    seen.add(try Files.status(layout.manifest(release)), "")
    let fingerprint = Array(seen.fingerprint.finalize())
    if !cold, let known = known.withLock({ $0[release] }), known.fingerprint == fingerprint {
      return known.verdict
    }
    let verdict = try compare(folder, with: release)
    known.withLock { known in
      known[release] = nil
      guard seen.newest < now - Self.settled else { return }
      if known.count >= Self.capacity { known.removeAll() }
      known[release] = Known(fingerprint: fingerprint, verdict: verdict)
    }
    return verdict
  }

  private func look(_ folder: borrowing OpenFolder) throws(FileFailure) -> Seen {
    var seen = Seen()
    var budget = Self.entryLimit
    try folder.walk(budget: &budget) { (path, status, _, _) throws(FileFailure) in
      seen.add(status, path)
    }
    return seen
  }

  private func compare(
    _ folder: borrowing OpenFolder, with release: ReleaseID
  ) throws(FileFailure) -> Verdict {
    let bytes = try Files.read(layout.manifest(release), limit: Manifest.limit)
    guard let manifest = bytes.flatMap({ Manifest(bytes: $0) }) else {
      return Verdict(path: nil, remark: "no record of what was published")
    }
    let folders = Set(manifest.files.keys.flatMap(foldersAbove))
    var differences = Differences()
    var unseen = manifest.files
    var budget = Self.entryLimit
    try folder.walk(budget: &budget) { (path, status, folder, name) throws(FileFailure) in
      if let file = unseen.removeValue(forKey: path) {
        if try !isSame(file, status, folder, name) { differences.modified.append(path) }
      } else if status.kind != .folder || !folders.contains(path) {
        differences.added.append(path)
      }
    }
    differences.missing = Array(unseen.keys)
    return Verdict(path: manifest.path, remark: differences.text)
  }

  private func isSame(
    _ file: Manifest.File, _ status: Status, _ folder: borrowing OpenFolder, _ name: FileName
  ) throws(FileFailure) -> Bool {
    guard status.kind == .file, status.size == file.size else { return false }
    var hash = SHA256()
    do { try folder.read(name) { hash.update(bufferPointer: $0) } } catch {
      // Replaced or removed while we look.
      if error.code == ENOENT || error.code == ELOOP { return false }
      throw error
    }
    return hexadecimal(hash.finalize()) == file.sha256
  }
}

extension ReleaseCheck.Seen {
  fileprivate mutating func add(_ status: Status?, _ path: String) {
    var path = path
    path.withUTF8 { fingerprint.update(bufferPointer: UnsafeRawBufferPointer($0)) }
    // A NUL is in no path: no two different trees give the same bytes.
    let kind = [0, status?.kind.rawValue ?? UInt8.max]
    fingerprint.update(data: kind)
    guard let status else { return }
    newest = max(newest, status.changed)
    let numbers = (status.size, status.inode, status.changed, status.modified)
    withUnsafeBytes(of: numbers) { fingerprint.update(bufferPointer: $0) }
  }
}

/// `a`, `a/b` of `a/b/c`
private func foldersAbove(_ path: String) -> [String] {
  path.indices.filter { path[$0] == "/" }.map { String(path[..<$0]) }
}

/// What is not as published.
private struct Differences {
  var modified: [String] = []
  var added: [String] = []
  var missing: [String] = []

  /// `modified: index.html; added: a.html, b.html`
  var text: String? {
    let parts = [("modified", modified), ("added", added), ("missing", missing)]
      .filter { !$0.1.isEmpty }
      .map { "\($0.0): \(listed($0.1))" }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  private func listed(_ paths: [String]) -> String {
    let shown = paths.sorted().prefix(3).map { printable($0) }.joined(separator: ", ")
    return paths.count > 3 ? "\(shown) and \(paths.count - 3) more" : shown
  }
}
