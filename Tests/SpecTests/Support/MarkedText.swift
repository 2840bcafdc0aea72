import Spec
import Testing

/// YAML with marks where findings are expected.
///
/// A mark is a comment on the line below the place: `#   ^ rule-id`, with the `^` below the
/// column. `#< rule-id` marks the column of the `#` itself. Several marks may follow each other.
struct MarkedText {
  struct Finding: Hashable, Comparable, CustomStringConvertible {
    var file: String
    var line: UInt32
    var column: UInt32
    var rule: String

    static func < (a: Self, b: Self) -> Bool {
      (a.file, a.line, a.column, a.rule) < (b.file, b.line, b.column, b.rule)
    }

    var description: String { "\(file):\(line):\(column) \(rule)" }
  }

  static func findings(in text: String, file: String) -> [Finding] {
    var findings: [Finding] = []
    var marked: UInt32 = 0
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let scalars = Array(line.unicodeScalars)
      guard let hash = scalars.firstIndex(where: { $0 != " " }), scalars[hash] == "#",
        let mark = mark(in: scalars, after: hash)
      else {
        marked = UInt32(index + 1)
        continue
      }
      findings.append(
        Finding(file: file, line: marked, column: UInt32(mark.column + 1), rule: mark.rule))
    }
    return findings
  }

  private static func mark(
    in scalars: [Unicode.Scalar], after hash: Int
  ) -> (column: Int, rule: String)? {
    let rest = scalars.dropFirst(hash + 1)
    let word = { (tail: ArraySlice<Unicode.Scalar>) in
      String(String.UnicodeScalarView(tail)).split(separator: " ").first.map(String.init) ?? ""
    }
    if rest.first == "<" { return (hash, word(rest.dropFirst())) }
    guard let place = rest.firstIndex(where: { $0 != " " }), scalars[place] == "^" else {
      return nil
    }
    return (place, word(scalars[(place + 1)...]))
  }
}

/// Loads the files, and expects exactly the findings that their marks tell.
func expectMarked(
  _ files: [String: MemoryContent.File], sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws {
  var loader = RepositoryLoader(width: 1)
  let loaded = try loader.load(MemoryContent(files: files))
  var expected: [MarkedText.Finding] = []
  for (file, content) in files {
    if case .text(let text) = content { expected += MarkedText.findings(in: text, file: file) }
  }
  let found = loaded.diagnostics.map {
    MarkedText.Finding(
      file: $0.location.file, line: $0.location.position.line,
      column: $0.location.position.column, rule: $0.rule.rawValue)
  }
  let messages = loaded.diagnostics.map { "\($0.location) \($0.rule.rawValue): \($0.message)" }
  #expect(found.sorted() == expected.sorted(), "\(messages)", sourceLocation: sourceLocation)
}

/// One club in a repository where nothing else is wrong.
func expectMarked(
  club body: String, provider: String = Samples.provider, others: [String: String] = [:],
  sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws {
  var files = others.mapValues(MemoryContent.File.text)
  files["provider.yaml"] = .text(provider)
  files["clubs/chess.yaml"] = .text(Samples.club(body))
  files["sites/chess/index.html"] = .text("<p>Chess")
  try expectMarked(files, sourceLocation: sourceLocation)
}

enum Samples {
  static let provider = """
    apiVersion: allotment/v1
    kind: Provider
    name: Thornbury Community Hosting
    domain: clubs.example
    contacts: {abuse: abuse@clubs.example}
    tariffs:
      small:
        fee: {amount: "5.00", currency: GBP, period: month}
        limits: {members: 4, rooms: 2, uploads: 1GB, retention: P90D}
    placements:
      green-1: {chat: prosody, web: caddy}
    defaults: {tariff: small, placement: green-1, language: en-GB}
    policy:
      reservedMembers: [chef]
      reservedDomains: [provider.example]
    wordpress: {themes: [twentyfive], plugins: [calendar], options: [blogdescription]}

    """

  static let head = """
    apiVersion: allotment/v1
    kind: Club
    id: chess
    name: Chess Club

    """

  static let members = """
    members:
      - {id: rose, name: Rose Hill, role: owner}
      - {id: dan, name: Dan Molar}

    """

  /// A whole club: what `body` leaves out of head and members is added.
  static func club(_ body: String, id: String = "chess") -> String {
    var text = body.hasPrefix("apiVersion") || body.hasPrefix("#!") ? "" : head
    text = text.replacing("id: chess", with: "id: \(id)")
    let hasMembers = body.hasPrefix("members") || body.contains("\nmembers")
    return text + (hasMembers || body.hasPrefix("#!") ? "" : members) + body + "\n"
  }
}
