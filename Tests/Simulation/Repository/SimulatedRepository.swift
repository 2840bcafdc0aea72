import Model
import Reconciler
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

    var revision: Revision {
      let digits = String(number, radix: 16)
      let zeros = String(repeating: "0", count: 40 - digits.count)
      return .commit(branch: "main", sha1: zeros + digits)
    }

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

  private struct State {
    var loader = RepositoryLoader(width: 1)
    var commits: [Commit] = []
    var head: Int?
    /// What was fetched last: the clone on disk.
    var fetched: Int?
    var isDown = false

    func descends(_ number: Int, from ancestor: Int) -> Bool {
      var at: Int? = number
      while let here = at {
        if here == ancestor { return true }
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

  var count: Int { state.withLock { $0.commits.count } }
  /// The commit that the agents know of; nil before the first fetch.
  var known: Commit? { state.withLock { state in state.fetched.map { state.commits[$0] } } }
  var head: Commit? { state.withLock { state in state.head.map { state.commits[$0] } } }
  func commit(_ number: Int) -> Commit { state.withLock { $0.commits[number] } }
  func commit(at revision: Revision) -> Commit? {
    state.withLock { $0.commits.first { $0.revision == revision } }
  }

  /// Of any commit, as from a clone.
  fileprivate func read(_ content: ContentID) -> [UInt8]? {
    state.withLock { state in
      state.commits.lazy.compactMap { try? $0.content.read(content, limit: 1 << 20) }.first
    }
  }

  fileprivate func stored() -> Fleet? { known?.fleet() }

  fileprivate func fetch(after revision: Revision?) throws -> Fleet? {
    try state.withLock { state in
      if state.isDown { throw Failure() }
      guard let head = state.head else { return nil }
      let commit = state.commits[head]
      let isRewritten = state.fetched.map { !state.descends(head, from: $0) } ?? false
      state.fetched = head
      return commit.revision == revision ? nil : commit.fleet(isRewritten: isRewritten)
    }
  }
}

/// The repository as one agent sees it.
struct SimulatedSource: FleetSource {
  let repository: SimulatedRepository
  let life: Life

  func stored() async throws -> Fleet? { repository.stored() }

  func fetch(after known: Revision?) async throws -> Fleet? {
    guard life.isAlive else { throw SimulatedRepository.Failure() }
    return try repository.fetch(after: known)
  }

  func club(
    file: String, content: ContentID, siteTree: ContentID?, in fleet: Fleet
  ) async -> LoadedClub? {
    guard let bytes = repository.read(content) else { return nil }
    return RepositoryLoader.club(
      file: file, content: content, bytes: bytes, provider: fleet.repository.provider,
      siteTree: siteTree
    ).club
  }
}

/// Of one agent, from its start to its kill.
final class Life: Sendable {
  private let state = Atomic(true)

  var isAlive: Bool { state.load(ordering: .relaxed) }
  func end() { state.store(false, ordering: .relaxed) }
}
