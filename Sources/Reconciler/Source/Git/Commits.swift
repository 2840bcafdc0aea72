import CLibgit2
import Spec

/// Who said what, when.
public struct CommitInfo: Hashable, Sendable {
  public var id: CommitID
  public var author: String
  public var email: String
  /// When it was written, in seconds since 1970.
  public var time: Int64
  /// The first line of the message.
  public var subject: String
}

extension GitObjects {
  /// Who wrote a commit, when, and its first line; throws `branchMissing` for one that is not at hand.
  public func commitInfo(_ id: CommitID) throws(SourceFailure) -> CommitInfo {
    try withCommit(id) { CommitInfo($0) }
  }

  /// The committer's time, in seconds since 1970: the one for which git checks signatures.
  func commitTime(_ id: CommitID) throws(SourceFailure) -> Int64 {
    try withCommit(id) { Int64(git_commit_time($0)) }
  }

  /// The committer's times of the commits that one is built upon directly; empty for a first one.
  func parentTimes(of id: CommitID) throws(SourceFailure) -> [Int64] {
    let parents = try withCommit(id) { commit in
      (0..<git_commit_parentcount(commit)).compactMap { index in
        git_commit_parent_id(commit, index).map { CommitID($0.pointee) }
      }
    }
    var times: [Int64] = []
    for parent in parents { times.append(try commitTime(parent)) }
    return times
  }

  func rootTree(of commit: CommitID) throws(SourceFailure) -> ContentID {
    try withCommit(commit) { commit in
      ContentID(git_commit_tree_id(commit).pointee)
    }
  }

  /// The commits that are in `current` and not in `previous`, newest first, `limit` at most.
  ///
  /// After a force-push these are the commits of the new history only.
  public func history(
    since previous: CommitID?, to current: CommitID, limit: Int = 1000
  ) throws(SourceFailure) -> [CommitInfo] {
    try withState { (state) throws(SourceFailure) in
      do throws(GitError) {
        return try walk(in: state.repository, from: current, hiding: previous, limit: limit)
      } catch {
        throw SourceFailure(commit: current, error)
      }
    }
  }

  /// Is `ancestor` the same commit as `commit`, or one that it was built upon?
  public func descends(
    _ commit: CommitID, from ancestor: CommitID
  ) throws(SourceFailure) -> Bool {
    try withState { (state) throws(SourceFailure) in
      do throws(GitError) {
        return try isDescendant(in: state.repository, commit, from: ancestor)
      } catch {
        throw SourceFailure(commit: commit, error)
      }
    }
  }

  /// Whether the commit is at hand.
  package func contains(_ commit: CommitID) throws(SourceFailure) -> Bool {
    do throws(SourceFailure) {
      _ = try commitTime(commit)
      return true
    } catch {
      if error.code == .branchMissing { return false }
      throw error
    }
  }

  /// The commit that a branch, a tag, an id or an expression such as `HEAD~1` stands for.
  public func resolve(_ name: String) throws(SourceFailure) -> CommitID {
    try withState { (state) throws(SourceFailure) in
      let opened = state.repository.pointer
      do throws(GitError) {
        let object = try GitHandle(free: git_object_free) {
          git_revparse_single(&$0, opened, name)
        }
        return CommitID(try peeled(object))
      } catch {
        if error.isCode(GIT_ENOTFOUND, GIT_EINVALIDSPEC, GIT_EAMBIGUOUS) {
          throw SourceFailure(.branchMissing, "there is no revision \(name) in \(path)")
        }
        throw SourceFailure(reading: "revision \(name)", error)
      }
    }
  }

  private func withCommit<R: Sendable>(
    _ id: CommitID, _ body: (OpaquePointer) -> R
  ) throws(SourceFailure) -> R {
    try withState { (state) throws(SourceFailure) in
      do throws(GitError) {
        return body(try lookUpCommit(id, in: state.repository).pointer)
      } catch {
        throw SourceFailure(commit: id, error)
      }
    }
  }
}

/// The commit that an object is, or that a tag points to.
func peeled(_ object: borrowing GitHandle) throws(GitError) -> git_oid {
  let given = object.pointer
  let commit = try GitHandle(free: git_object_free) {
    git_object_peel(&$0, given, GIT_OBJECT_COMMIT)
  }
  return git_object_id(commit.pointer).pointee
}

func lookUpCommit(
  _ id: CommitID, in repository: borrowing GitHandle
) throws(GitError) -> GitHandle {
  guard var oid = objectID(id.hex) else { throw GitError(code: GIT_ENOTFOUND.rawValue) }
  let opened = repository.pointer
  return try GitHandle(free: git_commit_free) { git_commit_lookup(&$0, opened, &oid) }
}

func isDescendant(
  in repository: borrowing GitHandle, _ commit: CommitID, from ancestor: CommitID
) throws(GitError) -> Bool {
  if commit == ancestor { return true }
  guard var new = objectID(commit.hex), var old = objectID(ancestor.hex) else { return false }
  return try check(git_graph_descendant_of(repository.pointer, &new, &old)) == 1
}

private func walk(
  in repository: borrowing GitHandle, from current: CommitID, hiding previous: CommitID?,
  limit: Int
) throws(GitError) -> [CommitInfo] {
  let opened = repository.pointer
  let walk = try GitHandle(free: git_revwalk_free) { git_revwalk_new(&$0, opened) }
  git_revwalk_sorting(walk.pointer, GIT_SORT_TOPOLOGICAL.rawValue | GIT_SORT_TIME.rawValue)
  guard var newest = objectID(current.hex) else { return [] }
  try check(git_revwalk_push(walk.pointer, &newest))
  if var known = previous.flatMap({ objectID($0.hex) }) {
    try check(git_revwalk_hide(walk.pointer, &known))
  }
  var commits: [CommitInfo] = []
  var id = git_oid()
  while commits.count < limit {
    let result = git_revwalk_next(&id, walk.pointer)
    if result == GIT_ITEROVER.rawValue { break }
    try check(result)
    commits.append(CommitInfo(try lookUpCommit(CommitID(id), in: repository).pointer))
  }
  return commits
}

extension CommitInfo {
  init(_ commit: OpaquePointer) {
    let author = git_commit_author(commit)?.pointee
    id = CommitID(git_commit_id(commit).pointee)
    self.author = author.flatMap { $0.name.map { String(cString: $0) } } ?? ""
    email = author.flatMap { $0.email.map { String(cString: $0) } } ?? ""
    time = author?.when.time ?? git_commit_time(commit)
    subject = git_commit_summary(commit).map { String(cString: $0) } ?? ""
  }
}
