/// What `validate` found, ready to be printed.
public struct ValidationReport: Sendable {
  /// Ordered by file, line, column.
  public let diagnostics: [Diagnostic]
  /// What was looked at, relative to the repository's root, for formats that list files.
  public let files: [String]
  public let fileCount: Int
  /// All club files, read or not.
  public let clubCount: Int
  /// Warnings make it invalid, too.
  public let isStrict: Bool
  /// What was not checked, in plain words: whoever reads "valid" must know it.
  public let notes: [String]
  /// What was asked for and could not be read, each with its path and the reason: never valid.
  public let unread: [String]
  /// With `--diff`: what was there before the change, and is not in ``diagnostics``.
  public let before: Before?

  /// Problems that a change did not introduce.
  public struct Before: Sendable, Equatable {
    /// What the change was compared with: `main@sha1:…`.
    public var revision: Revision
    public var errors: Int
    public var warnings: Int

    public init(revision: Revision, errors: Int, warnings: Int) {
      self.revision = revision
      self.errors = errors
      self.warnings = warnings
    }
  }

  public init(
    diagnostics: [Diagnostic], files: [String] = [], fileCount: Int, clubCount: Int,
    isStrict: Bool = false, notes: [String] = [], unread: [String] = [], before: Before? = nil
  ) {
    self.diagnostics = diagnostics.sorted()
    self.files = files
    self.fileCount = fileCount
    self.clubCount = clubCount
    self.isStrict = isStrict
    self.notes = notes + unread.map { "not checked: \($0)" }
    self.unread = unread
    self.before = before
  }

  package init(_ repository: LoadedRepository, isStrict: Bool = false) {
    self.init(
      diagnostics: repository.diagnostics, files: repository.files,
      fileCount: repository.fileCount, clubCount: repository.clubs.count, isStrict: isStrict)
  }

  public var errorCount: Int { diagnostics.count { $0.severity == .error } }
  public var warningCount: Int { diagnostics.count - errorCount }
  public var isValid: Bool {
    unread.isEmpty && errorCount == 0 && (!isStrict || warningCount == 0)
  }
}

extension LoadedRepository {
  /// provider.yaml and the files of clubs, by name.
  public var files: [String] { [Provider.file] + clubs.map(\.file) }
}

extension ValidationReport {
  /// Every file with its problems, by name; files without any, too.
  var byFile: [(file: String, problems: [Diagnostic])] {
    let found = Dictionary(grouping: diagnostics, by: \.location.file)
    return Set(files).union(found.keys).sorted().map { ($0, found[$0] ?? []) }
  }

  /// Whether these problems make a file invalid.
  func isFailure(_ problems: [Diagnostic]) -> Bool {
    problems.contains { isStrict || $0.severity == .error }
  }

  /// "2 clubs in 3 files: 1 error, 0 warnings".
  var summary: String {
    let checked = "\(counted(clubCount, "club")) in \(counted(fileCount, "file"))"
    guard !diagnostics.isEmpty || before != nil || !unread.isEmpty else {
      return "\(checked): valid"
    }
    let found = "\(counted(errorCount, "error")), \(counted(warningCount, "warning"))"
    let reason =
      if !unread.isEmpty {
        "; not valid, because not all could be read"
      } else {
        !isValid && errorCount == 0 ? "; not valid, because of --strict" : ""
      }
    guard let before else { return "\(checked): \(found)\(reason)" }
    let known = "\(counted(before.errors, "error")) and \(counted(before.warnings, "warning"))"
    return "\(checked): \(found) introduced since \(before.revision)\(reason); "
      + "\(known) were there before"
  }
}

/// "1 club", "2 clubs".
private func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}
