import CLibgit2

/// Where a line of a file comes from.
public struct LineOrigin: Hashable, Sendable {
  /// The commit that last changed the line.
  public var commit: CommitInfo
  /// The line's number in that commit, from 1.
  public var line: Int
}

extension GitSnapshot {
  /// The commit that last changed a line (from 1) of a file of this snapshot; nil without such a
  /// line. Bounded as ``GitObjects/blame(path:line:at:)`` is.
  public func blame(path file: String, line: Int) throws(SourceFailure) -> LineOrigin? {
    let path = prefix.isEmpty ? file : "\(prefix)/\(file)"
    return try objects.blame(path: path, line: line, at: commit)
  }
}

extension GitObjects {
  /// The commit that last changed a line (from 1) of a file, as the file stands in `commit`.
  ///
  /// Nil when the file has no such line. Looks back over 10,000 commits at most: a line that is
  /// older is said to come from the oldest of them. Other readers do not wait for it.
  public func blame(
    path file: String, line: Int, at commit: CommitID
  ) throws(SourceFailure) -> LineOrigin? {
    guard line > 0 else { return nil }
    do throws(GitError) {
      // A handle of its own: blame may take seconds in a long history.
      let path = path
      let repository = try GitHandle(free: git_repository_free) { git_repository_open(&$0, path) }
      return try blameLine(line, of: file, at: commit, in: repository)
    } catch {
      if error.isCode(GIT_ENOTFOUND), error.isArea(GIT_ERROR_TREE) { return nil }
      throw SourceFailure(reading: "history of \(file)", error)
    }
  }
}

private let commitsToLookBack = 10_000

private func blameLine(
  _ line: Int, of file: String, at commit: CommitID, in repository: borrowing GitHandle
) throws(GitError) -> LineOrigin? {
  // libgit2 invents an origin for lines beyond the end.
  guard line <= (try lineCount(of: file, at: commit, in: repository)) else { return nil }
  var options = git_blame_options()
  try check(git_blame_options_init(&options, UInt32(GIT_BLAME_OPTIONS_VERSION)))
  options.newest_commit = objectID(commit.hex) ?? git_oid()
  if let oldest = try boundary(of: commit, in: repository) { options.oldest_commit = oldest }
  options.min_line = line
  options.max_line = line
  let opened = repository.pointer
  let blame = try GitHandle(free: git_blame_free) {
    git_blame_file(&$0, opened, file, &options)
  }
  guard let hunk = git_blame_get_hunk_byline(blame.pointer, line)?.pointee else { return nil }
  let start = Int(hunk.final_start_line_number)
  let origin = try lookUpCommit(CommitID(hunk.final_commit_id), in: repository)
  return LineOrigin(
    commit: CommitInfo(origin.pointer), line: Int(hunk.orig_start_line_number) + line - start)
}

private func lineCount(
  of file: String, at commit: CommitID, in repository: borrowing GitHandle
) throws(GitError) -> Int {
  let found = try lookUpCommit(commit, in: repository)
  let tree = try GitHandle(free: git_tree_free) { git_commit_tree(&$0, found.pointer) }
  let entry = try GitHandle(free: git_tree_entry_free) {
    git_tree_entry_bypath(&$0, tree.pointer, file)
  }
  guard var id = git_tree_entry_id(entry.pointer)?.pointee else { return 0 }
  let opened = repository.pointer
  let blob = try GitHandle(free: git_blob_free) { git_blob_lookup(&$0, opened, &id) }
  let bytes = UnsafeRawBufferPointer(
    start: git_blob_rawcontent(blob.pointer), count: Int(git_blob_rawsize(blob.pointer)))
  let ends = bytes.count { $0 == UInt8(ascii: "\n") }
  return bytes.last == UInt8(ascii: "\n") || bytes.isEmpty ? ends : ends + 1
}

/// The oldest commit to look at; nil when the whole history is short enough.
private func boundary(
  of commit: CommitID, in repository: borrowing GitHandle
) throws(GitError) -> git_oid? {
  let opened = repository.pointer
  let walk = try GitHandle(free: git_revwalk_free) { git_revwalk_new(&$0, opened) }
  guard var newest = objectID(commit.hex) else { return nil }
  try check(git_revwalk_push(walk.pointer, &newest))
  var id = git_oid()
  for _ in 0..<commitsToLookBack {
    let result = git_revwalk_next(&id, walk.pointer)
    if result == GIT_ITEROVER.rawValue { return nil }
    try check(result)
  }
  return id
}
