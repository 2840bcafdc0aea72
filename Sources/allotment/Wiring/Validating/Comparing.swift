import Source
import Spec

/// `validate --diff`: what is wrong in a folder and was not in a revision of its repository.
struct Compared {
  var report: ValidationReport
  var source: (String) -> [UInt8]?

  /// - Parameter target: a whole repository.
  init(
    _ target: ValidationTargets.Target, with base: String, keys: (any DecryptionKeys)?,
    isStrict: Bool
  ) throws {
    let root = target.root ?? target.shownRoot
    let (content, revision) = try openBase(base, of: root)
    var loader = RepositoryLoader(keys: keys)
    let before = try loader.load(content)
    let after = try Checked(target, keys: keys)
    let introduced = IntroducedProblems(
      from: IntroducedProblems.State(
        diagnostics: before.diagnostics, files: before.files, source: { content.bytes(of: $0) }),
      to: IntroducedProblems.State(
        diagnostics: after.diagnostics, files: after.files, source: after.source),
      compare: { try? lineChanges(from: $0, to: $1) }
    ).problems()
    let errors = introduced.count { $0.severity == .error }
    let known = after.diagnostics.count - introduced.count
    let knownErrors = after.diagnostics.count { $0.severity == .error } - errors
    report = ValidationReport(
      diagnostics: introduced, files: after.files, fileCount: after.fileCount,
      clubCount: after.clubCount, isStrict: isStrict, notes: after.notes,
      before: ValidationReport.Before(
        revision: revision, errors: knownErrors, warnings: known - knownErrors))
    source = after.source
  }
}

extension RepositoryContent {
  /// A file's bytes; nil when it is not there, cannot be read, or is larger than a mebibyte.
  fileprivate func bytes(of file: String) -> [UInt8]? {
    let parts = file.split(separator: "/")
    guard let name = parts.last,
      let entry = try? list(parts.dropLast().joined(separator: "/"))?
        .first(where: { $0.name == name })
    else { return nil }
    return try? read(entry.id, limit: 1 << 20)
  }
}
