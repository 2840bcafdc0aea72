import Glibc

extension RepositoryLoader {
  /// How many cores there are, at most eight of them.
  public static var cores: Int { min(8, max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// One club by itself: the rules of its file and of provider.yaml, not those across clubs.
  ///
  /// - Parameters:
  ///   - file: relative to the repository's root; its name without `.yaml` is the club's id.
  ///   - isNamed: false when the name says nothing, as for standard input.
  ///   - provider: nil leaves the rules of provider.yaml out.
  ///   - privateFile: of its members' personal fields; see ``privateFile(of:)``.
  public static func club(
    file: String, isNamed: Bool = true, content: ContentID, bytes: [UInt8], provider: Provider?,
    siteTree: ContentID? = nil, privateFile: (file: String, bytes: [UInt8])? = nil,
    keys: (any DecryptionKeys)? = nil
  ) -> (club: LoadedClub, diagnostics: [Diagnostic], sealedCount: Int) {
    let name = String(file.split(separator: "/").last ?? "")
    let id = name.hasSuffix(".yaml") ? String(name.dropLast(".yaml".count)) : name
    var tree = YAMLTree()
    let entry = RepositoryListing.ClubFile(file: file, id: id, content: content, kind: .file)
    let source = DecodedClub.Source(
      file: file, id: isNamed ? id : nil, bytes: bytes,
      privateFile: privateFile.map { ($0.file, $0.bytes) })
    let cached = CachedClub(
      file: entry, decoded: DecodedClub(source, keys, tree: &tree),
      provider: provider.map(KnownProvider.init))
    let found = cached.diagnostics.sorted()
    let club = LoadedClub(
      id: id, file: file, content: content, club: cached.club, siteTree: siteTree,
      errors: found.filter { $0.severity == .error } + cached.sealed)
    return (club, found, cached.sealedCount)
  }

  /// Where the personal fields of a club's members are, if they have a file of their own.
  public static func privateFile(of club: String) -> String {
    (club.hasSuffix(".yaml") ? String(club.dropLast(".yaml".count)) : club) + PrivateFile.ending
  }

  /// The club's file that a file of personal fields belongs to; nil for any other file.
  public static func club(ofPrivateFile file: String) -> String? {
    file.hasSuffix(PrivateFile.ending)
      ? String(file.dropLast(PrivateFile.ending.count)) + ".yaml" : nil
  }

  /// Whether the text declares a provider rather than a club.
  public static func declaresProvider(_ bytes: [UInt8]) -> Bool {
    var tree = YAMLTree()
    guard (try? tree.read(bytes)) != nil, !tree.isEmpty, tree.kind(YAMLTree.root) == .mapping else {
      return false
    }
    var key = YAMLTree.root + 1
    while key < tree.next(YAMLTree.root) {
      let value = tree.next(key)
      if tree.isScalar(key), tree.string(key) == "kind" {
        return tree.isScalar(value) && tree.string(value) == "Provider"
      }
      key = tree.next(value)
    }
    return false
  }

  /// provider.yaml by itself; nil where it has errors.
  public static func provider(bytes: [UInt8]) -> (provider: Provider?, diagnostics: [Diagnostic]) {
    var reading = Reading(file: Provider.file)
    let provider = LoadedProvider.provider(bytes, &reading)
    reading.settle()
    return (
      reading.findings.errorCount == 0 ? provider : nil, reading.findings.diagnostics.sorted()
    )
  }
}
