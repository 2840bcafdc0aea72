import CLibgit2

/// The floor of taking a commit: which files differ between two commits, and the one file's bytes.
final class GitFloor {
  private var repository: OpaquePointer?

  init(_ path: String) throws {
    git_libgit2_init()
    try check(git_repository_open(&repository, path))
  }

  deinit { git_repository_free(repository) }

  /// Reads the files that `commit` changed.
  ///
  /// - Returns: their bytes altogether.
  func read(commit: String) throws -> Int {
    var id = git_oid()
    try check(git_oid_fromstr(&id, commit))
    var new: OpaquePointer?
    var old: OpaquePointer?
    try check(git_commit_lookup(&new, repository, &id))
    defer { git_commit_free(new) }
    try check(git_commit_parent(&old, new, 0))
    defer { git_commit_free(old) }
    var newTree: OpaquePointer?
    var oldTree: OpaquePointer?
    try check(git_commit_tree(&newTree, new))
    defer { git_tree_free(newTree) }
    try check(git_commit_tree(&oldTree, old))
    defer { git_tree_free(oldTree) }
    var diff: OpaquePointer?
    try check(git_diff_tree_to_tree(&diff, repository, oldTree, newTree, nil))
    defer { git_diff_free(diff) }
    var bytes = 0
    for index in 0..<git_diff_num_deltas(diff) {
      guard let delta = git_diff_get_delta(diff, index) else { continue }
      var file = delta.pointee.new_file.id
      var blob: OpaquePointer?
      try check(git_blob_lookup(&blob, repository, &file))
      defer { git_blob_free(blob) }
      bytes += Int(git_blob_rawsize(blob))
    }
    return bytes
  }

  private func check(_ code: Int32) throws {
    if code < 0 { throw BenchFailure("libgit2 failed with \(code)") }
  }
}
