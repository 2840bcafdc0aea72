public import Spec
import Synchronization

/// A provider's repository, kept as a bare clone in a directory of ours.
///
/// The network part runs in a process that can be killed. A clone is always whole: packs appear
/// at once, references are replaced at once, and a new clone takes the old one's place at once.
/// Whatever fails, the last good revision stays readable.
public final class GitRepository: Sendable {
  public let source: GitSource
  private let directory: CloneDirectory
  private let process: FetchProcess
  private let state: Mutex<State>

  private struct State: Sendable {
    var objects: GitObjects?
    /// Which of the clones `objects` has open.
    var generation = 0
  }

  /// Takes a directory, made with mode 0700 when it is missing, and what an earlier process left
  /// in it. Its parent must be there. Nothing is fetched yet.
  public init(
    directory: String, source: GitSource, process: FetchProcess = FetchProcess()
  ) throws(SourceFailure) {
    _ = try GitAddress(source.url)
    self.source = source
    self.process = process
    self.directory = CloneDirectory(path: directory)
    state = Mutex(State())
    try self.directory.prepare()
    // A clone that cannot be opened is made anew by the first fetch.
    try? openClone()
  }

  /// The objects fetched so far; nil before the first fetch.
  public var objects: GitObjects? { state.withLock { $0.objects } }

  /// The revision that was fetched last, by this process or an earlier one; nil before the first.
  public func current() throws(SourceFailure) -> (revision: Revision, commit: CommitID)? {
    guard let objects, let commit = try objects.commit(of: names.current) else { return nil }
    return (revision(of: commit), commit)
  }

  /// The last commit that ``accept(_:)`` was called for, by this process or an earlier one, be it
  /// in the clone or not.
  public func accepted() throws(SourceFailure) -> (revision: Revision, commit: CommitID)? {
    guard let commit = try directory.accepted(of: sourceKey(source)) else { return nil }
    return (revision(of: commit), commit)
  }

  /// Remembers that this commit may be applied. It outlives the clone.
  public func accept(_ commit: CommitID) throws(SourceFailure) {
    guard try directory.accepted(of: sourceKey(source)) != commit else { return }
    try directory.setAccepted(commit, of: sourceKey(source))
  }

  /// Brings what is new. When nothing is, it only asks where the reference stands: poll with it.
  ///
  /// One fetch at a time goes into a directory; others wait for it, and give up (`busy`) after
  /// the deadline of a fetch.
  public func fetch() async throws(SourceFailure) -> FetchResult {
    try await directory.locked(patience: process.deadline) { () async throws(SourceFailure) in
      do throws(SourceFailure) {
        try directory.sweep()
        try? openClone()
        return try await fetchAlone()
      } catch {
        // The rest of a killed fetch.
        try? directory.sweep()
        throw error
      }
    }
  }

  private func fetchAlone() async throws(SourceFailure) -> FetchResult {
    guard let objects, !objects.isDamaged else { return try await fetchAll() }
    let result = try await fetchNewOrAll(into: objects)
    let limit = process.maximumPacks * (result.movement == .unchanged ? 1 : 2)
    if try isCrowded(objects, limit), try keeps(accepted()?.commit, result.current, in: objects) {
      // A smaller clone is a convenience: without it, the result stands.
      _ = try? await fetchAll()
    }
    return result
  }

  /// Each fetch that brings something adds a pack, each source and revision two references at most.
  private func isCrowded(_ objects: GitObjects, _ limit: Int) throws(SourceFailure) -> Bool {
    if directory.packCount() > limit { return true }
    return try objects.referenceCount() > 10 * limit
  }

  /// A new clone would not have a commit that was taken before the branch was set back.
  private func keeps(
    _ accepted: CommitID?, _ current: CommitID, in objects: GitObjects
  ) throws(SourceFailure) -> Bool {
    guard let accepted else { return true }
    guard try objects.contains(accepted) else { return false }
    return try objects.descends(current, from: accepted)
  }

  private func fetchNewOrAll(into objects: GitObjects) async throws(SourceFailure) -> FetchResult {
    do throws(SourceFailure) {
      return try await fetchNew(into: objects)
    } catch {
      guard error.code == .cloneDamaged || objects.isDamaged else { throw error }
      return try await fetchAll()
    }
  }

  private func fetchNew(into objects: GitObjects) async throws(SourceFailure) -> FetchResult {
    let known = try objects.target(of: names.current)
    let previous = try objects.commit(of: names.current)
    let found = try await process.answer(
      to: process.request(.fetch, source, directory, known: known, previous: previous))
    if found.tip != known { try record(found.tip, previous, in: objects) }
    return try result(found, previous)
  }

  private func fetchAll() async throws(SourceFailure) -> FetchResult {
    let previous = try? current()?.commit
    let found = try await process.answer(
      to: process.request(.clone, source, directory, previous: previous))
    let kept = found.descends == true ? previous : nil
    try record(found.tip, kept, in: try GitObjects(path: directory.incoming))
    try directory.swap()
    try openClone()
    return try result(found, previous)
  }

  /// Opens the clone that the directory has now, unless it is open already.
  private func openClone() throws(SourceFailure) {
    guard directory.hasRepository else { return }
    let generation = directory.generation
    try state.withLock { (state) throws(SourceFailure) in
      guard state.objects == nil || state.generation != generation else { return }
      if let objects = state.objects {
        try objects.reopen()
      } else {
        state.objects = try GitObjects(path: directory.repository)
      }
      state.generation = generation
    }
  }

  private func record(
    _ tip: String, _ previous: CommitID?, in objects: GitObjects
  ) throws(SourceFailure) {
    if let previous { try objects.setReference(names.previous, to: previous.hex) }
    try objects.setReference(names.current, to: tip)
  }

  private func result(
    _ found: FetchAnswer.Found, _ previous: CommitID?
  ) throws(SourceFailure) -> FetchResult {
    guard let commit = found.commit else {
      throw SourceFailure(.childFailed, "the fetching process named no commit")
    }
    return FetchResult(
      revision: revision(of: commit), current: commit, previous: previous,
      movement: FetchResult.Movement(from: previous, to: commit, descends: found.descends),
      receivedBytes: found.receivedBytes, receivedObjects: found.receivedObjects)
  }

  private var names: (current: String, previous: String) { referenceNames(of: source) }

  private func revision(of commit: CommitID) -> Revision {
    Revision.commit(branch: source.reference.name, sha1: commit.hex)
  }
}
