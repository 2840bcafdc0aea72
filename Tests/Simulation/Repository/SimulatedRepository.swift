import Inventory
import Model
import Reconciler
import ServiceContract
import Source
import Spec
import Synchronization
import TestSupport

/// A provider's repository in memory: commits that are read as real ones are, a branch that can be
/// forced back, and a clone that outlives the agent.
final class SimulatedRepository: Sendable {
  struct Commit: Sendable {
    var number: Int
    var parent: Int?
    var model: RepositoryModel
    var content: InMemoryRepository
    var loaded: LoadedRepository

    var id: CommitID {
      let digits = String(number, radix: 16)
      return CommitID(String(repeating: "0", count: 40 - digits.count) + digits)!
    }

    var revision: Revision { .commit(branch: "main", sha1: id.hex) }

    /// Whether the club's file is there and says what it wants.
    func canBeRead(_ club: String) -> Bool {
      loaded.provider != nil && loaded.clubs.contains { $0.id == club && $0.errors.isEmpty }
    }

    func fleet(isRewritten: Bool = false) -> Fleet {
      Fleet(
        revision: revision, repository: loaded, content: content, author: "Ada <ada@clubs.example>",
        isRewritten: isRewritten)
    }
  }

  struct Failure: Error, CustomStringConvertible { let description = "the git server is down" }

  private struct State: CommitHistory {
    var loader = RepositoryLoader(width: 1)
    var commits: [Commit] = []
    var head: Int?
    /// What was fetched last: the agent's clone on disk.
    var fetched: Int?
    /// What was taken, by the agent or a command, in this order.
    var taken: [Int] = []
    var isDown = false

    func contains(_ commit: CommitID) -> Bool { true }

    func descends(_ commit: CommitID, from ancestor: CommitID) -> Bool {
      var at = Int(commit.hex, radix: 16)
      while let here = at {
        if commits[here].id == ancestor { return true }
        at = commits[here].parent
      }
      return false
    }
  }

  private let state = Mutex(State())

  private static let numberFile = "NUMBER"

  /// Which commit a content is of; nil for none.
  static func number(of content: (any RepositoryContent)?) -> Int? {
    guard let entry = try? content?.list("")?.first(where: { $0.name == numberFile }),
      let bytes = try? content?.read(entry.id, limit: 100)
    else { return nil }
    return Int(String(decoding: bytes, as: UTF8.self))
  }

  /// Adds a commit to the branch.
  func commit(_ model: RepositoryModel) throws {
    try state.withLock { state in
      var files = model.files
      files[SimulatedRepository.numberFile] = "\(state.commits.count)"
      let content = InMemoryRepository(files)
      let loaded = try state.loader.load(content)
      state.commits.append(
        Commit(
          number: state.commits.count, parent: state.head, model: model, content: content,
          loaded: loaded))
      state.head = state.commits.count - 1
    }
  }

  /// Points the branch at an earlier commit.
  func force(to number: Int) { state.withLock { $0.head = number } }

  func breakDown(_ isDown: Bool) { state.withLock { $0.isDown = isDown } }

  var isDown: Bool { state.withLock { $0.isDown } }

  /// A command takes this commit.
  func take(_ number: Int) { state.withLock { $0.taken.append(number) } }

  var count: Int { state.withLock { $0.commits.count } }
  /// The commit that was taken last; nil before the first fetch.
  var known: Commit? { state.withLock { state in state.taken.last.map { state.commits[$0] } } }
  /// All that were taken, in this order.
  var taken: [Commit] { state.withLock { state in state.taken.map { state.commits[$0] } } }
  var head: Commit? { state.withLock { state in state.head.map { state.commits[$0] } } }
  func commit(_ number: Int) -> Commit { state.withLock { $0.commits[number] } }

  /// Whether `earlier` is one of those that `later` was built upon.
  func isRollback(from later: Int, to earlier: Int) -> Bool {
    later != earlier
      && state.withLock { $0.descends($0.commits[later].id, from: $0.commits[earlier].id) }
  }

  /// The commit to which the branch was set back, when the agents know a later one.
  var setBack: Commit? {
    guard let known, let head, isRollback(from: known.number, to: head.number) else { return nil }
    return head
  }

  func commit(at revision: Revision) -> Commit? {
    state.withLock { $0.commits.first { $0.revision == revision } }
  }

  /// Of any commit, as from a clone.
  fileprivate func read(_ content: ContentID) -> [UInt8]? {
    state.withLock { state in
      state.commits.lazy.compactMap { try? $0.content.read(content, limit: 1 << 20) }.first
    }
  }

  fileprivate func stored() -> Fleet? {
    state.withLock { state in state.fetched.map { state.commits[$0].fleet() } }
  }

  /// `applied` before the agent began: it counts when its clone is older.
  fileprivate func fetch(
    after revision: Revision?, allowed: CommitID?, applied: CommitID?
  ) throws -> Fleet? {
    try state.withLock { state in
      if state.isDown { throw Failure() }
      guard let head = state.head else { return nil }
      let commit = state.commits[head]
      if commit.revision == revision { return nil }
      var accepted = state.fetched.map { state.commits[$0].id }
      if let applied, accepted.map({ state.descends($0, from: applied) }) != true {
        accepted = applied
      }
      if let accepted, accepted != commit.id, allowed != commit.id {
        try SourceTrust().refuseRollback(to: commit.id, from: accepted, in: state)
      }
      let isRewritten = accepted.map { !state.descends(commit.id, from: $0) } ?? false
      state.fetched = head
      state.taken.append(head)
      return commit.fleet(isRewritten: isRewritten)
    }
  }
}

/// The repository as one agent sees it.
final class SimulatedSource: FleetSource {
  let repository: SimulatedRepository
  let life: Life
  let trace: Trace
  /// What a person let through although the branch was set back; dies with the agent.
  private let allowed = Mutex<CommitID?>(nil)
  /// What was applied last when the agent began; nil once a commit was taken.
  private let applied: Mutex<CommitID?>

  init(repository: SimulatedRepository, life: Life, trace: Trace, applied: Revision?) {
    self.applied = Mutex(applied?.commit(of: "main"))
    self.repository = repository
    self.life = life
    self.trace = trace
  }

  func stored() async throws -> Fleet? { repository.stored() }

  func fetch(after known: Revision?) async throws -> Fleet? {
    guard life.isAlive else { throw SimulatedRepository.Failure() }
    do {
      let fleet = try repository.fetch(
        after: known, allowed: allowed.withLock { $0 }, applied: applied.withLock { $0 })
      guard let fleet else { return nil }
      // Once: the next time that the branch is set back there, a person is asked again.
      allowed.withLock { $0 = nil }
      applied.withLock { $0 = nil }
      return fleet
    } catch let failure as SourceFailure {
      trace.count("rollbacks refused")
      throw failure
    }
  }

  func allow(_ commit: String) async -> Bool {
    guard let commit = CommitID(commit) else { return false }
    allowed.withLock { $0 = commit }
    return true
  }

  func club(_ good: LastGood, provider: Provider, in fleet: Fleet) async -> DeclaredClub? {
    RepositoryLoader.club(good, provider: provider) {
      guard let bytes = repository.read($0) else { throw SimulatedRepository.Failure() }
      return bytes
    }
  }

  func provider(_ content: ContentID, in fleet: Fleet) async -> Provider? {
    repository.read(content).flatMap { RepositoryLoader.provider(bytes: $0).provider }
  }
}

/// Of one agent, from its start to its kill.
final class Life: Sendable {
  private let state = Atomic(true)

  var isAlive: Bool { state.load(ordering: .relaxed) }
  func end() { state.store(false, ordering: .relaxed) }
}
