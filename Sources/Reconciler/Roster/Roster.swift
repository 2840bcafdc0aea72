import Spec

/// The members of a club, as its secretary's list names them.
public struct Roster: Sendable {
  public struct Member: Sendable, Equatable {
    /// Of the list, from 1.
    public var line: Int
    public var id: String
    public var name: String
    public var role: String?
    public var email: String?
    public var jid: String?

    /// Whether somebody means this member: by id, name or e-mail address.
    public func isCalled(_ text: String) -> Bool {
      let text = text.lowercased()
      return [id, name, email].contains { $0?.lowercased() == text }
    }
  }

  /// How to read a list, where it does not say.
  public struct Options: Sendable {
    public var delimiter: Unicode.Scalar?
    /// Headers by what they name: `name`, `given-name`, `infix`, `surname`, `email`, `jid`, `id`,
    /// `role`.
    public var columns: [String: String]
    /// BCP 47: how names become ids.
    public var language: String

    public init(
      delimiter: Unicode.Scalar? = nil, columns: [String: String] = [:], language: String = "en"
    ) {
      self.delimiter = delimiter
      self.columns = columns
      self.language = language
    }
  }

  /// In the order of the list; lines with errors have none.
  public let members: [Member]
  /// Ordered by line.
  public let findings: [RosterFinding]
  public let encoding: String
  public let delimiter: Character
  /// Every column with what it was used for; nil for those that were not.
  public let columns: [(header: String, use: String?)]
  /// Lines of members without an e-mail address, when there is such a column.
  public let withoutEmail: [Int]

  /// - Throws: when the file as a whole cannot be a list of members.
  public init(_ bytes: [UInt8], _ options: Options = Options()) throws(RosterFailure) {
    let source = try SpreadsheetText(bytes)
    let sheet = try Spreadsheet(source.text, delimiter: options.delimiter)
    guard let header = sheet.rows.first else { throw RosterFailure("the file is empty") }
    let columns = try MemberColumns(header, named: try Roster.named(options.columns))
    var reader = RosterReader(columns: columns, language: options.language)
    for row in sheet.rows.dropFirst() { reader.read(row) }
    reader.giveIDs()
    if source.isGuess {
      reader.add(
        header.line, .warning,
        "the file is not UTF-8, so it was read as \(source.encoding): look at the names")
    }
    members = reader.members
    findings = reader.findings.sorted()
    encoding = source.encoding
    delimiter = Character(sheet.delimiter)
    self.columns = columns.uses.map { ($0.header, $0.use?.rawValue) }
    withoutEmail =
      columns.places[.email] == nil ? [] : members.filter { $0.email == nil }.map(\.line)
  }

  /// The owner of a club without a list; nil when no id can be made of the name.
  public static func owner(_ name: String, language: String) -> Member? {
    MemberID.derived(from: name, language: language).map {
      Member(line: 0, id: $0, name: name, role: "owner", email: nil, jid: nil)
    }
  }

  public var errors: [RosterFinding] { findings.filter { $0.severity == .error } }

  private static func named(
    _ columns: [String: String]
  ) throws(RosterFailure) -> [MemberColumns.Use: String] {
    var named: [MemberColumns.Use: String] = [:]
    for (use, header) in columns {
      guard let use = MemberColumns.Use(rawValue: use) else {
        let all = MemberColumns.Use.allCases.map(\.rawValue).joined(separator: ", ")
        throw RosterFailure("\(quoted(use)) is no use of a column: \(all)")
      }
      named[use] = header
    }
    return named
  }
}
