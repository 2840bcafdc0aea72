/// Reads revisions of a provider's repository, one after the other.
///
/// Whatever follows from one file alone is kept by the file's content id: a commit that changes one
/// club costs one file, and one pass over the names of all clubs.
public struct RepositoryLoader: Sendable {
  private var provider = LoadedProvider()
  /// By file name, in the order of the names.
  private var clubs: [CachedClub] = []
  private var index = FleetIndex()
  private var sites: [ContentID: [SiteFolders.Problem]] = [:]
  private let width: Int
  private let keys: (any DecryptionKeys)?
  private var keepsClubs = true

  /// - Parameters:
  ///   - width: how many files are decoded at the same time, at most.
  ///   - keys: what opens encrypted files. Without, they are checked as far as can be seen, and
  ///     their clubs cannot be applied.
  public init(width: Int = RepositoryLoader.cores, keys: (any DecryptionKeys)? = nil) {
    self.width = max(1, width)
    self.keys = keys
  }

  /// Everything that is wrong with one revision, for checks: what its clubs say is let go as soon
  /// as they are checked, and ``LoadedClub/club`` is nil.
  ///
  /// - Throws: as ``load(_:)``.
  public static func check(
    _ content: any RepositoryContent, width: Int = RepositoryLoader.cores,
    keys: (any DecryptionKeys)? = nil
  ) throws -> LoadedRepository {
    var loader = RepositoryLoader(width: width, keys: keys)
    loader.keepsClubs = false
    return try loader.load(content)
  }

  /// Everything that one revision says.
  ///
  /// - Throws: what `content` throws when it cannot be read. What it says and should not is in the
  ///   result's diagnostics.
  public mutating func load(_ content: any RepositoryContent) throws -> LoadedRepository {
    let listing = try RepositoryListing(content)
    try provider.load(listing.provider, content)
    try decode(listing.clubs, content)
    try lookAtSites(listing.sites, content)
    return collect(listing)
  }

  private mutating func decode(
    _ files: [RepositoryListing.ClubFile], _ content: any RepositoryContent
  ) throws {
    let known = matched(files)
    let changed = files.indices.filter { known[$0] == nil && files[$0].kind == .file }
    let reader = ClubFileReader(
      content: content, keys: keys, provider: provider.known, width: width,
      keepsClubs: keepsClubs)
    var read = try reader.read(changed.map { files[$0] }).makeIterator()
    let hasMoved = !isInPlace(files)
    clubs = files.indices.map { index in
      if let club = known[index] {
        return provider.hasChanged ? club.checked(against: provider.known) : club
      }
      if files[index].kind == .file, let club = read.next() { return club }
      return CachedClub(file: files[index], decoded: nil, provider: provider.known)
    }
    if hasMoved || provider.hasChanged {
      index = FleetIndex(clubs)
    } else {
      for place in files.indices where known[place] == nil {
        index.replace(place, with: clubs[place])
      }
    }
    provider.hasChanged = false
  }

  /// What is known already of each file; both lists are in the order of the files' names.
  private func matched(_ files: [RepositoryListing.ClubFile]) -> [CachedClub?] {
    var old = 0
    return files.map { file in
      while old < clubs.count, clubs[old].file.file < file.file { old += 1 }
      guard old < clubs.count, clubs[old].file == file else { return nil }
      return clubs[old]
    }
  }

  /// Whether the same files are there as before, whatever they hold.
  private func isInPlace(_ files: [RepositoryListing.ClubFile]) -> Bool {
    files.count == clubs.count
      && files.indices.allSatisfy { files[$0].file == clubs[$0].file.file }
  }

  private mutating func lookAtSites(
    _ tree: ContentID?, _ content: any RepositoryContent
  ) throws {
    let waiting = clubs.indices.filter { clubs[$0].needsLook(at: tree) }
    guard !waiting.isEmpty else { return }
    var folders = SiteFolders(content, checked: sites)
    for index in waiting { clubs[index] = try clubs[index].looked(at: tree, &folders) }
    let used = Set(clubs.compactMap(\.site?.tree))
    sites = folders.checked.filter { used.contains($0.key) }
  }

  private func collect(_ listing: RepositoryListing) -> LoadedRepository {
    let fleet = FleetRules.check(clubs, index)
    var diagnostics = listing.diagnostics + provider.diagnostics
    var loaded: [LoadedClub] = []
    loaded.reserveCapacity(clubs.count)
    for (index, club) in clubs.enumerated() {
      var found = club.hasDiagnostics ? club.diagnostics : []
      if let more = fleet[index]?.diagnostics { found += club.shown(more) }
      diagnostics += found
      if club.decoded == nil {
        found += listing.diagnostics.filter { $0.location.file == club.file.file }
      }
      loaded.append(
        LoadedClub(
          club, errors: found.filter { $0.severity == .error } + club.sealed,
          conflicts: fleet[index]?.conflicts ?? []))
    }
    diagnostics.sort()
    return LoadedRepository(
      provider: provider.provider, clubs: loaded, diagnostics: diagnostics,
      fileCount: listing.fileCount, notes: NotChecked.notes(clubs, provider.provider, fleet),
      sealedCount: clubs.reduce(0) { $0 + $1.sealedCount },
      providerContent: listing.provider?.id)
  }
}
