/// What a rule is about, for people: printed by `allotment explain RULE`, and docs/rules.md.
public struct RuleExplanation: Sendable {
  public enum Severity: String, Sendable {
    case error
    case warning
    case either = "error or warning"
  }

  public let rule: Rule
  public let severity: Severity
  /// A few words.
  public let title: String
  /// Why there is the rule, and what to do, in plain words.
  public let text: String
  public let wrong: RuleExample
  public let right: RuleExample

  init(
    _ rule: Rule, _ severity: Severity, _ title: String, _ text: String,
    wrong: RuleExample, right: RuleExample
  ) {
    self.rule = rule
    self.severity = severity
    self.title = title
    self.text = text.replacing("\n", with: " ")
    self.wrong = wrong
    self.right = right
  }

  /// Of an error.
  init(
    _ rule: Rule, _ title: String, _ text: String, wrong: RuleExample, right: RuleExample
  ) {
    self.init(rule, .error, title, text, wrong: wrong, right: right)
  }
}

/// A few files of a provider's repository. In a wrong example a comment below a line marks the
/// place of each finding: `^ rule-id` below the column, `#< rule-id` for the column of the `#`.
public struct RuleExample: Sendable {
  public enum Content: Sendable {
    /// A part of a file: the keys that it leaves out are there, and right.
    case part(String)
    /// All that the file holds.
    case whole(String)
    /// There is no such file.
    case absent
    /// A symbolic link, and where it leads.
    case link(String)
    /// The same text again and again, this many times.
    case repeated(String, Int)
  }

  /// By path, in the order in which they are shown.
  public let files: [(path: String, content: Content)]

  init(files: [(String, Content)]) { self.files = files.map { (path: $0.0, content: $0.1) } }

  /// A part of a club's file.
  static func club(_ text: String) -> RuleExample {
    RuleExample(files: [("clubs/chess.yaml", .part(text))])
  }

  /// Parts of the files of two clubs.
  static func clubs(chess: String, go: String) -> RuleExample {
    RuleExample(files: [("clubs/chess.yaml", .part(chess)), ("clubs/go.yaml", .part(go))])
  }

  /// A part of provider.yaml.
  static func provider(_ text: String) -> RuleExample {
    RuleExample(files: [(Provider.file, .part(text))])
  }

  static func file(_ path: String, _ content: Content) -> RuleExample {
    RuleExample(files: [(path, content)])
  }
}

/// Rules that belong together.
public struct RuleSection: Sendable {
  public let title: String
  public let rules: [RuleExplanation]
}

/// All rules, in the order in which they are read about.
public enum RuleCatalogue {
  public static let sections: [RuleSection] = [
    RuleSection(title: "Files", rules: fileRules),
    RuleSection(title: "YAML", rules: yamlRules),
    RuleSection(title: "Keys and types", rules: keyRules),
    RuleSection(title: "Values", rules: valueRules),
    RuleSection(title: "Names", rules: nameRules),
    RuleSection(title: "Members, groups and rooms", rules: memberRules),
    RuleSection(title: "Sites", rules: siteRules),
    RuleSection(title: "What the provider offers", rules: offerRules),
    RuleSection(title: "Host names", rules: hostRules),
    RuleSection(title: "All clubs together", rules: fleetRules),
  ]

  private static let byRule = Dictionary(
    uniqueKeysWithValues: sections.flatMap(\.rules).map { ($0.rule, $0) })

  /// Nil only where a rule has been forgotten, which a test finds.
  public static func explanation(of rule: Rule) -> RuleExplanation? { byRule[rule] }

  /// The id of the rule that was probably meant.
  public static func nearest(to text: String) -> Rule? {
    Spec.nearest(to: text, in: Rule.allCases.map(\.rawValue)).flatMap(Rule.init)
  }
}

extension RuleExample {
  /// A file as it is shown: a caption, and its lines where it has some.
  public struct Shown: Sendable {
    public let path: String
    /// What is to be known besides the text.
    public let note: String?
    public let text: String?
  }

  public var shown: [Shown] {
    files.map { path, content in
      switch content {
      case .part(let text), .whole(let text):
        let lines = text.split(separator: "\n", omittingEmptySubsequences: true)
        return Shown(
          path: path, note: nil, text: lines.map(visible).joined(separator: "\n"))
      case .absent: return Shown(path: path, note: "is not there", text: nil)
      case .link(let target): return Shown(path: path, note: "is a link to \(target)", text: nil)
      case .repeated(let text, let count):
        let line = text.split(separator: "\n").joined()
        return Shown(path: path, note: "holds this \(count) times", text: line)
      }
    }
  }
}

/// A line in which everything can be seen.
private func visible(_ line: Substring) -> String {
  line.unicodeScalars.map { isPrintable($0) ? String($0) : "\u{FFFD}" }.joined()
}
