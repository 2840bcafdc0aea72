/// The stable id of a rule that a file can break.
public enum Rule: String, Sendable, CaseIterable {
  case yamlSyntax = "yaml-syntax"
}
