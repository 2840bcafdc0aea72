import Roster
import Spec

/// A club file that is about to be written.
struct NewClub {
  /// Relative to the repository's root.
  let file: String
  private(set) var text: String
  let roster: Roster?
  private var members: [Roster.Member]
  /// The lines of the list whose members were left out, each with what is wrong with it.
  private var leftOut: [RosterFinding] = []
  /// All but the members: what comes before and after them.
  private let head: String
  private let tail: String

  /// - Parameter schema: where the schema is, as seen from the file; nil leaves the editor's line
  ///   out.
  init(
    id: String, file: String, name: String, domain: String?, language: String?,
    members: [Roster.Member], roster: Roster?, schema: String?
  ) {
    self.file = file
    self.roster = roster
    self.members = members
    var keys: [YAMLValue.Entry] = [
      .init("apiVersion", .text("allotment/v1")), .init("kind", .text("Club")),
      .init("id", .text(id)), .init("name", .text(name)),
    ]
    if let language { keys.append(.init("language", .text(language))) }
    if let domain { keys.append(.init("domain", .text(domain))) }
    let modeline = schema.map { "# yaml-language-server: $schema=\($0)\n" } ?? ""
    let lounge = YAMLValue.mapping([
      .init("id", .text("lounge")), .init("name", .text("Lounge")),
    ])
    head = modeline + NewClub.yaml(keys)
    tail = NewClub.yaml([.init("chat", .mapping([.init("rooms", .list([lounge]))]))])
    text = ""
    text = written
  }

  private var written: String {
    head + NewClub.yaml([.init("members", .list(members.map(NewClub.value)))]) + tail
  }

  var memberCount: Int { members.count }

  /// What is told of the lines of the list, in their order.
  var findings: [RosterFinding] { ((roster?.findings ?? []) + leftOut).sorted() }

  /// The lines of members whose e-mail address is not known.
  var withoutEmail: [Int] {
    let lines = Set(members.map(\.line))
    return (roster?.withoutEmail ?? []).filter(lines.contains)
  }

  /// The same without the members whose lines have errors; nil when there are none, or none but
  /// them.
  func withoutErrors(_ problems: [Diagnostic]) -> NewClub? {
    let wrong = problems.compactMap { problem in
      problem.severity == .error ? listLine(of: problem).map { (line: $0, problem) } : nil
    }
    let lines = Set(wrong.map(\.line))
    var smaller = self
    smaller.members.removeAll { lines.contains($0.line) }
    guard !lines.isEmpty, !smaller.members.isEmpty else { return nil }
    smaller.leftOut += wrong.map { line, problem in
      RosterFinding(line: line, .error, "\(problem.message) [\(problem.rule.rawValue)]")
    }
    smaller.text = smaller.written
    return smaller
  }

  private static func yaml(_ keys: [YAMLValue.Entry]) -> String {
    String(decoding: YAMLValue.mapping(keys).document(quoting: .whereNeeded), as: UTF8.self)
  }

  private static func value(_ member: Roster.Member) -> YAMLValue {
    var keys: [YAMLValue.Entry] = [
      .init("id", .text(member.id)), .init("name", .text(member.name)),
    ]
    if let role = member.role { keys.append(.init("role", .text(role))) }
    if let email = member.email { keys.append(.init("email", .text(email))) }
    if let jid = member.jid { keys.append(.init("jid", .text(jid))) }
    return .mapping(keys)
  }

  /// What is wrong with the file, in its repository as it would be.
  func problems(in folder: any RepositoryContent) throws -> [Diagnostic] {
    var loader = RepositoryLoader()
    let repository = try loader.load(
      ContentWithFile(content: folder, file: file, bytes: Array(text.utf8)))
    return repository.diagnostics.filter { problem in
      problem.location.file == file || problem.related.contains { $0.location.file == file }
        || problem.location.file == Provider.file && repository.provider == nil
    }
  }

  /// The line of the list that a problem of the file comes from; nil when it comes from none.
  func listLine(of problem: Diagnostic) -> Int? {
    guard roster != nil, problem.location.file == file else { return nil }
    let before = text.split(separator: "\n", omittingEmptySubsequences: false)
      .prefix(Int(problem.location.position.line))
    guard let start = before.firstIndex(of: "members:"), before.count > start + 1 else {
      return nil
    }
    let list = before[(start + 1)...]
    // Past the members' end another key begins.
    guard list.allSatisfy({ $0.isEmpty || $0.hasPrefix(" ") || $0.hasPrefix("-") }) else {
      return nil
    }
    let index = list.count { $0.hasPrefix("- id: ") || $0.hasPrefix("  - id: ") }
    return members.indices.contains(index - 1) ? members[index - 1].line : nil
  }
}
