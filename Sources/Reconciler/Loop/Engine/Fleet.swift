import Model
public import ServiceContract
public import Spec

/// All clubs of one revision, ready to be planned.
public struct Fleet: Sendable {
  public var revision: Revision
  public var repository: LoadedRepository
  public var content: (any RepositoryContent)?
  /// Who wrote the commit.
  public var author: String?
  /// By id.
  public private(set) var clubs: [String: LoadedClub]
  /// The last good state of clubs whose file is broken now.
  public var lastGood: [String: DeclaredClub]

  public init(
    revision: Revision, repository: LoadedRepository, content: (any RepositoryContent)?,
    author: String? = nil, lastGood: [String: DeclaredClub] = [:]
  ) {
    self.revision = revision
    self.repository = repository
    self.content = content
    self.author = author
    self.lastGood = lastGood
    clubs = Dictionary(repository.clubs.map { ($0.id, $0) }) { first, _ in first }
  }

  /// What the club is to be: its file, or the last good state of it; nil without either.
  ///
  /// `ownsNames`: the club was applied before. Of two clubs that claim one name the newcomer
  /// waits, and the earlier one goes on.
  func declared(_ id: String, ownsNames: Bool) -> DeclaredClub? {
    guard let loaded = clubs[id], let provider = repository.provider else { return lastGood[id] }
    let usable = loaded.errors.isEmpty || (ownsNames && loaded.onlyConflicts)
    guard usable, let club = loaded.club else { return lastGood[id] }
    return DeclaredClub(
      hosted: HostedClub(club: club, provider: provider), siteTree: loaded.siteTree)
  }

  /// Clubs whose declaration is not the same as in `previous`: new, changed or gone.
  func changed(since previous: Fleet) -> Set<String> {
    if previous.repository.provider != repository.provider {
      return Set(clubs.keys).union(previous.clubs.keys)
    }
    var changed: Set<String> = []
    for (id, club) in clubs {
      guard let before = previous.clubs[id], before.content == club.content,
        before.siteTree == club.siteTree, before.file == club.file, before.errors == club.errors
      else {
        changed.insert(id)
        continue
      }
    }
    for id in previous.clubs.keys where clubs[id] == nil { changed.insert(id) }
    return changed
  }
}
