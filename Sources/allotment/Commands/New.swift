import ArgumentParser
import Glibc
import Reporting
import Roster
import Source
import Spec

struct New: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "A new club file; members from a spreadsheet's export.",
    discussion: """
      --from-csv reads what a club's secretary exports: commas, semicolons or tabs; UTF-8, UTF-16 \
      or Windows-1252; columns by their English, German, French or Dutch names. Each member gets \
      an id made of the name, which is her address for good: look at them before you merge.

      Every doubtful line is told with its number. When a line has an error, or the file would not \
      be valid in this repository, nothing is written.

        allotment new chess --name "Chess Club" --owner "Rose Hill"
        allotment new chess --from-csv members.csv --owner "Rose Hill" --dry-run
        allotment new chess --from-csv members.csv --column name=Mitgliedername

      Ends with 0 when the file is written, 3 when it would not be valid, 6 when something cannot \
      be read, 1 when it is there already.
      """)

  @Argument(help: ArgumentHelp("The club's id: a to z, digits and hyphens.", valueName: "id"))
  var id: String
  @Option(help: ArgumentHelp("A list of members, - for standard input.", valueName: "file"))
  var fromCSV: String?
  @Option(help: ArgumentHelp("The club's name; its id without.", valueName: "name"))
  var name: String?
  @Option(help: ArgumentHelp("A domain of the club's own.", valueName: "domain"))
  var domain: String?
  @Option(
    help: ArgumentHelp(
      "BCP 47; also how names become ids (de: ä is ae).", valueName: "language"))
  var language: String?
  @Option(
    help: ArgumentHelp(
      "Who owns the club: a member's name, id or e-mail. May be repeated.", valueName: "member"))
  var owner: [String] = []
  @Option(
    help: ArgumentHelp(
      "Which column holds what.",
      discussion: """
        USE is name, given-name, infix, surname, email, jid, id or role. May be repeated.
        """, valueName: "use=header"))
  var column: [String] = []
  @Option(help: ArgumentHelp("What parts the columns: comma, semicolon, tab.", valueName: "word"))
  var delimiter: Delimiter?
  @Flag(help: "Leave out the lines with errors, members that would not be valid among them.")
  var skipErrors = false
  @Option(help: ArgumentHelp("The provider's repository.", valueName: "dir")) var repo = "."
  @Option(help: ArgumentHelp("A folder below clubs/.", valueName: "folder")) var folder: String?
  @Flag(help: "Show the file, and write nothing.") var dryRun = false
  @Flag(help: "Replace the file when it is there.") var force = false
  @Option(help: "text or json.") var format: TextFormat = .text

  enum Delimiter: String, ExpressibleByArgument, CaseIterable {
    case comma, semicolon, tab

    var scalar: Unicode.Scalar {
      switch self {
      case .comma: ","
      case .semicolon: ";"
      case .tab: "\t"
      }
    }
  }

  func validate() throws {
    guard ClubID.isValid(id) else {
      throw ValidationError(
        "`\(printable(id, limit: 60))` is no club's id: a to z, digits, hyphens")
    }
    let parts = (folder ?? "").split(separator: "/", omittingEmptySubsequences: false)
    if folder != nil, parts.contains(where: { $0.isEmpty || $0.hasPrefix(".") }) {
      throw ValidationError("--folder is a path below clubs/, such as `hobby`")
    }
    _ = try columns()
  }

  func run() async throws {
    do {
      try make()
    } catch let failure as SourceFailure {
      throw CommandFailure.unreachable("\(failure)")
    }
  }

  private func make() throws {
    let root = try realPath(repo)
    guard access("\(root)/\(Provider.file)", F_OK) == 0 else {
      throw CommandFailure.unreachable(
        "\(repo) has no \(Provider.file): `allotment init` makes a repository, --repo names one")
    }
    let roster = try roster()
    let members = try membersWithOwners(roster)
    let file = "clubs/\(folder.map { "\($0)/" } ?? "")\(id).yaml"
    var club = NewClub(
      id: id, file: file, name: name ?? id, domain: domain, language: language, members: members,
      roster: roster, schema: schema(root, file))
    var problems = try club.problems(in: PlainFolder(at: root))
    // Each round leaves a member out, so there are no more of them than members.
    while skipErrors, let smaller = club.withoutErrors(problems) {
      club = smaller
      problems = try club.problems(in: PlainFolder(at: root))
    }
    let isBlocked =
      problems.contains { $0.severity == .error } || !skipErrors && !(roster?.errors ?? []).isEmpty
    var isWritten = false
    if !isBlocked, !dryRun { isWritten = try write(club, root) }
    let report = NewClubReport(
      club: club, list: fromCSV, problems: problems, isWritten: isWritten, isDryRun: dryRun)
    show(report)
    if isBlocked {
      throw CommandFailure.invalid("nothing was written: the file would not be right")
    }
  }

  // MARK: Members

  private func roster() throws -> Roster? {
    guard let fromCSV else { return nil }
    let bytes = try fromCSV == "-" ? readStandardInput(5 << 20) : readFile(fromCSV, 5 << 20)
    do {
      return try Roster(
        bytes,
        Roster.Options(
          delimiter: delimiter?.scalar, columns: try columns(), language: idLanguage))
    } catch let failure as RosterFailure {
      let place = failure.line.map { "\(fromCSV):\($0)" } ?? fromCSV
      throw CommandFailure.invalid("\(place): \(failure.message)")
    }
  }

  private var idLanguage: String {
    if let language { return language.lowercased() }
    let text = (try? readFile("\(repo)/\(Provider.file)")) ?? []
    return RepositoryLoader.provider(bytes: text).provider?.defaults.language?.value.lowercased()
      ?? "en"
  }

  private func columns() throws -> [String: String] {
    var columns: [String: String] = [:]
    for text in column {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { throw ValidationError("--column is USE=HEADER") }
      columns[parts[0]] = parts[1]
    }
    return columns
  }

  private func membersWithOwners(_ roster: Roster?) throws -> [Roster.Member] {
    guard let roster else {
      return try (owner.isEmpty ? ["First Member"] : owner).map { name in
        guard let member = Roster.owner(name, language: idLanguage) else {
          throw ValidationError("no id can be made of `\(printable(name, limit: 60))`")
        }
        return member
      }
    }
    var members = roster.members
    for name in owner {
      let found = members.indices.filter { members[$0].isCalled(name) }
      guard found.count == 1 else {
        throw CommandFailure.invalid(
          "--owner: \(found.isEmpty ? "nobody" : "more than one") in the list is called "
            + "`\(printable(name, limit: 60))`")
      }
      members[found[0]].role = "owner"
    }
    return members
  }

  // MARK: Files

  /// Where `init` put the schema, as seen from the club's file.
  private func schema(_ root: String, _ file: String) -> String? {
    guard access("\(root)/\(InitTemplates.clubSchema)", F_OK) == 0 else { return nil }
    return String(repeating: "../", count: file.split(separator: "/").count - 1)
      + InitTemplates.clubSchema
  }

  private func write(_ club: NewClub, _ root: String) throws -> Bool {
    try makeFolders(parent(of: club.file), below: root)
    let outcome = try NewFile(path: "\(root)/\(club.file)", replaces: force).write(club.text)
    guard outcome != .exists else {
      throw CommandFailure.failed("\(club.file) is there already; --force replaces it")
    }
    return true
  }

  private func show(_ report: NewClubReport) {
    if format == .json { return Terminal.print(report.json.encoded(.indented)) }
    if !report.remarks.isEmpty { Terminal.complain(report.remarks) }
    if dryRun { return Terminal.print(report.club.text) }
    guard report.isWritten else { return }
    let count = report.club.roster.map { _ in ", \(report.club.memberCount) members" } ?? ""
    Terminal.print(
      """
      made \(report.club.file)\(count)

      Next: look at names and ids in it, then
        allotment validate\(repo == "." ? "" : " \(repo)")
      """)
  }
}
