public import Source
public import Spec

/// The revisions of a git repository, decoded.
public actor GitFleetSource: FleetSource {
  /// Bytes of a club's file.
  private static let clubLimit = 1 << 20

  private let repository: GitRepository
  private var loader = RepositoryLoader()
  /// The commit of the last fleet that was handed out.
  private var taken: CommitID?

  public init(repository: GitRepository) { self.repository = repository }

  public func stored() async throws -> Fleet? {
    guard let current = try repository.current() else { return nil }
    return try fleet(at: current.commit, current.revision)
  }

  public func fetch(after known: Revision?) async throws -> Fleet? {
    let result = try await repository.fetch()
    if result.revision == known { return nil }
    let isBuiltUpon = taken.map {
      (try? repository.objects?.descends(result.current, from: $0)) ?? false
    }
    return try fleet(at: result.current, result.revision, isRewritten: isBuiltUpon == false)
  }

  private func fleet(
    at commit: CommitID, _ revision: Revision, isRewritten: Bool = false
  ) throws -> Fleet? {
    guard let objects = repository.objects else { return nil }
    let snapshot = try objects.snapshot(at: commit)
    let info = try objects.commitInfo(commit)
    let loaded = try loader.load(snapshot)
    taken = commit
    return Fleet(
      revision: revision, repository: loaded, content: snapshot,
      author: "\(info.author) <\(info.email)>", isRewritten: isRewritten)
  }

  public func club(
    file: String, content: ContentID, siteTree: ContentID?, in fleet: Fleet
  ) async -> LoadedClub? {
    guard let bytes = try? fleet.content?.read(content, limit: GitFleetSource.clubLimit) else {
      return nil
    }
    return RepositoryLoader.club(
      file: file, content: content, bytes: bytes, provider: fleet.repository.provider,
      siteTree: siteTree
    ).club
  }
}
