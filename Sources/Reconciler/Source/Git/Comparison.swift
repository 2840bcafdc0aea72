import CLibgit2
public import Spec

/// The state of a repository that a change is compared with: where the change began, which is the
/// best common ancestor of HEAD and `base`. What went into `base` since then is no part of it.
///
/// Without a common ancestor, or in a clone that has not enough history to find one, it is `base`
/// itself. The content is empty when the folder was not there yet.
///
/// - Parameter path: a folder of a work tree.
public func openBase(
  _ base: String, of path: String
) throws(SourceFailure) -> (content: any RepositoryContent, revision: Revision) {
  guard let found = try discover(path) else {
    throw SourceFailure(
      .notARepository, "\(path) is not in a git repository, so it has no revision \(base)")
  }
  let objects = try GitObjects(path: found.directory)
  let named = try objects.resolve(base)
  let commit = try objects.beginning(of: "HEAD", since: named)
  let revision = Revision.commit(branch: base, sha1: commit.hex)
  guard try objects.tree(at: found.prefix, below: objects.rootTree(of: commit)) != nil else {
    return (EmptyContent(), revision)
  }
  return (try objects.snapshot(at: commit, prefix: found.prefix), revision)
}

/// A revision without any file.
private struct EmptyContent: RepositoryContent {
  func list(_ folder: String) -> [RepositoryEntry]? { folder.isEmpty ? [] : nil }

  func read(_ id: ContentID, limit: Int) throws -> [UInt8] {
    throw SourceFailure(.corrupt, "\(id) is not the id of a file that was listed")
  }
}

extension GitObjects {
  /// The best common ancestor of a revision and a commit; the commit itself without one.
  fileprivate func beginning(
    of revision: String, since base: CommitID
  ) throws(SourceFailure) -> CommitID {
    try withState { (state) throws(SourceFailure) in
      guard var one = objectID(base.hex) else { return base }
      let opened = state.repository.pointer
      var head = git_oid()
      // No commit yet.
      guard git_reference_name_to_id(&head, opened, revision) == 0 else { return base }
      var found = git_oid()
      do throws(GitError) {
        try check(git_merge_base(&found, opened, &one, &head))
        return CommitID(found)
      } catch {
        // No common ancestor, or a parent that a shallow clone does not have.
        if error.isCode(GIT_ENOTFOUND) { return base }
        throw SourceFailure(reading: "history of \(base.short)", error)
      }
    }
  }
}

/// Which lines of a text became which, as git sees it.
public func lineChanges(
  from old: [UInt8], to new: [UInt8]
) throws(SourceFailure) -> LineChanges {
  do throws(GitError) {
    var options = git_diff_options()
    try check(git_diff_options_init(&options, UInt32(GIT_DIFF_OPTIONS_VERSION)))
    options.context_lines = 0
    options.flags |= GIT_DIFF_FORCE_TEXT.rawValue
    let patch = try GitHandle(free: git_patch_free) { patch in
      git_patch_from_buffers(&patch, old, old.count, nil, new, new.count, nil, &options)
    }
    var hunks: [LineChanges.Hunk] = []
    for index in 0..<git_patch_num_hunks(patch.pointer) {
      var hunk: UnsafePointer<git_diff_hunk>?
      try check(git_patch_get_hunk(&hunk, nil, patch.pointer, index))
      guard let hunk = hunk?.pointee else { continue }
      hunks.append(
        LineChanges.Hunk(
          old: range(hunk.old_start, hunk.old_lines), new: range(hunk.new_start, hunk.new_lines)))
    }
    return LineChanges(hunks: hunks)
  } catch {
    throw SourceFailure(.corrupt, "two texts cannot be compared: \(error.message)")
  }
}

/// Git names the line before an empty range.
private func range(_ start: Int32, _ count: Int32) -> Range<UInt32> {
  let start = UInt32(max(0, start)) + (count == 0 ? 1 : 0)
  return start..<start + UInt32(max(0, count))
}
