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
    if case .local(let path) = address.transport {
      let remote = try LocalRemote(path)
      let head = try wanted(request.source.reference, among: try remote.heads(), at: address.text)
      if let found = try unchanged(head) { return found }
      let tips = try request.operation == .clone || head.references.count == 1
        ? [head.tip] : tips(head, try remote.heads())
      let received = try remote.copy(
        tips, without: known, into: self.path, control: control)
      return try found(head, received, at: address)
    }
    try prepare(request, control, directory)
    let remote = try NetworkRemote(address, into: repository, control: control)
    let head = try wanted(request.source.reference, among: try remote.heads(), at: address.text)
    if let found = try unchanged(head) { return found }
    let received = try remote.download(head.references)
    return try found(head, received, at: address)
  }
}
