/// A mistake of the user's, found in a file: what is wrong, where, by which rule and how to mend
/// it.
public struct Diagnostic: Hashable, Sendable {
  public enum Severity: String, Sendable {
    case error
    case warning
  }

  /// Another place that has to do with the problem, such as "first declared here".
  public struct Related: Hashable, Sendable {
    public var location: SourceLocation
    var phrase: Phrase
    public var message: String { phrase.text }

    public init(location: SourceLocation, message: String) {
      self.location = location
      phrase = Phrase(message)
    }
  }

  public var rule: Rule
  public var severity: Severity
  var phrase: Phrase
  /// Plain words, one sentence, at most 80 characters of any quoted value.
  public var message: String { phrase.text }
  public var location: SourceLocation
  var hintPhrase: Phrase?
  public var hint: String? { hintPhrase?.text }
  public var related: [Related]

  /// An error.
  public init(
    _ rule: Rule, _ message: String, at location: SourceLocation, hint: String? = nil,
    related: [Related] = []
  ) {
    self.init(rule, .error, message, at: location, hint: hint, related: related)
  }

  public init(
    _ rule: Rule, _ severity: Severity, _ message: String, at location: SourceLocation,
    hint: String? = nil, related: [Related] = []
  ) {
    self.rule = rule
    self.severity = severity
    phrase = Phrase(message)
    self.location = location
    hintPhrase = hint.map(Phrase.init)
    self.related = related
  }
}

extension Diagnostic: Comparable {
  /// By file, line and column; then in an order that is the same every time.
  public static func < (a: Self, b: Self) -> Bool {
    (a.location, a.rule.rawValue, a.message) < (b.location, b.rule.rawValue, b.message)
  }
}
