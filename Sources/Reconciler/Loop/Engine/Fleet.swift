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
  /// Who signed the commit; nil when nobody asks.
  public var signer: String?
  /// The branch was moved to a commit that is not built upon the last one.
  public var isRewritten: Bool
  /// By id.
  public private(set) var clubs: [String: LoadedClub]
  /// Domains (U-labels) by chat service; empty when the provider has only one.
  private(set) var chatDomains: [String: Set<String>] = [:]
  /// Which club has a domain (U-labels) by its file, or had it last while that is broken.
  private(set) var hosts: [String: String] = [:]
  /// The last good state of clubs whose file is broken now.
  public var lastGood: [String: DeclaredClub] {
    didSet {
      chatDomains = domainsByService()
      hosts = clubsByDomain()
    }
  }
  /// That of the last provider.yaml that was right, while it is broken now.
  var lastPolicy: Policy?

  public init(
    revision: Revision, repository: LoadedRepository, content: (any RepositoryContent)?,
    author: String? = nil, isRewritten: Bool = false, signer: String? = nil,
    lastGood: [String: DeclaredClub] = [:]
  ) {
    self.revision = revision
    self.repository = repository
    self.content = content
    self.author = author
    self.isRewritten = isRewritten
    self.signer = signer
    self.lastGood = lastGood
    clubs = Dictionary(repository.clubs.map { ($0.id, $0) }) { first, _ in first }
    chatDomains = domainsByService()
    hosts = clubsByDomain()
  }

  /// The provider's, or while provider.yaml is broken that of the last good state: a freeze goes on.
  var policy: Policy { repository.provider?.policy ?? lastPolicy ?? Policy() }

  /// What the club is to be: its file, or the last good state of it; nil without either.
  ///
  /// `owned`: what was applied of the club before. Of two clubs that claim one name the newcomer
  /// waits, and the one that has it goes on.
  func declared(_ id: String, owned: [Owned]) -> DeclaredClub? {
    guard let loaded = clubs[id], let provider = repository.provider,
      isUsable(loaded, owned: owned), let club = loaded.club
    else {
      guard var club = lastGood[id] else { return nil }
      club.peers = peers(of: club.hosted)
      return club
    }
    let hosted = HostedClub(club: club, provider: provider)
    return DeclaredClub(hosted: hosted, siteTree: loaded.siteTree, peers: peers(of: hosted))
  }

  /// Whether the day is over after which all that the club has goes, as its file says.
  func isOver(_ loaded: LoadedClub, now: Int64) -> Bool {
    guard loaded.errors.isEmpty, let club = loaded.club, let provider = repository.provider else {
      return false
    }
    let hosted = HostedClub(club: club, provider: provider)
    return hosted.on(LocalTime(hosted.timezone).day(at: now)).standing == .over
  }

  /// Nothing is wrong, or only that others claim what this club has already: host names that it
  /// owns, and the folder that its site had in its last good state.
  func isUsable(_ loaded: LoadedClub, owned: [Owned]) -> Bool {
    if loaded.errors.isEmpty { return true }
    guard loaded.onlyConflicts, !owned.isEmpty else { return false }
    let hosts = Set(
      owned.filter(\.id.kind.namesHost).compactMap { try? DomainName(parsing: $0.id.name).ascii })
    return loaded.conflicts.allSatisfy { conflict in
      conflict.rule == .sharedSite
        ? conflict.name == lastFolder(of: loaded.id) : hosts.contains(conflict.name)
    }
  }

  private func lastFolder(of club: String) -> String? {
    guard case .static(let path) = lastGood[club]?.hosted.club.site?.content else { return nil }
    return path.value
  }

  /// Where this provider's other clubs are, for a club that talks to them alone.
  private func peers(of club: HostedClub) -> Set<String> {
    guard club.club.chat?.federation?.value == .provider else { return [] }
    let mine = club.placement?.chat?.value
    return chatDomains.filter { $0.key != mine }.values.reduce(into: []) { $0.formUnion($1) }
  }

  /// The id that the club had before, when its file says so and is right.
  func movedFrom(_ id: String) -> String? {
    guard let loaded = clubs[id], loaded.errors.isEmpty, let old = loaded.movedFrom,
      clubs[old] == nil
    else { return nil }
    return old
  }

  /// Why it is not certain that a club without a file has left: a broken file that belongs to
  /// nobody so far may be its own under a new name.
  func doubt(owners: some Collection<String>) -> String? {
    let owners = Set(owners)
    if let stranger = repository.clubs.first(where: {
      !$0.errors.isEmpty && !owners.contains($0.id)
    }) {
      return "\(stranger.file) has errors, and may be this club under a new name"
    }
    let files = Set(repository.clubs.map(\.file)).union([Provider.file])
    let other = repository.diagnostics.first {
      let file = $0.location.file
      return $0.severity == .error
        && !files.contains(RepositoryLoader.club(ofPrivateFile: file) ?? file)
    }
    return other.map { "not all files could be read: \($0.location): \($0.message)" }
  }

  /// All clubs as their files have them, or as they were last while these are broken.
  private var hostedClubs: some Sequence<HostedClub> {
    Set(clubs.keys).union(lastGood.keys).lazy.compactMap { id in
      if let provider = repository.provider, let loaded = clubs[id], loaded.errors.isEmpty,
        let club = loaded.club
      {
        return HostedClub(club: club, provider: provider)
      }
      return lastGood[id]?.hosted
    }
  }

  /// Domains of the clubs, by chat service; empty when there is only one.
  private func domainsByService() -> [String: Set<String>] {
    let provider = repository.provider ?? lastGood.values.first?.hosted.provider
    guard let provider, Set(provider.placements.values.compactMap { $0.chat?.value }).count > 1
    else { return [:] }
    var domains: [String: Set<String>] = [:]
    for hosted in hostedClubs {
      guard let service = hosted.placement?.chat?.value else { continue }
      domains[service, default: []].insert(hosted.domain.unicode)
    }
    return domains
  }

  private func clubsByDomain() -> [String: String] {
    Dictionary(hostedClubs.map { ($0.domain.unicode, $0.id) }) { first, _ in first }
  }

  /// Every host name of every club, in A-labels: its domain, the components of its chat and the
  /// aliases of its site.
  func hostNames() -> Set<String> {
    var names: Set<String> = []
    for hosted in hostedClubs {
      for name in [hosted.domain, hosted.domain.prefixed(by: "conference")] {
        names.insert(name.ascii)
      }
      for alias in hosted.club.site?.aliases ?? [] { names.insert(alias.value.ascii) }
    }
    return names
  }

  /// Clubs whose declaration is not the same as in `previous`: new, changed or gone.
  public func changed(since previous: Fleet) -> Set<String> {
    if previous.repository.provider != repository.provider {
      return Set(clubs.keys).union(previous.clubs.keys)
    }
    var changed: Set<String> = []
    for (id, club) in clubs {
      guard let before = previous.clubs[id] else {
        changed.insert(id)
        continue
      }
      if club.isSame(as: before) { continue }
      guard before.content == club.content, before.privateContent == club.privateContent,
        before.siteTree == club.siteTree, before.file == club.file, before.errors == club.errors
      else {
        changed.insert(id)
        continue
      }
    }
    for id in previous.clubs.keys where clubs[id] == nil { changed.insert(id) }
    if chatDomains != previous.chatDomains {
      for (id, club) in clubs where club.club?.chat?.federation?.value == .provider {
        changed.insert(id)
      }
    }
    return changed
  }
}
