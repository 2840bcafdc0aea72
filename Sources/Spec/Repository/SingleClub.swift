import Glibc

extension RepositoryLoader {
  /// How many cores there are, at most eight of them.
  public static var cores: Int { min(8, max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// One club by itself: the rules of its file and of provider.yaml, not those across clubs.
  ///
  /// - Parameters:
  ///   - file: relative to the repository's root; its name without `.yaml` is the club's id.
  ///   - provider: nil leaves the rules of provider.yaml out.
  public static func club(
    file: String, content: ContentID, bytes: [UInt8], provider: Provider?,
    siteTree: ContentID? = nil
  ) -> (club: LoadedClub, diagnostics: [Diagnostic]) {
    let name = String(file.split(separator: "/").last ?? "")
    let id = name.hasSuffix(".yaml") ? String(name.dropLast(".yaml".count)) : name
    var tree = YAMLTree()
    let entry = RepositoryListing.ClubFile(file: file, id: id, content: content, kind: .file)
    let cached = CachedClub(
      file: entry, decoded: DecodedClub(file: file, id: id, bytes: bytes, tree: &tree),
      provider: provider)
    let found = cached.diagnostics.sorted()
    let club = LoadedClub(
      id: id, file: file, content: content, club: cached.club, siteTree: siteTree,
      errors: found.filter { $0.severity == .error })
    return (club, found)
  }

  /// provider.yaml by itself; nil where it has errors.
  public static func provider(bytes: [UInt8]) -> (provider: Provider?, diagnostics: [Diagnostic]) {
    var reading = Reading(file: Provider.file)
    let provider = LoadedProvider.provider(bytes, &reading)
    reading.findings.dropRepeated()
    return (
      reading.findings.errorCount == 0 ? provider : nil, reading.findings.diagnostics.sorted()
    )
  }
}
