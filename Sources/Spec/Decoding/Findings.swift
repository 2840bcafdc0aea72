/// The problems of one file, collected.
struct Findings {
  /// More than these are not told: the file is no club file then.
  static let limit = 500

  let file: String
  var diagnostics: [Diagnostic] = []
  private(set) var errorCount = 0
  /// Keeps what was encrypted out of what is said.
  var concealment: Concealment?
  /// The file's bytes: what may be a secret in them is not said.
  var source: [UInt8] = []
  private var knownWithheld: Withheld?

  init(file: String) { self.file = file }

  var isFull: Bool { diagnostics.count > Findings.limit }

  func location(_ position: SourcePosition) -> SourceLocation {
    SourceLocation(file: file, position: position)
  }

  /// An error.
  mutating func add(
    _ rule: Rule, _ message: String, at position: SourcePosition, hint: String? = nil,
    related: [Diagnostic.Related] = []
  ) {
    add(rule, .error, message, at: position, hint: hint, related: related)
  }

  mutating func add(
    _ rule: Rule, _ severity: Diagnostic.Severity, _ message: String,
    at position: SourcePosition, hint: String? = nil, related: [Diagnostic.Related] = []
  ) {
    add(
      Diagnostic(
        rule, severity, message, at: location(position), hint: hint, related: related))
  }

  mutating func add(_ diagnostic: Diagnostic) {
    guard diagnostics.count < Findings.limit else {
      return addLast(at: diagnostic.location)
    }
    let shown = withoutSecrets(diagnostic)
    diagnostics.append(concealment?.applied(to: shown) ?? shown)
    if diagnostic.severity == .error { errorCount += 1 }
  }

  private mutating func withoutSecrets(_ diagnostic: Diagnostic) -> Diagnostic {
    guard diagnostic.hasValues, !source.isEmpty else { return diagnostic }
    let withheld = knownWithheld ?? Withheld(source)
    knownWithheld = withheld
    return withheld.applied(to: diagnostic)
  }

  /// What later findings must not say; nil where no secret was found.
  var withheldSecrets: Withheld? {
    diagnostics.contains { $0.rule == .secret } ? knownWithheld : nil
  }

  private mutating func addLast(at location: SourceLocation) {
    guard !isFull else { return }
    diagnostics.append(
      Diagnostic(
        .tooManyProblems, "more than \(Findings.limit) problems: the rest is not shown",
        at: location))
    errorCount += 1
  }

  mutating func add(_ problem: YAMLProblem) {
    add(
      problem.rule, problem.message, at: problem.position, hint: problem.hint,
      related: problem.related.map {
        Diagnostic.Related(location: location($0.position), message: $0.message)
      })
  }

  /// What stands at one place and is used by several aliases is told once.
  mutating func dropRepeated() {
    guard diagnostics.count > 1 else { return }
    var seen: Set<Diagnostic> = []
    diagnostics.removeAll { !seen.insert($0).inserted }
    errorCount = diagnostics.count { $0.severity == .error }
  }

  func related(_ position: SourcePosition, _ message: String) -> Diagnostic.Related {
    Diagnostic.Related(location: location(position), message: message)
  }
}
