/// All that one revision of a repository says: the provider, its clubs, and every problem.
public struct LoadedRepository: Sendable {
  /// Nil when provider.yaml is missing or broken: every club then keeps its last good state.
  public var provider: Provider?
  /// Of provider.yaml, whatever it says.
  public var providerContent: ContentID?
  public var clubs: [LoadedClub]
  /// Ordered by file, line, column.
  public var diagnostics: [Diagnostic]
  /// How many files were looked at: provider.yaml and those of clubs.
  public var fileCount: Int
  /// What the rules across files could not take into account, in plain words.
  public var notes: [String]
  /// How many encrypted values could not be looked into.
  public var sealedCount: Int

  public init(
    provider: Provider?, clubs: [LoadedClub], diagnostics: [Diagnostic], fileCount: Int = 0,
    notes: [String] = [], sealedCount: Int = 0, providerContent: ContentID? = nil
  ) {
    self.provider = provider
    self.providerContent = providerContent
    self.clubs = clubs
    self.diagnostics = diagnostics
    self.fileCount = fileCount
    self.sealedCount = sealedCount
    self.notes = notes
  }

  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// One club file of a revision.
public struct LoadedClub: Sendable {
  /// What seldom changes is shared by all revisions that have it: an agent holds 10,000 of these.
  private final class Content: Sendable {
    let id: String
    let file: String
    let content: ContentID
    let club: Club?

    init(id: String, file: String, content: ContentID, club: Club?) {
      self.id = id
      self.file = file
      self.content = content
      self.club = club
    }
  }

  private enum Storage: Sendable {
    case own(Content)
    case cached(CachedClub)
  }

  private let storage: Storage
  /// The git tree of the club's static site.
  public var siteTree: ContentID?
  /// Errors of this file or of rules across files that concern this club: it must not be applied.
  public var errors: [Diagnostic]
  /// Other clubs that want the same as this one. Each is in ``errors`` too.
  public var conflicts: [Conflict]

  public init(
    id: String, file: String, content: ContentID, club: Club?, siteTree: ContentID?,
    errors: [Diagnostic], conflicts: [Conflict] = []
  ) {
    storage = .own(Content(id: id, file: file, content: content, club: club))
    self.siteTree = siteTree
    self.errors = errors
    self.conflicts = conflicts
  }

  init(_ cached: CachedClub, errors: [Diagnostic], conflicts: [Conflict]) {
    storage = .cached(cached)
    siteTree = cached.site?.tree
    self.errors = errors
    self.conflicts = conflicts
  }

  /// The file's name without `.yaml`: the club's id as far as can be known without reading it.
  public var id: String {
    switch storage {
    case .own(let content): content.id
    case .cached(let cached): cached.file.id
    }
  }

  public var file: String {
    switch storage {
    case .own(let content): content.file
    case .cached(let cached): cached.file.file
    }
  }

  public var content: ContentID {
    switch storage {
    case .own(let content): content.content
    case .cached(let cached): cached.file.content
    }
  }

  /// Of the file of its members' personal fields; nil without one.
  public var privateContent: ContentID? {
    switch storage {
    case .own: nil
    case .cached(let cached): cached.file.privateFile?.content
    }
  }

  /// Nil when the file could not be decoded, or was only checked.
  public var club: Club? {
    switch storage {
    case .own(let content): content.club
    case .cached(let cached): cached.club
    }
  }

  /// The id that the club had before, as its file says; cheap, unlike ``club``.
  public var movedFrom: String? {
    switch storage {
    case .own(let content): content.club?.movedFrom?.value
    case .cached(let cached): cached.movedFrom
    }
  }

  /// Whether its lifecycle has a day after which its data goes; cheap, unlike ``club``.
  public var isLeaving: Bool {
    switch storage {
    case .own(let content): content.club?.lifecycle.value.isLeaving ?? false
    case .cached(let cached): cached.isLeaving
    }
  }

  /// Whether this is the very same reading of the very same file; false when it is not certain.
  public func isSame(as other: LoadedClub) -> Bool {
    guard case .cached(let mine) = storage, case .cached(let others) = other.storage else {
      return false
    }
    return mine === others && errors.isEmpty && other.errors.isEmpty
  }

  /// Whether nothing is wrong but that another club wants the same: of the two, the one that has
  /// it already goes on.
  public var onlyConflicts: Bool {
    !errors.isEmpty && errors.allSatisfy(\.rule.isConflictBetweenClubs)
  }
}

/// Another club that wants the same name or folder.
public struct Conflict: Sendable, Hashable {
  /// Its id.
  public var club: String
  /// ``Rule/sharedHostName``, ``Rule/nestedDomain`` or ``Rule/sharedSite``.
  public var rule: Rule
  /// What this club has that the other disputes: its own host name in A-labels, or its folder. Not
  /// always the other's, which may be a name above or below it.
  public var name: String

  public init(club: String, rule: Rule, name: String) {
    self.club = club
    self.rule = rule
    self.name = name
  }
}
