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
  /// The branch was moved to a commit that is not built upon the last one.
  public var isRewritten: Bool
  /// By id.
  public private(set) var clubs: [String: LoadedClub]
  /// The last good state of clubs whose file is broken now.
  public var lastGood: [String: DeclaredClub]

  public init(
    revision: Revision, repository: LoadedRepository, content: (any RepositoryContent)?,
    author: String? = nil, isRewritten: Bool = false, lastGood: [String: DeclaredClub] = [:]
  ) {
    self.revision = revision
    self.repository = repository
    self.content = content
    self.author = author
    self.isRewritten = isRewritten
    self.lastGood = lastGood
    clubs = Dictionary(repository.clubs.map { ($0.id, $0) }) { first, _ in first }
  }

  /// What the club is to be: its file, or the last good state of it; nil without either.
  ///
  /// `owned`: what was applied of the club before. Of two clubs that claim one name the newcomer
  /// waits, and the one that has it goes on.
  func declared(_ id: String, owned: [Owned]) -> DeclaredClub? {
    guard let loaded = clubs[id], let provider = repository.provider,
      loaded.isUsable(owned: owned), let club = loaded.club
    else { return lastGood[id] }
    return DeclaredClub(
      hosted: HostedClub(club: club, provider: provider), siteTree: loaded.siteTree)
  }

  /// Every host name of every club that can be applied, in A-labels: its domain, the components
  /// of its chat and the aliases of its site.
  func hostNames() -> Set<String> {
    guard let provider = repository.provider else { return [] }
    var names: Set<String> = []
    for loaded in clubs.values {
      guard loaded.errors.isEmpty, let club = loaded.club else { continue }
      let domain = HostedClub(club: club, provider: provider).domain
      for name in [domain, domain.prefixed(by: "conference")] { names.insert(name.ascii) }
      for alias in club.site?.aliases ?? [] { names.insert(alias.value.ascii) }
    }
    return names
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

extension LoadedClub {
  /// Nothing is wrong, or only that others claim names which this club has already.
  func isUsable(owned: [Owned]) -> Bool {
    if errors.isEmpty { return true }
    guard onlyConflicts, !owned.isEmpty else { return false }
    let hosts = Set(
      owned.filter(\.id.kind.namesHost).compactMap { try? DomainName(parsing: $0.id.name).ascii })
    return conflicts.allSatisfy { $0.rule == .sharedSite || hosts.contains($0.name) }
  }
}
