import CLibgit2

/// The bare repository that a fetch writes to.
struct CloneTarget: ~Copyable {
  private let request: FetchRequest
  private let path: String
  private let repository: GitHandle

  /// Opens the clone, or makes a new one beside it.
  init(_ request: FetchRequest, _ directory: CloneDirectory) throws(SourceFailure) {
    self.request = request
    let fresh = request.operation == .clone
    let path = fresh ? directory.incoming : directory.repository
    self.path = path
    do throws(GitError) {
      repository = try GitHandle(free: git_repository_free) {
        fresh ? git_repository_init(&$0, path, 1) : git_repository_open(&$0, path)
      }
    } catch {
      throw SourceFailure(storing: path, error)
    }
  }

  /// Finds the wanted object on the server and brings it with all that it needs.
  func bring(
    _ address: GitAddress, _ control: RemoteGuard, _ directory: CloneDirectory
  ) throws(SourceFailure) -> FetchAnswer.Found {
    let reference = request.source.reference
    if case .local(let source) = address.transport {
      let remote = try LocalRemote(source)
      let head = try wanted(reference, among: try remote.heads(), at: address.text)
      if let found = try unchanged(head, address) { return found }
      guard remote.holds(head.tip) else { throw missing(head, address) }
      let received = try remote.copy(head.tip, without: known(), into: path, control: control)
      return try found(head, received, address)
    }
    try prepare(request, control, directory)
    let remote = try NetworkRemote(address, into: repository, control: control)
    let head = try wanted(reference, among: try remote.heads(), at: address.text)
    if let found = try unchanged(head, address) { return found }
    let received = try remote.download(head.references)
    return try found(head, received, address)
  }

  /// What the clone has already with all that it needs, from this source and from others. A server
  /// is told the same by libgit2.
  private func known() throws(SourceFailure) -> Set<String> {
    do throws(GitError) {
      return Set(try references(of: repository).map(\.id))
    } catch {
      throw SourceFailure(storing: path, error)
    }
  }

  /// The answer when nothing has to be brought.
  private func unchanged(
    _ head: WantedHead, _ address: GitAddress
  ) throws(SourceFailure) -> FetchAnswer.Found? {
    guard request.operation == .fetch, head.tip == request.known, request.previous != nil else {
      return nil
    }
    return try found(head, (0, 0), address)
  }

  private func found(
    _ head: WantedHead, _ received: (bytes: Int, objects: Int), _ address: GitAddress
  ) throws(SourceFailure) -> FetchAnswer.Found {
    guard var id = objectID(head.tip) else { throw missing(head, address) }
    let opened = repository.pointer
    do throws(GitError) {
      let object = try GitHandle(free: git_object_free) {
        git_object_lookup(&$0, opened, &id, GIT_OBJECT_ANY)
      }
      let commit = CommitID(try peeled(object))
      return FetchAnswer.Found(
        tip: head.tip, commit: commit, descends: try goesOn(to: commit),
        receivedBytes: received.bytes, receivedObjects: received.objects, reference: head.name)
    } catch {
      if error.isCode(GIT_ENOTFOUND), head.name == head.tip { throw missing(head, address) }
      if error.isCode(GIT_EPEEL, GIT_EINVALIDSPEC) {
        throw SourceFailure(
          .branchMissing, "\(head.name) of \(address.text) does not lead to a commit")
      }
      throw SourceFailure(storing: path, error)
    }
  }

  /// Is the new commit built upon the previous one? Nil when there is none.
  private func goesOn(to commit: CommitID) throws(GitError) -> Bool? {
    guard let previous = request.previous else { return nil }
    do throws(GitError) {
      return try isDescendant(in: repository, commit, from: previous)
    } catch {
      // A new clone does not hold what was rewritten away.
      if error.isCode(GIT_ENOTFOUND) { return false }
      throw error
    }
  }

  private func missing(_ head: WantedHead, _ address: GitAddress) -> SourceFailure {
    SourceFailure(
      .branchMissing, "\(address.text) has no commit \(head.tip) on a branch or tag")
  }
}

extension SourceFailure {
  /// A failure in the clone itself.
  init(storing path: String, _ error: GitError) {
    let failure = SourceFailure(reading: path, error)
    if failure.code != .diskFull, error.isArea(GIT_ERROR_OS, GIT_ERROR_FILESYSTEM) {
      self.init(.unreadable, "the clone \(path) cannot be written: \(error.message)")
    } else if failure.code == .corrupt {
      self.init(.cloneDamaged, "the clone \(path) is damaged: \(error.message)")
    } else {
      self = failure
    }
  }
}
