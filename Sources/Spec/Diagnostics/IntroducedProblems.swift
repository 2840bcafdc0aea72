/// Tells the problems that a change introduced from those that were there before.
///
/// Two problems are the same when rule, severity, message and file are, and the line is: unchanged,
/// or moved with the same text or edited in place, and below the same keys. So a problem that moved
/// with its lines is an old one, and one that comes in another file because of the change, or under
/// another key of the same file, is new.
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
private final class FilePair {
  private let changes: LineChanges?
  private lazy var old = Side(oldBytes)
  private lazy var new = Side(newBytes)
  private let oldBytes: [UInt8]?
  private let newBytes: [UInt8]?

  init(_ old: [UInt8]?, _ new: [UInt8]?, _ compare: IntroducedProblems.Comparison) {
    (oldBytes, newBytes) = (old, new)
    changes =
      if let old, let new { old == new ? LineChanges(hunks: []) : compare(old, new) } else { nil }
  }

  /// Of these problems, which all say the same, those that are none of the known ones. The surest
  /// kind of match takes its pick first.
  func unmatched(_ problems: [Diagnostic], _ known: [Diagnostic]) -> [Diagnostic] {
    guard oldBytes != newBytes else {
      var (known, left) = (known, problems)
      FilePair.match(&left, &known) { $0.location.position == $1.location.position }
      return left
    }
    var known = known.map { Placed($0, old) }
    var left = problems.map { Placed($0, new) }
    for isSame in [stands, wasMoved, wasEdited] { FilePair.match(&left, &known, isSame) }
    return left.map(\.problem)
  }

  /// Takes out of both what is the same.
  private static func match<Problem>(
    _ new: inout [Problem], _ known: inout [Problem], _ isSame: (Problem, Problem) -> Bool
  ) {
    new.removeAll { problem in
      guard let index = known.firstIndex(where: { isSame($0, problem) }) else { return false }
      known.remove(at: index)
      return true
    }
  }

  /// In its place, or one of the whole file. Its keys may have got another name, but not be there
  /// beside others that the line belongs to now.
  private func stands(_ old: Placed, _ new: Placed) -> Bool {
    if old.position == .start, new.position == .start { return true }
    guard changes?.origin(of: new.position.line) == .unchanged(old.position.line),
      old.position.column == new.position.column
    else { return false }
    guard let before = old.path, let after = new.path, before.named != after.named else {
      return true
    }
    return self.new.paths?.contains(before) != true
  }

  private func wasMoved(_ old: Placed, _ new: Placed) -> Bool {
    new.words != nil && old.words == new.words && old.path?.named == new.path?.named
  }

  private func wasEdited(_ old: Placed, _ new: Placed) -> Bool {
    guard case .changed(let hunk)? = changes?.origin(of: new.position.line),
      hunk.old.contains(old.position.line), old.path?.keys == new.path?.keys
    else { return false }
    // Of as many lines as before each stands for the one that it replaces.
    return hunk.old.count == hunk.new.count
      ? new.position.line - hunk.new.lowerBound == old.position.line - hunk.old.lowerBound
      : old.path?.named == new.path?.named
  }
}

/// A text by its lines and keys.
private struct Side {
  let lines: SourceLines?
  /// Nil for a text that is no YAML.
  let paths: KeyPaths?

  init(_ bytes: [UInt8]?) {
    lines = bytes.map(SourceLines.init)
    paths = bytes.flatMap { KeyPaths($0) }
  }
}

/// A problem with what is compared of it.
private struct Placed {
  let problem: Diagnostic
  /// Those of its line.
  let words: [Substring]?
  let path: KeyPaths.Path?

  init(_ problem: Diagnostic, _ side: Side) {
    self.problem = problem
    words = side.lines?.line(problem.location.position.line)?.split(separator: " ")
    path = side.paths?.path(to: problem.location.position)
  }

  var position: SourcePosition { problem.location.position }
}
