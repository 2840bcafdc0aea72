import Foundation
import Spec
import TestSupport
import Testing

/// A file, what the decoder finds in it, and what a schema must therefore say.
struct SchemaFile: Encodable {
  enum Verdict { case valid, invalid, either }

  var name: String
  /// `club` or `provider`.
  var schema: String
  var text: String
  let diagnostics: [Diagnostic]

  private enum CodingKeys: CodingKey { case name, schema, text }

  init(club text: String, _ name: String, file: String = "clubs/chess.yaml") {
    self.name = name
    self.text = text
    schema = "club"
    diagnostics =
      RepositoryLoader.club(
        file: file, content: ContentID(hex: "0"), bytes: Array(text.utf8),
        provider: RepositoryLoader.provider(bytes: Array(Samples.provider.utf8)).provider
      ).diagnostics
  }

  init(provider text: String, _ name: String) {
    self.name = name
    self.text = text
    schema = "provider"
    diagnostics = RepositoryLoader.provider(bytes: Array(text.utf8)).diagnostics
  }

  /// Clubs and provider.yaml of a repository, each as if it stood alone.
  static func all(in files: [String: MemoryContent.File], _ name: String) -> [SchemaFile] {
    files.sorted { $0.key < $1.key }.compactMap { file, content in
      guard case .text(let text) = content, file.hasSuffix(".yaml"),
        !file.hasSuffix(".private.yaml")
      else { return nil }
      if file == "provider.yaml" { return SchemaFile(provider: text, name) }
      return file.hasPrefix("clubs/") ? SchemaFile(club: text, name, file: file) : nil
    }
  }

  var verdict: Verdict {
    let errors = diagnostics.filter { $0.severity == .error }
    if errors.isEmpty { return .valid }
    // Of a key that stands twice, readers of YAML keep one value or the other.
    if errors.contains(where: { $0.rule == .duplicateKey }) { return .either }
    return errors.contains(where: isInSchema) ? .invalid : .either
  }

  private func isInSchema(_ diagnostic: Diagnostic) -> Bool {
    diagnostic.rule.inSchema == .whole && !isSpelling(diagnostic)
      && !isPrivate(diagnostic)
  }

  /// A member's name may stand in the club's private file.
  private func isPrivate(_ diagnostic: Diagnostic) -> Bool {
    diagnostic.message == "the key `name` is missing in a member"
  }

  var isPartly: Bool { diagnostics.contains { $0.rule.inSchema == .part } }

  /// Whether only the spelling is wrong, which is gone once the YAML is read.
  private func isSpelling(_ diagnostic: Diagnostic) -> Bool {
    let lines = text.split(
      omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" })
    let position = diagnostic.location.position
    guard Int(position.line) <= lines.count else { return false }
    let line = lines[Int(position.line) - 1].unicodeScalars.dropFirst(Int(position.column) - 1)
    let word = String(Substring(line.prefix { !" ,]}".unicodeScalars.contains($0) }))
    switch diagnostic.rule {
    case .wrongType: return ["True", "TRUE", "False", "FALSE"].contains(word)
    case .number:
      return word.wholeMatch(
        of: /[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?[0-9]+(\.0*)?([eE]\+?[0-9]+)?/) != nil
        && word.wholeMatch(of: /-?(0|[1-9][0-9]*)/) == nil
    default: return false
    }
  }
}

/// What an independent validator finds: a message, or nil where it finds nothing.
func independentVerdicts(on files: [SchemaFile]) async throws -> [String?] {
  struct Question: Encodable {
    var schemas: [String: String]
    var files: [SchemaFile]
  }
  let schemas = Dictionary(
    uniqueKeysWithValues: SpecDocument.allCases.map { ($0.rawValue, $0.schema) })
  let question = try JSONEncoder().encode(Question(schemas: schemas, files: files))
  let answer = try await runPython(
    "Tests/Validators/schema.py", [], input: String(decoding: question, as: UTF8.self))
  try #require(answer.isSuccess, "\(answer.errors)")
  return try JSONDecoder().decode([String?].self, from: Data(answer.output.utf8))
}

/// Expects that the schema finds nothing where the decoder finds nothing, and something where the
/// decoder finds what a schema can say. Returns how many of each there were, and how many right
/// files the other reader of YAML cannot read.
func expectAgreement(
  _ files: [SchemaFile], sourceLocation: Testing.SourceLocation = #_sourceLocation
) async throws -> (valid: Int, invalid: Int, unread: Int) {
  let found = try await independentVerdicts(on: files)
  var counts = (valid: 0, invalid: 0, unread: 0)
  for (file, complaint) in zip(files, found) {
    switch file.verdict {
    case .valid where complaint?.hasPrefix("no YAML: ") == true: counts.unread += 1
    case .valid:
      counts.valid += 1
      #expect(
        complaint == nil, "a false alarm on \(file.name):\n\(file.text)",
        sourceLocation: sourceLocation)
    case .invalid:
      counts.invalid += 1
      let rules = file.diagnostics.map { "\($0.rule.rawValue): \($0.message)" }
      #expect(
        complaint != nil, "not seen in \(file.name): \(rules)\n\(file.text)",
        sourceLocation: sourceLocation)
    case .either: break
    }
  }
  return counts
}
