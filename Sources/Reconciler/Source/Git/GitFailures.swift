import CLibgit2

extension SourceFailure {
  /// A failure of reading objects that should be there.
  init(reading what: String, _ error: GitError) {
    if let full = SourceFailure.ofDisk(error) {
      self = full
    } else if error.isCode(GIT_ENOTFOUND) {
      self.init(.corrupt, "\(what) is missing in the repository: \(error.message)")
    } else {
      self.init(.corrupt, "\(what) cannot be read, the repository is damaged: \(error.message)")
    }
  }

  /// A failure of reading a commit that somebody named.
  init(commit: CommitID, _ error: GitError) {
    if error.isCode(GIT_ENOTFOUND), error.isArea(GIT_ERROR_ODB) {
      self.init(.branchMissing, "there is no commit \(commit) in the repository")
    } else {
      self.init(reading: "commit \(commit.short)", error)
    }
  }

  /// A failure of opening a repository.
  init(opening path: String, _ error: GitError) {
    if error.isCode(GIT_ENOTFOUND) {
      self.init(.notARepository, "\(path) is not a git repository; check the path")
    } else {
      self.init(.notARepository, "\(path) cannot be opened as a git repository: \(error.message)")
    }
  }

  /// A failure while talking to the server; `address` holds no password.
  init(reaching address: String, _ error: GitError) {
    self =
      SourceFailure.ofDisk(error) ?? SourceFailure.ofAccess(address, error)
      ?? SourceFailure.ofContent(address, error)
      ?? SourceFailure(
        .unreachable,
        "\(address) cannot be reached (\(error.message)); it is tried again, check network and URL")
  }

  private static func ofDisk(_ error: GitError) -> SourceFailure? {
    let signs = ["No space left on device", "Disk quota exceeded", "File too large"]
    guard signs.contains(where: error.message.contains) else { return nil }
    return SourceFailure(.diskFull, "no room to store the repository; free disk space")
  }

  private static func ofAccess(_ address: String, _ error: GitError) -> SourceFailure? {
    let message = error.message
    if message.contains("redirect") {
      return SourceFailure(
        .redirected,
        "\(address) answers with a redirect, which is not followed; set url to where it leads")
    }
    if error.isCode(GIT_ECERTIFICATE) || message.contains("certificate") {
      return SourceFailure(
        .certificateInvalid,
        "the certificate of \(address) is not trusted (\(message)); "
          + "set a CA file if it is your own authority")
    }
    if error.isCode(GIT_EAUTH) || message.contains("status code: 403")
      || message.contains("status code: 401")
    {
      return SourceFailure(
        .authenticationFailed,
        "\(address) refuses the credentials; check that the token or key is valid and may read")
    }
    return nil
  }

  private static func ofContent(_ address: String, _ error: GitError) -> SourceFailure? {
    let message = error.message
    let absent = [
      "status code: 404", "not exported", "repository not found", "does not appear to be",
      "failed to resolve path", "invalid content-type",
    ]
    if message.contains("too many objects") || error.isArea(GIT_ERROR_NOMEMORY) {
      return SourceFailure(.tooLarge, "\(address) sends more than is allowed: \(message)")
    }
    let reading = error.isArea(GIT_ERROR_REPOSITORY) || error.isCode(GIT_ENOTFOUND)
    if reading || absent.contains(where: message.contains) {
      return SourceFailure(
        .notARepository,
        "there is no git repository at \(address), or no right to see it; check the URL")
    }
    if error.isArea(
      GIT_ERROR_ODB, GIT_ERROR_INDEXER, GIT_ERROR_ZLIB, GIT_ERROR_OBJECT, GIT_ERROR_TREE,
      GIT_ERROR_TAG, GIT_ERROR_SHA)
    {
      return SourceFailure(
        .corrupt, "\(address) holds damaged objects (\(message)); run git fsck there")
    }
    return nil
  }
}
