public import Inventory
public import ServiceContract
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
  /// What the inventory knew to be applied last when this began; nil once a commit was taken.
  private var applied: CommitID?
  /// The commit of the last fleet that was handed out.
  private var taken: CommitID?
  /// What a person let through although the branch was set back, or it is dated too early.
  private var allowed: CommitID?
  /// The commit that was not taken at the last look, where a person can let it through.
  private var isRefused: CommitID?

  /// - Parameters:
  ///   - keys: what opens encrypted files.
  ///   - applied: the revision that was applied last. It counts when the clone does not know what
  ///     was taken last, because it was lost or belongs to another address, or when what the clone
  ///     knows is older, because `apply` was used without an agent: nothing is taken unseen, and no
  ///     branch is set back unnoticed.
  public init(
    repository: GitRepository, trust: SourceTrust = SourceTrust(),
    keys: (any DecryptionKeys)? = nil, applied: Revision? = nil
  ) {
    self.repository = repository
    self.trust = trust
    self.keys = keys
    self.applied = applied?.commit(of: repository.source.reference.name)
    loader = RepositoryLoader(keys: keys)
  }

  /// The last revision that was taken, by this process or an earlier one.
  public func stored() async throws -> Fleet? {
    let accepted = try repository.accepted()
    guard let objects = repository.objects,
      let (revision, commit) = try accepted ?? repository.current()
    else { return nil }
    let signer = try await admit(commit, after: accepted?.commit ?? applied, in: objects)
    return try fleet(at: commit, revision, signer: signer)
  }

  /// A commit that may not be taken is an error, and the last good one goes on.
  public func fetch(after known: Revision?) async throws -> Fleet? {
    let result = try await repository.fetch()
    guard result.revision != known, let objects = repository.objects else {
      isRefused = nil
      return nil
    }
    let signer = try await admit(result.current, after: try last(in: objects), in: objects)
    let isBuiltUpon = taken.map { (try? objects.descends(result.current, from: $0)) ?? false }
    let fleet = try fleet(
      at: result.current, result.revision, isRewritten: isBuiltUpon == false, signer: signer)
    try repository.accept(result.current)
    applied = nil
    // Once: the next time that the branch is set back there, a person is asked again.
    allowed = nil
    return fleet
  }

  /// The later one of the commit that was taken last and the one that was applied last.
  private func last(in objects: GitObjects) throws(SourceFailure) -> CommitID? {
    guard let accepted = try repository.accepted()?.commit, let applied else {
      return try repository.accepted()?.commit ?? applied
    }
    // What is not in the repository any more was not built upon.
    return (try? objects.descends(accepted, from: applied)) == true ? accepted : applied
  }

  private func admit(
    _ commit: CommitID, after accepted: CommitID?, in objects: GitObjects
  ) async throws(SourceFailure) -> String? {
    do {
      let signer = try await trust.admit(commit, after: accepted, allowed: allowed, in: objects)
      isRefused = nil
      return signer
    } catch {
      isRefused = error.yieldsToApproval ? commit : nil
      throw error
    }
  }

  public func refused() async -> String? { isRefused?.hex }

  public func allow(_ commit: String) async -> Bool {
    guard let commit = CommitID(commit), commit == isRefused else { return false }
    allowed = commit
    return true
  }

  /// What cannot be told counts as such.
  public func isAmbiguous(_ digits: String) async -> Bool {
    guard let objects = repository.objects, let found = try? objects.resolve(digits) else {
      return true
    }
    return !found.hex.hasPrefix(digits)
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
    _ good: LastGood, provider: Provider, in fleet: Fleet
  ) async -> DeclaredClub? {
    guard let content = fleet.content else { return nil }
    return RepositoryLoader.club(good, provider: provider, keys: keys) {
      try content.read($0, limit: GitFleetSource.clubLimit)
    }
  }

  public func provider(_ content: ContentID, in fleet: Fleet) async -> Provider? {
    guard let bytes = try? fleet.content?.read(content, limit: GitFleetSource.clubLimit) else {
      return nil
    }
    return RepositoryLoader.provider(bytes: bytes).provider
  }
}

extension Revision {
  /// The commit, when it is one of that branch.
  public func commit(of branch: String) -> CommitID? {
    let prefix = "\(branch)@sha1:"
    guard description.hasPrefix(prefix) else { return nil }
    return CommitID(String(description.dropFirst(prefix.count)))
  }
}

extension RepositoryLoader {
  /// Both files of a club as they were in an earlier commit; nil when one of them cannot be had,
  /// or when something is wrong with them today: half of a club is none.
  public static func club(
    _ good: LastGood, provider: Provider, keys: (any DecryptionKeys)? = nil,
    read: (ContentID) throws -> [UInt8]
  ) -> DeclaredClub? {
    let beside: (file: String, bytes: [UInt8])?
    let bytes: [UInt8]
    do {
      bytes = try read(good.content)
      beside = try good.privateContent.map { (privateFile(of: good.file), try read($0)) }
    } catch { return nil }
    let loaded = club(
      file: good.file, content: good.content, bytes: bytes, provider: provider,
      siteTree: good.siteTree, privateFile: beside, keys: keys
    ).club
    guard loaded.errors.isEmpty, let club = loaded.club else { return nil }
    return DeclaredClub(
      hosted: HostedClub(club: club, provider: provider), siteTree: good.siteTree)
  }
}
