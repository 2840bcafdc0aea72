import CLibgit2
import Spec
import Synchronization

/// The objects of one git repository on this machine: commits, folders, files.
///
/// All calls block for as long as the disk takes; choose the thread. They may come from any
/// thread, one is served at a time.
public final class GitObjects: Sendable {
  /// The repository's directory.
  public let path: String
  private let state: Mutex<State>

  struct State: ~Copyable {
    var repository: GitHandle
    var objects: GitHandle
    /// 65,536 entries are about 10 MiB.
    var trees = TreeCache(capacity: 65_536)
    /// An object could not be read although it should be there.
    var damaged = false

    init(path: String) throws(SourceFailure) {
      let repository = try opening(path) { git_repository_open(&$0, path) }
      let opened = repository.pointer
      objects = try opening(path, free: git_odb_free) { git_repository_odb(&$0, opened) }
      self.repository = repository
    }
  }

  /// Opens a bare repository, or a work tree with its `.git`.
  public init(path: String) throws(SourceFailure) {
    self.path = path
    state = Mutex(try State(path: path))
  }

  /// Runs a piece of work with the repository, alone.
  func withState<R: Sendable>(
    _ body: (inout State) throws(SourceFailure) -> R
  ) throws(SourceFailure) -> R {
    try state.withLock { (state) throws(SourceFailure) in
      do throws(SourceFailure) {
        return try body(&state)
      } catch {
        if error.code == .corrupt { state.damaged = true }
        throw error
      }
    }
  }

  /// Opens the repository anew, because another has taken its place.
  func reopen() throws(SourceFailure) {
    try withState { (state) throws(SourceFailure) in state = try State(path: path) }
  }

  /// True once an object that should be there could not be read.
  var isDamaged: Bool { state.withLock { $0.damaged } }

  /// A file's bytes; fails with `too-large` before more than `limit` bytes are held.
  func readFile(_ id: ContentID, limit: Int) throws(SourceFailure) -> [UInt8] {
    guard let oid = objectID(id.hex) else {
      throw SourceFailure(.unreadable, "\(id) is not the id of a git object")
    }
    return try withState { (state) throws(SourceFailure) in
      let found: Blob
      do throws(GitError) {
        found = try blob(oid, limit: limit, in: state.objects)
      } catch {
        throw SourceFailure(reading: "file \(id)", error)
      }
      switch found {
      case .bytes(let bytes): return bytes
      case .notAFile: throw SourceFailure(.unreadable, "object \(id) is not a file")
      case .tooLarge(let size):
        throw SourceFailure(.tooLarge, "file \(id) has \(size) bytes; the limit is \(limit)")
      }
    }
  }

  /// The entries of a tree.
  func listTree(_ id: ContentID) throws(SourceFailure) -> [RepositoryEntry] {
    try withState { (state) throws(SourceFailure) in
      if let known = state.trees[id] { return known }
      do throws(GitError) {
        let entries = try readTree(id, in: state.repository)
        state.trees.insert(entries, for: id)
        return entries
      } catch {
        throw SourceFailure(reading: "folder \(id)", error)
      }
    }
  }

  /// Whether there is a tree of this id. That there is none is no damage.
  func hasTree(_ id: ContentID) throws(SourceFailure) -> Bool {
    guard var oid = objectID(id.hex) else { return false }
    return try withState { (state) throws(SourceFailure) in
      var size = 0
      var type = GIT_OBJECT_INVALID
      do throws(GitError) {
        try check(git_odb_read_header(&size, &type, state.objects.pointer, &oid))
        return type == GIT_OBJECT_TREE
      } catch {
        if error.isCode(GIT_ENOTFOUND) { return false }
        throw SourceFailure(reading: "folder \(id)", error)
      }
    }
  }
}

private func opening(
  _ path: String, free: @escaping (OpaquePointer?) -> Void = git_repository_free,
  make: (inout OpaquePointer?) -> Int32
) throws(SourceFailure) -> GitHandle {
  do throws(GitError) {
    return try GitHandle(free: free, make: make)
  } catch {
    throw SourceFailure(opening: path, error)
  }
}

private enum Blob {
  case bytes([UInt8])
  case notAFile
  case tooLarge(Int)
}

private func blob(
  _ id: git_oid, limit: Int, in objects: borrowing GitHandle
) throws(GitError) -> Blob {
  var id = id
  var size = 0
  var type = GIT_OBJECT_INVALID
  let opened = objects.pointer
  try check(git_odb_read_header(&size, &type, opened, &id))
  if type != GIT_OBJECT_BLOB { return .notAFile }
  if size > limit { return .tooLarge(size) }
  let object = try GitHandle(free: git_odb_object_free) { git_odb_read(&$0, opened, &id) }
  return .bytes(
    [UInt8](
      UnsafeRawBufferPointer(
        start: git_odb_object_data(object.pointer), count: git_odb_object_size(object.pointer))))
}
