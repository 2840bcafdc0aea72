import Spec

/// A diagnostic as compilers write them: `clubs/chess.yaml:14:9: error: … [rule]`.
struct DiagnosticText {
  let diagnostic: Diagnostic

  var line: String {
    let hint = diagnostic.hint.map { "; hint: \(printable($0, limit: 200))" } ?? ""
    return "\(place): \(diagnostic.severity.rawValue): \(message)\(hint) "
      + "[\(diagnostic.rule.rawValue)]"
  }

  private var message: String { printable(diagnostic.message, limit: 300) }

  private var place: String {
    let position = diagnostic.location.position
    return "\(printable(diagnostic.location.file, limit: 200)):\(position.line):\(position.column)"
  }
}
