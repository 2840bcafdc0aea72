import Spec

/// Makes members of rows, and tells of every line that is not plain.
struct RosterReader {
  let columns: MemberColumns
  let language: String
  private(set) var members: [Roster.Member] = []
  private(set) var findings: [RosterFinding] = []
  /// Lines of members whose id the list gives.
  private var givenIDs: Set<Int> = []
  private var linesByEmail: [String: Int] = [:]

  init(columns: MemberColumns, language: String) {
    self.columns = columns
    self.language = language
  }

  mutating func add(_ line: Int, _ severity: Diagnostic.Severity, _ message: String) {
    findings.append(RosterFinding(line: line, severity, message))
  }

  mutating func read(_ row: Spreadsheet.Row) {
    if row.cells.dropFirst(columns.headers.count).contains(where: { !isBlank($0) }) {
      return add(
        row.line, .error,
        "the line has \(row.cells.count) cells and there are \(columns.headers.count) columns: "
          + "is a quote missing?")
    }
    guard !hasFormula(row), let name = name(row) else { return }
    var member = Roster.Member(line: row.line, id: "", name: name)
    if let id = value(.id, row), id.contains(where: { !$0.isNumber }) {
      member.id = id
      givenIDs.insert(row.line)
    }
    member.email = email(row)
    member.jid = value(.jid, row)
    member.role = role(row)
    members.append(member)
  }

  /// The text of a cell without spaces around it; nil when nothing is in it.
  private func value(_ use: MemberColumns.Use, _ row: Spreadsheet.Row) -> String? {
    guard let cell = columns.cell(use, of: row), !isBlank(cell) else { return nil }
    let words = cell.split(whereSeparator: \.isWhitespace)
    let text = words.joined(separator: " ")
    return ["-", "–", "—", "n/a"].contains(text.lowercased()) ? nil : text
  }

  private func isBlank(_ cell: String) -> Bool { cell.allSatisfy(\.isWhitespace) }

  /// A cell that a spreadsheet would calculate is somebody's trick or a slip: never a text.
  private mutating func hasFormula(_ row: Spreadsheet.Row) -> Bool {
    for use in MemberColumns.Use.allCases {
      guard let text = value(use, row), let first = text.first, "=+@".contains(first) else {
        continue
      }
      add(
        row.line, .error,
        "\(quoted(text)) is a formula, which is not calculated: write the text itself")
      return true
    }
    return false
  }

  // MARK: Names

  private mutating func name(_ row: Spreadsheet.Row) -> String? {
    let parts = [MemberColumns.Use.given, .infix, .surname].compactMap { value($0, row) }
    let whole = value(.name, row)
    guard let name = whole ?? (parts.isEmpty ? nil : parts.joined(separator: " ")) else {
      add(row.line, .error, "there is no name in the line")
      return nil
    }
    let uses: [MemberColumns.Use] = [.name, .given, .infix, .surname]
    if uses.contains(where: { columns.cell($0, of: row)?.contains(where: \.isNewline) == true }) {
      add(row.line, .warning, "a line break in the name \(quoted(name)) became a space")
    }
    return whole == nil ? name : turned(name, row)
  }

  /// `Hill, Rose` is how lists are sorted, not how people are called.
  private mutating func turned(_ name: String, _ row: Spreadsheet.Row) -> String {
    let parts = name.split(separator: ",").map { $0.split(separator: " ").joined(separator: " ") }
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else { return name }
    let turned = "\(parts[1]) \(parts[0])"
    add(row.line, .warning, "the name \(quoted(name)) was read as \(quoted(turned))")
    return turned
  }

  // MARK: Other columns

  private mutating func email(_ row: Spreadsheet.Row) -> String? {
    guard var text = value(.email, row) else { return nil }
    if text.lowercased().hasPrefix("mailto:") { text = String(text.dropFirst("mailto:".count)) }
    guard isMailAddress(text) else {
      add(row.line, .warning, "\(quoted(text)) is not one e-mail address: it is left out")
      return nil
    }
    if let line = linesByEmail[text.lowercased()] {
      add(row.line, .warning, "\(quoted(text)) is the e-mail address of line \(line), too")
    } else {
      linesByEmail[text.lowercased()] = row.line
    }
    return text
  }

  private mutating func role(_ row: Spreadsheet.Row) -> String? {
    guard let text = value(.role, row) else { return nil }
    if let role = Member.Role(rawValue: text.lowercased()) { return role.rawValue }
    add(
      row.line, .warning,
      "\(quoted(text)) is none of the roles owner, admin, moderator, member, limited: it is left out"
    )
    return nil
  }
}

// MARK: - Ids

extension RosterReader {
  /// Gives an id to every member without one, when all names are known.
  mutating func giveIDs() {
    dropDoubles()
    var taken: [String: Int] = [:]
    var nameless: Set<Int> = []
    for member in members where givenIDs.contains(member.line) {
      if let line = taken[member.id.lowercased()] {
        add(member.line, .error, "the id \(quoted(member.id)) stands on line \(line), too")
        nameless.insert(member.line)
      } else {
        taken[member.id.lowercased()] = member.line
      }
    }
    for index in members.indices where members[index].id.isEmpty {
      guard let id = derived(members[index]) else {
        nameless.insert(members[index].line)
        continue
      }
      members[index].id = free(id, members[index], &taken)
    }
    members.removeAll { nameless.contains($0.line) }
  }

  private mutating func derived(_ member: Roster.Member) -> String? {
    guard let id = MemberID.derived(from: member.name, language: language) else {
      add(
        member.line, .error,
        "no id can be made of the name \(quoted(member.name)): add a column `username`")
      return nil
    }
    if !member.name.unicodeScalars.allSatisfy({ $0.isASCII }) {
      add(member.line, .warning, "\(quoted(member.name)) gets the id \(quoted(id))")
    }
    return id
  }

  /// The id, with a number when somebody has it already.
  private mutating func free(
    _ id: String, _ member: Roster.Member, _ taken: inout [String: Int]
  ) -> String {
    guard let other = taken[id] else {
      taken[id] = member.line
      return id
    }
    var number = 2
    while taken["\(id)-\(number)"] != nil { number += 1 }
    let numbered = "\(id)-\(number)"
    taken[numbered] = member.line
    add(
      member.line, .warning,
      "\(quoted(member.name)) would have the id \(quoted(id)) of line \(other), and gets "
        + "\(quoted(numbered)): are they two people?")
    return numbered
  }

  /// The same name with the same address is the same person twice.
  private mutating func dropDoubles() {
    var seen: [String: Int] = [:]
    var doubles: Set<Int> = []
    for member in members {
      guard let email = member.email else { continue }
      let key = "\(member.name.lowercased())\n\(email.lowercased())"
      if let line = seen[key] {
        add(
          member.line, .error,
          "\(quoted(member.name)) with the same e-mail address stands on line \(line), too")
        doubles.insert(member.line)
      } else {
        seen[key] = member.line
      }
    }
    members.removeAll { doubles.contains($0.line) }
  }
}
