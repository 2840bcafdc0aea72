import CLibgit2

/// The signature of a commit, and the bytes that it is over.
struct CommitSignature: Sendable {
  /// Armoured, as it stands in the commit.
  var text: [UInt8]
  /// The commit without its signature.
  var payload: [UInt8]

  /// Whether it was made with an SSH key (`gpg.format = ssh`).
  var isSSH: Bool { text.starts(with: Array("-----BEGIN SSH SIGNATURE-----".utf8)) }
}

extension GitObjects {
  /// Nil for a commit that is not signed.
  func signature(of commit: CommitID) throws(SourceFailure) -> CommitSignature? {
    try withState { (state) throws(SourceFailure) in
      guard var id = objectID(commit.hex) else { return nil }
      var signature = git_buf()
      var payload = git_buf()
      defer {
        git_buf_dispose(&signature)
        git_buf_dispose(&payload)
      }
      do throws(GitError) {
        try check(
          git_commit_extract_signature(
            &signature, &payload, state.repository.pointer, &id, nil))
        return CommitSignature(text: bytes(signature), payload: bytes(payload))
      } catch {
        if error.isCode(GIT_ENOTFOUND), error.isArea(GIT_ERROR_OBJECT) { return nil }
        throw SourceFailure(commit: commit, error)
      }
    }
  }
}

private func bytes(_ buffer: git_buf) -> [UInt8] {
  guard let start = buffer.ptr else { return [] }
  return [UInt8](UnsafeRawBufferPointer(start: start, count: buffer.size))
}
