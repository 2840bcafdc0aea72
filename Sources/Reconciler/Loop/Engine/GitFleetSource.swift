public import Source
public import Spec

/// The revisions of a git repository, decoded.
public actor GitFleetSource: FleetSource {
  /// Bytes of a club's file.
  private static let clubLimit = 1 << 20

  private let repository: GitRepository
  private let trust: SourceTrust
  private let keys: (any DecryptionKeys)?
  private var loader: RepositoryLoader
  /// The commit of the last fleet that was handed out.
  private var taken: CommitID?
  /// What a person let through although the branch was set back, or it is dated too early.
  private var allowed: CommitID?

  /// - Parameter keys: what opens encrypted files.
  public init(
    repository: GitRepository, trust: SourceTrust = SourceTrust(),
    keys: (any DecryptionKeys)? = nil
  ) {
    self.repository = repository
    self.trust = trust
    self.keys = keys
    loader = RepositoryLoader(keys: keys)
  }

  /// The last revision that was taken, by this process or an earlier one.
  public func stored() async throws -> Fleet? {
    let accepted = try repository.accepted()
    guard let objects = repository.objects,
      let (revision, commit) = try accepted ?? repository.current()
    else { return nil }
    let signer = try await trust.admit(commit, after: accepted?.commit, in: objects)
    return try fleet(at: commit, revision, signer: signer)
  }

  /// A commit that may not be taken is an error, and the last good one goes on.
  public func fetch(after known: Revision?) async throws -> Fleet? {
    let result = try await repository.fetch()
    guard result.revision != known, let objects = repository.objects else { return nil }
    let signer = try await trust.admit(
      result.current, after: try repository.accepted()?.commit, allowed: allowed, in: objects)
    let isBuiltUpon = taken.map { (try? objects.descends(result.current, from: $0)) ?? false }
    let fleet = try fleet(
      at: result.current, result.revision, isRewritten: isBuiltUpon == false, signer: signer)
    try repository.accept(result.current)
    // Once: the next time that the branch is set back there, a person is asked again.
    allowed = nil
    return fleet
  }

  public func allow(_ commit: String) async -> Bool {
    guard let commit = CommitID(commit) else { return false }
    allowed = commit
    return true
  }

  private func fleet(
    at commit: CommitID, _ revision: Revision, isRewritten: Bool = false,
    signer: String? = nil
  ) throws -> Fleet? {
    guard let objects = repository.objects else { return nil }
    let snapshot = try objects.snapshot(at: commit)
    let info = try objects.commitInfo(commit)
    let loaded = try loader.load(snapshot)
    taken = commit
    return Fleet(
      revision: revision, repository: loaded, content: snapshot,
      author: "\(info.author) <\(info.email)>", isRewritten: isRewritten,
      signer: signer)
  }

  public func club(
    file: String, content: ContentID, siteTree: ContentID?, in fleet: Fleet
  ) async -> LoadedClub? {
    guard let repository = fleet.content,
      let bytes = try? repository.read(content, limit: GitFleetSource.clubLimit),
      let fields = try? privateFile(of: file, in: repository)
    else { return nil }
    return RepositoryLoader.club(
      file: file, content: content, bytes: bytes, provider: fleet.repository.provider,
      siteTree: siteTree, privateFile: fields.file, keys: keys
    ).club
  }

  private struct PrivateFields {
    var file: (file: String, bytes: [UInt8])?
  }

  /// The personal fields of a club's members, as they are in this revision.
  private func privateFile(
    of club: String, in content: any RepositoryContent
  ) throws -> PrivateFields {
    let file = RepositoryLoader.privateFile(of: club)
    let parts = file.split(separator: "/")
    let folder = parts.dropLast().joined(separator: "/")
    guard let entry = try content.list(folder)?.first(where: { $0.name == parts.last ?? "" })
    else { return PrivateFields() }
    return PrivateFields(
      file: (file, try content.read(entry.id, limit: GitFleetSource.clubLimit)))
  }
}
