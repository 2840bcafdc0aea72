import CLibgit2
import Glibc
public import Spec

/// A repository that is ready to be read, wherever it came from.
public struct OpenedSource: Sendable {
  public var content: any RepositoryContent
  public var revision: Revision
  /// The objects and the commit, where there is one: for authors, history and blame.
  public var git: GitSnapshot?
}

/// Opens what a person named: a folder as it stands, a commit of a repository, or a URL.
///
/// - A folder, with or without `.git`: its files as they stand; with a revision, that commit.
/// - A bare repository: the revision, or what its HEAD stands at.
/// - A URL or `user@host:path`: fetched into `cache`; the revision is a branch, tag or commit id,
///   by default `main`.
///
/// Blocks while files are read; run it where that is allowed.
public func openSource(
  at place: String, revision: String? = nil, credentials: GitCredentials? = nil,
  authoritiesFile: String? = nil, cache: String, process: FetchProcess = FetchProcess()
) async throws(SourceFailure) -> OpenedSource {
  if access(place, F_OK) != 0, GitAddress.isRemote(place) {
    let source = GitSource(
      url: place, reference: .named(revision ?? "main"), credentials: credentials,
      authoritiesFile: authoritiesFile)
    return try await fetched(source, cache, process)
  }
  return try openLocalSource(at: place, revision: revision)
}

/// The same for what lies on this machine.
public func openLocalSource(
  at path: String, revision: String? = nil
) throws(SourceFailure) -> OpenedSource {
  guard let found = try discover(path) else {
    if let revision {
      throw SourceFailure(
        .notARepository, "\(path) is not in a git repository, so it has no revision \(revision)")
    }
    return try folder(path)
  }
  if revision == nil, !found.isBare { return try folder(path) }
  let objects = try GitObjects(path: found.directory)
  let commit = try objects.resolve(revision ?? "HEAD")
  let snapshot = try objects.snapshot(at: commit, prefix: found.prefix)
  let head = try objects.headName()
  return OpenedSource(
    content: snapshot, revision: .commit(branch: revision ?? head ?? "HEAD", sha1: commit.hex),
    git: snapshot)
}

/// Opens and reads a source; when its clone in `cache` turns out to be damaged, it is fetched anew
/// and read again, once.
///
/// The cache must be one of ``openSource(at:revision:credentials:authoritiesFile:cache:process:)``,
/// whose loss costs a fetch and nothing else.
public func mendingClone<Read>(
  in cache: String, _ read: () async throws -> Read
) async throws -> Read {
  do {
    return try await read()
  } catch let failure as SourceFailure {
    guard failure.code == .corrupt, CloneDirectory(path: cache).discard() else { throw failure }
  }
  return try await read()
}

private func folder(_ path: String) throws(SourceFailure) -> OpenedSource {
  let snapshot = try DirectorySnapshot(at: path)
  return OpenedSource(content: snapshot, revision: snapshot.revision, git: nil)
}

private func fetched(
  _ source: GitSource, _ cache: String, _ process: FetchProcess
) async throws(SourceFailure) -> OpenedSource {
  let repository = try GitRepository(directory: cache, source: source, process: process)
  let result = try await repository.fetch()
  guard let objects = repository.objects else {
    throw SourceFailure(.corrupt, "the clone in \(cache) cannot be opened")
  }
  let snapshot = try objects.snapshot(at: result.current)
  return OpenedSource(content: snapshot, revision: result.revision, git: snapshot)
}

struct Discovered {
  var directory: String
  var isBare: Bool
  /// The folder below the work tree's root.
  var prefix: String
}

/// The repository that a path belongs to; nil when it belongs to none.
func discover(_ path: String) throws(SourceFailure) -> Discovered? {
  guard let real = realpath(path, nil) else {
    throw SourceFailure(.notARepository, "\(path) cannot be found: \(systemError())")
  }
  defer { free(real) }
  let path = String(cString: real)
  do throws(GitError) {
    let repository = try GitHandle(free: git_repository_free) {
      git_repository_open_ext(&$0, path, 0, nil)
    }
    let directory = String(cString: git_repository_path(repository.pointer))
    guard let tree = git_repository_workdir(repository.pointer).map({ String(cString: $0) }) else {
      return Discovered(directory: directory, isBare: true, prefix: "")
    }
    return Discovered(directory: directory, isBare: false, prefix: prefix(of: path, in: tree))
  } catch {
    if error.isCode(GIT_ENOTFOUND) { return nil }
    throw SourceFailure(opening: path, error)
  }
}

private func prefix(of path: String, in tree: String) -> String {
  let tree = tree.hasSuffix("/") ? String(tree.dropLast()) : tree
  guard path.hasPrefix(tree + "/") else { return "" }
  return String(path.dropFirst(tree.count + 1))
}

extension GitObjects {
  /// The branch that HEAD stands for; nil when it stands at a commit.
  fileprivate func headName() throws(SourceFailure) -> String? {
    try withState { (state) throws(SourceFailure) in
      var head: OpaquePointer?
      guard git_repository_head(&head, state.repository.pointer) == 0 else { return nil }
      defer { git_reference_free(head) }
      return String(cString: git_reference_shorthand(head))
    }
  }
}
