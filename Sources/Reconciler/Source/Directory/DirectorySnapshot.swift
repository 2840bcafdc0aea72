import Crypto
import Glibc
public import Spec

/// A plain folder as it stands, not committed: for checks and dry runs.
///
/// Of its top only YAML files and the folders `clubs` and `sites` are read, what a provider's
/// repository consists of: builds, caches and other neighbours cost nothing.
/// Everything is read once and hashed when the snapshot is made. What is handed out later is what
/// was hashed: files of text are kept, larger ones are read again and must have the same hash.
/// No link is followed, and nothing called `.git` is read.
public final class DirectorySnapshot: RepositoryContent {
  /// `worktree@sha256:…` over the names, kinds and contents of all that was read.
  public let revision: Revision

  private let root: OpenFolder
  private let folders: [String: [RepositoryEntry]]
  private let files: [ContentID: StoredFile]

  /// Reads a folder. Fails when any part of it cannot be read: that is never taken for empty.
  public init(
    at path: String, limits: Limits = Limits()
  ) throws(SourceFailure) {
    root = try OpenFolder(path)
    var scan = DirectoryScan(root: path, limits: limits)
    _ = try scan.read(root.descriptor, "", depth: 0)
    revision = .worktree(sha256: hex(scan.everything.finalize()))
    folders = scan.folders
    files = scan.files
  }

  /// The entries of a folder, by name; nil when there is no such folder.
  public func list(_ folder: String) throws -> [RepositoryEntry]? {
    folders[folder.split(separator: "/").joined(separator: "/")]
  }

  public func read(_ id: ContentID, limit: Int) throws -> [UInt8] {
    switch files[id] {
    case .kept(let bytes):
      guard bytes.count <= limit else { throw tooLarge(id, bytes.count, limit) }
      return bytes
    case .onDisk(let path, let size):
      guard size <= limit else { throw tooLarge(id, size, limit) }
      return try readAgain(path, size, id)
    case nil:
      throw SourceFailure(.corrupt, "\(id) is not the id of a file that was read")
    }
  }

  private func readAgain(
    _ path: String, _ size: Int, _ id: ContentID
  ) throws(SourceFailure) -> [UInt8] {
    let file = try root.openFile(path)
    defer { close(file) }
    guard let bytes = readAll(file, limit: size), gitBlobID(of: bytes) == id else {
      throw SourceFailure(.changedWhileReading, "\(path) changed while it was in use; try again")
    }
    return bytes
  }

  private func tooLarge(_ id: ContentID, _ size: Int, _ limit: Int) -> SourceFailure {
    SourceFailure(.tooLarge, "file \(id) has \(size) bytes; the limit is \(limit)")
  }
}

extension DirectorySnapshot {
  /// Bounds, so that a wrong path does not read a whole disk.
  public struct Limits: Hashable, Sendable {
    public var files: Int
    /// Bytes of all files together.
    public var bytes: Int
    /// Bytes of text that are kept in memory.
    public var keptBytes: Int

    public init(files: Int = 500_000, bytes: Int = 64 << 30, keptBytes: Int = 128 << 20) {
      self.files = files
      self.bytes = bytes
      self.keptBytes = keptBytes
    }
  }
}

enum StoredFile: Sendable {
  case kept([UInt8])
  /// The path below the root, and the size when it was hashed.
  case onDisk(String, Int)
}

/// Is it a file that is decoded, rather than published?
func isText(_ name: String) -> Bool { name.hasSuffix(".yaml") || name.hasSuffix(".yml") }
