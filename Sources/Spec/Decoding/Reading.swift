/// A file that is being decoded: its tree, and what was found wrong so far.
struct Reading {
  var tree: YAMLTree
  var findings: Findings
  /// Whether SOPS may have encrypted values of the file: those of clubs, no others.
  var mayBeEncrypted = false
  /// What opens such values; without, they are sealed.
  var keys: (any DecryptionKeys)?
  /// Whether SOPS encrypted values of the file.
  var isEncrypted = false
  /// How many values nobody can see here.
  var sealedCount = 0
  /// Ids of members whose names stand in the club's private file.
  var privateNames: Set<String> = []
  /// The value of a key that cannot be left out.
  var required = -1
  /// Types of services that agent.yaml may name besides those that are built in.
  var serviceTypes: [ServiceType] = []

  init(file: String, tree: YAMLTree = YAMLTree()) {
    self.tree = tree
    findings = Findings(file: file)
  }

  /// Reports an error.
  mutating func report(
    _ rule: Rule, _ message: String, at position: SourcePosition, hint: String? = nil,
    related: [Diagnostic.Related] = []
  ) {
    findings.add(rule, .error, message, at: position, hint: hint, related: related)
  }

  mutating func report(
    _ rule: Rule, _ severity: Diagnostic.Severity, _ message: String,
    at position: SourcePosition, hint: String? = nil, related: [Diagnostic.Related] = []
  ) {
    findings.add(rule, severity, message, at: position, hint: hint, related: related)
  }

  /// Reads the YAML; false after a syntax error, which is then reported.
  mutating func parse(_ bytes: [UInt8]) -> Bool {
    do throws(YAMLProblem) {
      try tree.read(bytes)
      guard !mayBeEncrypted || openSealed(bytes) else { return false }
      if isEncrypted, tree.hasMerges { try tree.resolveMerges() }
      if !isEncrypted { reportLostValues() }
    } catch {
      findings.add(error)
      return false
    }
    if tree.isEmpty || (tree.nodes.count == 1 && tree.isNull(YAMLTree.root)) {
      report(.wrongType, "the file is empty", at: .start)
      return false
    }
    return true
  }

  /// A scalar's text; reports a list, a mapping or null.
  mutating func scalar(_ node: Int, _ what: String) -> String? {
    if tree.isSealed(node) { return nil }
    switch tree.kind(node) {
    case .quoted: return tree.string(node)
    case .plain:
      guard tree.isNull(node) else { return tree.string(node) }
      reportNull(node, what)
      return nil
    case .sequence, .mapping:
      reportType(node, what)
      return nil
    }
  }

  mutating func reportNull(_ node: Int, _ what: String) {
    let isWritten = tree.nodes[node].length > 0
    guard node != required else {
      return report(
        .nullValue, "there is no value: \(what) is wanted", at: tree.position(node),
        hint: isWritten ? "write one; where it is text, put it in quotes" : "write one")
    }
    report(
      .nullValue, "there is no value: \(what) is wanted", at: tree.position(node),
      hint: isWritten
        ? "leave the key out for its default, or put the text in quotes"
        : "leave the key out for its default")
  }

  mutating func reportType(_ node: Int, _ what: String, hint: String? = nil) {
    let found =
      switch tree.kind(node) {
      case .plain, .quoted: "a single value"
      case .sequence: "a list"
      case .mapping: "a mapping"
      }
    report(
      .wrongType, "\(what) is wanted, this is \(found)", at: tree.position(node), hint: hint)
  }
}
