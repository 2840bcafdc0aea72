import CLibgit2

/// A repository on this machine. Objects are packed from it directly: libgit2's own local
/// transport takes all branches and repacks every tag at each fetch.
struct LocalRemote: ~Copyable {
  private let repository: GitHandle
  private let path: String

  init(_ path: String) throws(SourceFailure) {
    self.path = path
    do throws(GitError) {
      repository = try GitHandle(free: git_repository_free) { git_repository_open(&$0, path) }
    } catch {
      throw SourceFailure(opening: path, error)
    }
  }

  func heads() throws(SourceFailure) -> [RemoteHead] {
    do throws(GitError) {
      return try references(of: repository)
    } catch {
      throw SourceFailure(reading: "the list of references of \(path)", error)
    }
  }

  func holds(_ id: String) -> Bool {
    guard var id = objectID(id) else { return false }
    var object: OpaquePointer?
    defer { git_object_free(object) }
    return git_object_lookup(&object, repository.pointer, &id, GIT_OBJECT_ANY) == 0
  }

  /// Writes a pack of what `tip` reaches and none of `known` does into another repository.
  ///
  /// Only objects are counted: libgit2 gives no bytes here.
  func copy(
    _ tip: String, without known: Set<String>, into destination: String, control: RemoteGuard
  ) throws(SourceFailure) -> (bytes: Int, objects: Int) {
    do throws(GitError) {
      let opened = repository.pointer
      let pack = try GitHandle(free: git_packbuilder_free) { git_packbuilder_new(&$0, opened) }
      git_packbuilder_set_threads(pack.pointer, 0)
      let walk = try GitHandle(free: git_revwalk_free) { git_revwalk_new(&$0, opened) }
      try push(tip, onto: walk, pack)
      for commit in known {
        // Not here when it came from elsewhere, or history was rewritten: nothing to leave out.
        if var id = objectID(commit) { _ = git_revwalk_hide(walk.pointer, &id) }
      }
      try check(git_packbuilder_insert_walk(pack.pointer, walk.pointer))
      let count = git_packbuilder_object_count(pack.pointer)
      if count == 0 { return (0, 0) }
      try check(control.allow(bytes: 0, objects: count))
      try check(
        git_packbuilder_write(
          pack.pointer, "\(destination)/objects/pack", 0o400, nil, nil))
      return (0, git_packbuilder_written(pack.pointer))
    } catch {
      throw control.refusal ?? SourceFailure(copying: path, error)
    }
  }

  /// Tags go into the pack one by one, the commit that they lead to starts a walk.
  private func push(
    _ tip: String, onto walk: borrowing GitHandle, _ pack: borrowing GitHandle
  ) throws(GitError) {
    guard var id = objectID(tip) else { throw GitError(code: GIT_ENOTFOUND.rawValue) }
    let opened = repository.pointer
    // A tag of a tag of a tag is rare; eight are enough.
    for _ in 0..<8 {
      let object = try GitHandle(free: git_object_free) {
        git_object_lookup(&$0, opened, &id, GIT_OBJECT_ANY)
      }
      guard git_object_type(object.pointer) == GIT_OBJECT_TAG else { break }
      try check(git_packbuilder_insert(pack.pointer, &id, nil))
      id = git_tag_target_id(object.pointer).pointee
    }
    try check(git_revwalk_push(walk.pointer, &id))
  }
}

extension SourceFailure {
  fileprivate init(copying path: String, _ error: GitError) {
    let failure = SourceFailure(reading: path, error)
    if error.isArea(GIT_ERROR_OS), failure.code != .diskFull {
      self.init(.unreadable, "\(path) cannot be copied: \(error.message)")
    } else {
      self = failure
    }
  }
}
