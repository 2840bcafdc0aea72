/// One node of a YAML document: plain old data, 28 bytes.
///
/// The nodes of a document stand in one array in pre-order. A mapping's children are its keys and
/// values by turns; ``next`` is the index after the last node below this one.
struct YAMLNode {
  enum Kind: UInt8 {
    /// A scalar without quotes: its type is decided by what is wanted.
    case plain
    /// A scalar in quotes, a block scalar, or one tagged `!!str`: always text.
    case quoted
    case sequence
    case mapping
  }

  var kind: Kind
  /// Counted from 1, columns in Unicode scalars: where the value begins, after anchor and tag.
  var position: SourcePosition
  /// A scalar's text: these bytes of the tree's arena.
  var offset: UInt32 = 0
  var length: UInt32 = 0
  var next: UInt32
}

/// What a file may be at most. Going over is a diagnostic, never a crash or a long wait.
enum YAMLBounds {
  static let bytes = 1 << 20
  static let depth = 64
  static let aliasNodes = 10_000
}

/// Why a text is no YAML that we read.
struct YAMLProblem: Error {
  var rule: Rule
  var message: String
  var position: SourcePosition
  var hint: String?
  var related: [(position: SourcePosition, message: String)] = []
}
