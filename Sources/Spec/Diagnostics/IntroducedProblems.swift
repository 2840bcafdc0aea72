/// Tells the problems that a change introduced from those that were there before.
///
/// Two problems are the same when rule, severity, message and file are, and the line is: unchanged,
/// moved with the same text, or edited in place. So a problem that moved with its lines is an old
/// one, and one that comes in another file because of the change is new.
public struct IntroducedProblems {
  /// One state of the repository.
  public struct State {
    public var diagnostics: [Diagnostic]
    /// Every file that was looked at.
    public var files: [String]
    /// A file's bytes.
    public var source: (String) -> [UInt8]?

    public init(
      diagnostics: [Diagnostic], files: [String], source: @escaping (String) -> [UInt8]?
    ) {
      self.diagnostics = diagnostics
      self.files = files
      self.source = source
    }
  }

  /// How lines became others; nil when that cannot be told.
  public typealias Comparison = (_ old: [UInt8], _ new: [UInt8]) -> LineChanges?

  private let before: State
  private let after: State
  private let compare: Comparison
  /// The old path of a file that was moved, by its new one.
  private let moved: [String: String]

  public init(from before: State, to after: State, compare: @escaping Comparison) {
    self.before = before
    self.after = after
    self.compare = compare
    moved = IntroducedProblems.moves(before.files, after.files)
  }

  /// What is wrong after the change and was not before.
  public func problems() -> [Diagnostic] {
    var old: [Key: [Diagnostic]] = [:]
    for problem in before.diagnostics {
      old[Key(problem, file: problem.location.file), default: []].append(problem)
    }
    var introduced: [Diagnostic] = []
    let new = Dictionary(grouping: after.diagnostics) {
      Key($0, file: moved[$0.location.file] ?? $0.location.file)
    }
    var pairs: [String: FilePair] = [:]
    for (key, problems) in new {
      guard let known = old[key] else {
        introduced += problems
        continue
      }
      let file = problems[0].location.file
      let pair = pairs[file] ?? FilePair(before.source(key.file), after.source(file), compare)
      pairs[file] = pair
      introduced += pair.unmatched(problems, known)
    }
    return introduced.sorted()
  }

  private struct Key: Hashable {
    var file: String
    var rule: Rule
    var severity: Diagnostic.Severity
    var message: String

    init(_ problem: Diagnostic, file: String) {
      self.file = file
      rule = problem.rule
      severity = problem.severity
      message = problem.message
    }
  }

  /// A file's name is its club's id, so a file of the same name elsewhere is the same club.
  private static func moves(_ old: [String], _ new: [String]) -> [String: String] {
    let gone = Set(old).subtracting(new)
    guard !gone.isEmpty else { return [:] }
    let byName = Dictionary(gone.map { (name(of: $0), $0) }) { first, _ in first }
    var moved: [String: String] = [:]
    for file in Set(new).subtracting(old) { moved[file] = byName[name(of: file)] }
    return moved
  }

  private static func name(of file: String) -> Substring { file.split(separator: "/").last ?? "" }
}

/// A file before and after a change.
private struct FilePair {
  private let old: SourceLines?
  private let new: SourceLines?
  private let changes: LineChanges?

  init(_ old: [UInt8]?, _ new: [UInt8]?, _ compare: IntroducedProblems.Comparison) {
    self.old = old.map(SourceLines.init)
    self.new = new.map(SourceLines.init)
    changes =
      if let old, let new { old == new ? LineChanges(hunks: []) : compare(old, new) } else { nil }
  }

  /// Of these problems, which all say the same, those that are none of the known ones. The surest
  /// kind of match takes its pick first.
  func unmatched(_ problems: [Diagnostic], _ known: [Diagnostic]) -> [Diagnostic] {
    var known = known
    var left = problems
    for isSame in [stands, isWholeFile, wasMoved, wasEdited] {
      left.removeAll { problem in
        guard let index = known.firstIndex(where: { isSame($0, problem) }) else { return false }
        known.remove(at: index)
        return true
      }
    }
    return left
  }

  private func stands(_ old: Diagnostic, _ new: Diagnostic) -> Bool {
    changes?.origin(of: new.location.position.line) == .unchanged(old.location.position.line)
      && old.location.position.column == new.location.position.column
  }

  private func isWholeFile(_ old: Diagnostic, _ new: Diagnostic) -> Bool {
    old.location.position == .start && new.location.position == .start
  }

  private func wasMoved(_ old: Diagnostic, _ new: Diagnostic) -> Bool {
    guard let text = self.new?.line(new.location.position.line),
      let oldText = self.old?.line(old.location.position.line)
    else { return false }
    return text.split(separator: " ") == oldText.split(separator: " ")
  }

  private func wasEdited(_ old: Diagnostic, _ new: Diagnostic) -> Bool {
    let line = new.location.position.line
    guard case .changed(let hunk)? = changes?.origin(of: line),
      hunk.old.contains(old.location.position.line)
    else { return false }
    // Of as many lines as before each stands for the one that it replaces.
    return hunk.old.count != hunk.new.count
      || line - hunk.new.lowerBound == old.location.position.line - hunk.old.lowerBound
  }
}
