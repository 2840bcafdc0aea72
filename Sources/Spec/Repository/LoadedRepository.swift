/// All that one revision of a repository says: the provider, its clubs, and every problem.
public struct LoadedRepository: Sendable {
  /// Nil when provider.yaml is missing or broken: every club then keeps its last good state.
  public var provider: Provider?
  public var clubs: [LoadedClub]
  /// Ordered by file, line, column.
  public var diagnostics: [Diagnostic]

  public init(provider: Provider?, clubs: [LoadedClub], diagnostics: [Diagnostic]) {
    self.provider = provider
    self.clubs = clubs
    self.diagnostics = diagnostics
  }

  public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// One club file of a revision.
public struct LoadedClub: Sendable {
  /// The file's name without `.yaml`: the club's id as far as can be known without reading it.
  public var id: String
  public var file: String
  public var content: ContentID
  /// Nil when the file could not be decoded.
  public var club: Club?
  /// The git tree of the club's static site.
  public var siteTree: ContentID?
  /// Errors of this file or of rules across files that concern this club: it must not be applied.
  public var errors: [Diagnostic]

  public init(
    id: String, file: String, content: ContentID, club: Club?, siteTree: ContentID?,
    errors: [Diagnostic]
  ) {
    self.id = id
    self.file = file
    self.content = content
    self.club = club
    self.siteTree = siteTree
    self.errors = errors
  }
}
