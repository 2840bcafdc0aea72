/// A club file together with all that follows from it, from provider.yaml and from its site.
///
/// A class, because 10,000 of them are passed on with every revision: that costs a reference each.
final class CachedClub: Sendable {
  let file: RepositoryListing.ClubFile
  /// Nil for what is not read: a link, or a file with a wrong name.
  let decoded: DecodedClub?
  let claims: ClubClaims?
  let idHash: Int
  /// The id that the club had before, as its file says.
  let movedFrom: String?
  private let againstProvider: [Diagnostic]
  let site: SiteLook?

  /// What was seen of the club's static site.
  struct SiteLook: Sendable {
    /// The tree of `sites/` at that time.
    var sites: ContentID?
    /// The tree of the club's own folder.
    var tree: ContentID?
    var diagnostics: [Diagnostic]
  }

  private init(
    _ file: RepositoryListing.ClubFile, _ decoded: DecodedClub?, _ claims: ClubClaims?,
    _ againstProvider: [Diagnostic], _ site: SiteLook?
  ) {
    self.file = file
    self.decoded = decoded
    self.claims = claims
    self.againstProvider = againstProvider
    self.site = site
    idHash = NameHash.id(file.id)
    movedFrom = decoded?.reading?.club.movedFrom?.value
  }

  /// - Parameter decoded: nil for a file that is not read.
  convenience init(
    file: RepositoryListing.ClubFile, decoded: DecodedClub?, provider: Provider?
  ) {
    let reading = decoded?.reading
    self.init(
      file, decoded, reading.map { ClubClaims($0, provider) },
      reading.flatMap { reading in provider.map { ClubAgainstProvider.check(reading, $0) } } ?? [],
      nil)
  }

  func checked(against provider: Provider?) -> CachedClub {
    guard let reading = decoded?.reading else { return self }
    return CachedClub(
      file, decoded, ClubClaims(reading, provider),
      provider.map { ClubAgainstProvider.check(reading, $0) } ?? [], site)
  }

  var diagnostics: [Diagnostic] {
    (decoded?.diagnostics ?? []) + againstProvider + (site?.diagnostics ?? [])
  }

  var hasDiagnostics: Bool {
    !againstProvider.isEmpty || !(decoded?.diagnostics.isEmpty ?? true)
      || !(site?.diagnostics.isEmpty ?? true)
  }

  /// Nil when a required key is missing.
  var club: Club? {
    guard let reading = decoded?.reading, reading.isWhole else { return nil }
    return reading.club
  }

  func needsLook(at sites: ContentID?) -> Bool {
    guard claims?.site != nil else { return false }
    return site.map { $0.sites != sites } ?? true
  }

  func looked(at sites: ContentID?, _ folders: inout SiteFolders) throws -> CachedClub {
    guard let path = claims?.site else { return self }
    let (tree, problems) = try folders.look(at: path.text)
    let location = SourceLocation(file: file.file, position: path.position)
    let look = SiteLook(
      sites: sites, tree: tree,
      diagnostics: problems.map { Diagnostic($0.rule, $0.message, at: location) })
    return CachedClub(file, decoded, claims, againstProvider, look)
  }
}
