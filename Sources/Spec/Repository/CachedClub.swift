/// A club file together with all that follows from it, from provider.yaml and from its site.
struct CachedClub: Sendable {
  let content: ContentID
  let decoded: DecodedClub
  private(set) var claims: ClubClaims?
  private(set) var siteTree: ContentID?
  private var againstProvider: [Diagnostic] = []
  private var aboutSite: [Diagnostic] = []
  /// The tree of `sites/` at the last look.
  private var sites: ContentID??

  init(file: RepositoryListing.ClubFile, decoded: DecodedClub) {
    content = file.content
    self.decoded = decoded
  }

  var diagnostics: [Diagnostic] { decoded.diagnostics + againstProvider + aboutSite }

  /// Nil when a required key is missing.
  var club: Club? {
    guard let reading = decoded.reading, reading.isWhole else { return nil }
    return reading.club
  }

  mutating func check(against provider: Provider?) {
    guard let reading = decoded.reading else { return }
    claims = ClubClaims(reading, provider)
    againstProvider = provider.map { ClubAgainstProvider.check(reading, $0) } ?? []
  }

  private var sitePath: Located<String>? {
    guard case .static(let path) = decoded.reading?.club.site?.content else { return nil }
    return path
  }

  func needsLook(at sites: ContentID?) -> Bool {
    sitePath != nil && self.sites != .some(sites)
  }

  mutating func look(at sites: ContentID?, _ folders: inout SiteFolders) throws {
    guard let path = sitePath, let file = decoded.reading?.club.file else { return }
    let (tree, problems) = try folders.look(at: path.value)
    siteTree = tree
    self.sites = .some(sites)
    let location = SourceLocation(file: file, position: path.position)
    aboutSite = problems.map { Diagnostic($0.rule, $0.message, at: location) }
  }
}
