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
  /// Whether its lifecycle has a day after which its data goes.
  let isLeaving: Bool
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
    movedFrom = claims?.movedFrom?.value
    isLeaving = decoded?.reading?.club.lifecycle.value.isLeaving ?? false
  }

  /// - Parameters:
  ///   - decoded: nil for a file that is not read.
  ///   - keepsClub: false lets go of what the club says, once it is checked.
  convenience init(
    file: RepositoryListing.ClubFile, decoded: DecodedClub?, provider: KnownProvider?,
    site: SiteLook? = nil, keepsClub: Bool = true
  ) {
    guard let decoded, let reading = decoded.reading else {
      self.init(file, decoded, nil, [], site)
      return
    }
    let hosts = reading.hosts(provider)
    let claims = ClubClaims(reading, hosts: hosts, provider)
    let found = provider.map {
      ClubAgainstProvider.check(reading, $0, hosts: hosts, redirect: claims.redirect?.text)
    }
    self.init(file, keepsClub ? decoded : decoded.withoutClub(), claims, found ?? [], site)
  }

  func checked(against provider: KnownProvider?) -> CachedClub {
    guard let decoded, decoded.reading != nil else { return self }
    return CachedClub(file: file, decoded: decoded, provider: provider, site: site)
  }

  var diagnostics: [Diagnostic] {
    (decoded?.diagnostics ?? []) + shown(againstProvider + (site?.diagnostics ?? []))
  }

  /// What else was found about the club, as far as it may be said.
  func shown(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    guard let decoded, decoded.concealment != nil || decoded.sealedCount > 0 else {
      return diagnostics
    }
    return diagnostics.filter { !decoded.isSealed || !$0.rule.needsAllValues }.map { diagnostic in
      guard diagnostic.location.file == file.file else { return diagnostic }
      return decoded.concealment?.applied(to: diagnostic) ?? diagnostic
    }
  }

  /// How many encrypted values nobody can see here.
  var sealedCount: Int { decoded?.sealedCount ?? 0 }

  var hasDiagnostics: Bool {
    !againstProvider.isEmpty || !(decoded?.diagnostics.isEmpty ?? true)
      || !(site?.diagnostics.isEmpty ?? true)
  }

  /// Why a club with values that nobody can see must not be applied. The file itself is right.
  var sealed: [Diagnostic] {
    guard sealedCount > 0, decoded?.diagnostics.contains(where: { $0.rule == .encryption }) != true
    else { return [] }
    return [
      Diagnostic(
        .encryption, "\(sealedCount) of the club's values are encrypted, and there is no key",
        at: SourceLocation(file: file.file, position: .start),
        hint: "agent.yaml says where the key is: `secrets: {ageKeyFile: …}`")
    ]
  }

  /// Nil when a required key is missing, or a value cannot be seen, or the club was not kept.
  var club: Club? {
    guard sealedCount == 0, let reading = decoded?.reading, reading.isWhole else { return nil }
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
