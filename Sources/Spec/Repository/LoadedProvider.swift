/// provider.yaml as it was last read.
struct LoadedProvider: Sendable {
  private(set) var known: KnownProvider?
  private(set) var diagnostics: [Diagnostic] = []
  private var content: ContentID?
  private var isLoaded = false
  var provider: Provider? { known?.own }
  /// Whether clubs that were checked against an earlier one must be checked again.
  var hasChanged = false

  mutating func load(_ entry: RepositoryEntry?, _ source: any RepositoryContent) throws {
    guard !isLoaded || entry?.id != content else { return }
    var reading = Reading(file: Provider.file)
    let provider = try entry.flatMap { try LoadedProvider.read($0, source, &reading) }
    if entry == nil {
      reading.report(
        .missingProvider, "there is no `\(Provider.file)`", at: .start,
        hint: "`allotment init` writes one")
    }
    reading.settle()
    diagnostics = reading.findings.diagnostics
    // What a broken file says is no basis for anything.
    known = reading.findings.errorCount == 0 ? provider.map(KnownProvider.init) : nil
    content = entry?.id
    isLoaded = true
    hasChanged = true
  }

  private static func read(
    _ entry: RepositoryEntry, _ source: any RepositoryContent, _ reading: inout Reading
  ) throws -> Provider? {
    let bytes: [UInt8]
    do {
      bytes = try source.read(entry.id, limit: YAMLBounds.bytes)
    } catch let error as any ContentError where error.isTooLarge {
      reading.report(.fileTooLarge, "the file is larger than 1 MiB", at: .start)
      return nil
    }
    return provider(bytes, &reading)
  }

  static func provider(_ bytes: [UInt8], _ reading: inout Reading) -> Provider? {
    guard reading.parse(bytes) else { return nil }
    guard reading.tree.kind(YAMLTree.root) == .mapping else {
      reading.reportType(YAMLTree.root, "a provider")
      return nil
    }
    return ProviderDefinition.read(&reading)
  }
}
