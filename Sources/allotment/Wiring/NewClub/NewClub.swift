import Roster
import Spec

/// A club file that is about to be written.
struct NewClub {
  let id: String
  /// Relative to the repository's root.
  let file: String
  let text: String
  let roster: Roster?
  /// The line of the list that a member came from, by the member's place in the file.
  private let lines: [Int]

  /// - Parameter schema: where the schema is, as seen from the file; nil leaves the editor's line
  ///   out.
  init(
    id: String, file: String, name: String, domain: String?, language: String?,
    members: [Roster.Member], roster: Roster?, schema: String?
  ) {
    self.id = id
    self.file = file
    self.roster = roster
    lines = members.map(\.line)
    var keys: [(key: String, value: YAMLText)] = [
      ("apiVersion", .text("allotment/v1")), ("kind", .text("Club")), ("id", .text(id)),
      ("name", .text(name)),
    ]
    if let language { keys.append(("language", .text(language))) }
    if let domain { keys.append(("domain", .text(domain))) }
    keys.append(("members", .list(members.map(NewClub.yaml))))
    keys.append(
      (
        "chat",
        .mapping([
          ("rooms", .list([.mapping([("id", .text("lounge")), ("name", .text("Lounge"))])]))
        ])
      ))
    let modeline = schema.map { "# yaml-language-server: $schema=\($0)\n" } ?? ""
    text = modeline + YAMLText.mapping(keys).emitted()
  }

  private static func yaml(_ member: Roster.Member) -> YAMLText {
    var keys: [(key: String, value: YAMLText)] = [
      ("id", .text(member.id)), ("name", .text(member.name)),
    ]
    if let role = member.role { keys.append(("role", .text(role))) }
    if let email = member.email { keys.append(("email", .text(email))) }
    if let jid = member.jid { keys.append(("jid", .text(jid))) }
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
    let index = before[(start + 1)...].count { $0.hasPrefix("- id: ") || $0.hasPrefix("  - id: ") }
    return lines.indices.contains(index - 1) ? lines[index - 1] : nil
  }
}
