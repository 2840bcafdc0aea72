/// Reads revisions of a provider's repository, one after the other.
///
/// Whatever follows from one file alone is kept by the file's content id: a commit that changes one
/// club costs one file, and one pass over the names of all clubs.
public struct RepositoryLoader: Sendable {
  private var provider = LoadedProvider()
  /// By file.
  private var clubs: [String: CachedClub] = [:]
  private var sites: [ContentID: [SiteFolders.Problem]] = [:]
  private let width: Int

  /// - Parameter width: how many files are decoded at the same time, at most.
  public init(width: Int = RepositoryLoader.cores) { self.width = max(1, width) }

  /// Everything that one revision says.
  ///
  /// - Throws: what `content` throws when it cannot be read. What it says and should not is in the
  ///   result's diagnostics.
  public mutating func load(_ content: any RepositoryContent) throws -> LoadedRepository {
    let listing = try RepositoryListing(content)
    try provider.load(listing.provider, content)
    try decode(listing.clubs.filter { $0.kind == .file }, content)
    try lookAtSites(listing, content)
    return collect(listing)
  }

  private mutating func decode(
    _ files: [RepositoryListing.ClubFile], _ content: any RepositoryContent
  ) throws {
    if clubs.count > files.count {
      let present = Set(files.map(\.file))
      clubs = clubs.filter { present.contains($0.key) }
    }
    let changed = files.filter { clubs[$0.file]?.content != $0.content }
    let decoded = try ClubFileReader(content: content, width: width).read(changed)
    for (file, club) in zip(changed, decoded) {
      clubs[file.file] = CachedClub(file: file, decoded: club)
    }
    for file in provider.hasChanged ? files : changed {
      clubs[file.file]?.check(against: provider.provider)
    }
    provider.hasChanged = false
  }

  private mutating func lookAtSites(
    _ listing: RepositoryListing, _ content: any RepositoryContent
  ) throws {
    var folders = SiteFolders(content, checked: sites)
    for file in listing.clubs where file.kind == .file {
      guard clubs[file.file]?.needsLook(at: listing.sites) ?? false else { continue }
      try clubs[file.file]?.look(at: listing.sites, &folders)
    }
    let used = Set(clubs.values.compactMap(\.siteTree))
    sites = folders.checked.count > used.count
      ? folders.checked.filter { used.contains($0.key) } : folders.checked
  }

  private func collect(_ listing: RepositoryListing) -> LoadedRepository {
    let entries = listing.clubs.map { file in
      let cached = file.kind == .file ? clubs[file.file] : nil
      return FleetRules.Entry(
        id: file.id, file: file.file, club: cached?.decoded.reading, claims: cached?.claims)
    }
    let fleet = FleetRules.check(entries)
    var diagnostics = listing.diagnostics + provider.diagnostics
    var loaded: [LoadedClub] = []
    loaded.reserveCapacity(listing.clubs.count)
    for (index, file) in listing.clubs.enumerated() {
      guard file.kind == .file, let cached = clubs[file.file] else {
        loaded.append(unreadable(file, listing))
        continue
      }
      var found = cached.diagnostics
      let conflicts = fleet[index]?.conflicts ?? []
      if let more = fleet[index]?.diagnostics { found += more }
      diagnostics += found
      loaded.append(
        LoadedClub(
          id: file.id, file: file.file, content: file.content, club: cached.club,
          siteTree: cached.siteTree, errors: found.filter { $0.severity == .error },
          conflicts: conflicts))
    }
    diagnostics.sort()
    return LoadedRepository(
      provider: provider.provider, clubs: loaded, diagnostics: diagnostics,
      fileCount: listing.fileCount)
  }

  private func unreadable(
    _ file: RepositoryListing.ClubFile, _ listing: RepositoryListing
  ) -> LoadedClub {
    LoadedClub(
      id: file.id, file: file.file, content: file.content, club: nil, siteTree: nil,
      errors: listing.diagnostics.filter {
        $0.location.file == file.file && $0.severity == .error
      })
  }
}
