public import Spec

/// Something about one line of a list of members that a person must see.
public struct RosterFinding: Sendable, Hashable, Comparable {
  /// From 1; of a cell with line breaks, the first.
  public var line: Int
  /// An error: no member comes of the line as it is. A warning: one does, and it is doubtful.
  public var severity: Diagnostic.Severity
  public var message: String

  public init(line: Int, _ severity: Diagnostic.Severity, _ message: String) {
    self.line = line
    self.severity = severity
    self.message = message
  }

  public static func < (a: Self, b: Self) -> Bool {
    (a.line, a.severity.rawValue, a.message) < (b.line, b.severity.rawValue, b.message)
  }
}

/// Why a file is no list of members at all.
public struct RosterFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// Nil: the whole file.
  public var line: Int?
  public var message: String

  public init(line: Int? = nil, _ message: String) {
    self.line = line
    self.message = message
  }

  public var description: String { line.map { "line \($0): \(message)" } ?? message }
}

/// A cell as a message quotes it: one line, at most 60 characters, nothing that a terminal acts on.
func quoted(_ text: String) -> String {
  var shown = ""
  for scalar in text.unicodeScalars.prefix(60) {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: shown += "\u{FFFD}"
    default: shown.unicodeScalars.append(scalar)
    }
  }
  return "`\(shown)\(text.unicodeScalars.count > 60 ? "…" : "")`"
}
