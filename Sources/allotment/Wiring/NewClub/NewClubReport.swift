import Reporting
import Roster
import Spec

/// What `new` says of a list and of the file that it made.
struct NewClubReport {
  let club: NewClub
  /// The list as the user named it.
  let list: String?
  let problems: [Diagnostic]
  let isWritten: Bool
  let isDryRun: Bool

  /// For standard error: every doubtful line, and what was made of the columns.
  var remarks: String {
    var text = ""
    if let roster = club.roster, let list {
      for finding in club.findings {
        text += "\(list):\(finding.line): \(finding.severity.rawValue): \(finding.message)\n"
      }
      text += "\(list): \(roster.encoding), \(delimiter(roster)); \(columns(roster))\n"
      if !club.withoutEmail.isEmpty {
        text += "\(list): no e-mail address: \(lines(club.withoutEmail))\n"
      }
    }
    for problem in problems {
      let place =
        club.listLine(of: problem).flatMap { line in list.map { "\($0):\(line)" } }
        ?? "\(problem.location)"
      text +=
        "\(place): \(problem.severity.rawValue): \(problem.message) [\(problem.rule.rawValue)]\n"
      if let hint = problem.hint { text += "  hint: \(hint)\n" }
    }
    return text
  }

  private func delimiter(_ roster: Roster) -> String {
    switch roster.delimiter {
    case ",": "commas"
    case ";": "semicolons"
    case "\t": "tabs"
    default: "`\(roster.delimiter)`"
    }
  }

  private func columns(_ roster: Roster) -> String {
    let used = roster.columns.filter { $0.use != nil }
      .map { "\(printable($0.header, limit: 60)) (\($0.use ?? ""))" }
    let unused = roster.columns.filter { $0.use == nil }.map { printable($0.header, limit: 60) }
    let rest = unused.isEmpty ? "" : "; not used: \(unused.joined(separator: ", "))"
    return "used: \(used.joined(separator: ", "))\(rest)"
  }

  private func lines(_ lines: [Int]) -> String {
    let shown = lines.prefix(20).map(String.init).joined(separator: ", ")
    return "lines \(shown)\(lines.count > 20 ? " and \(lines.count - 20) more" : "")"
  }

  /// `--format json`.
  var json: JSON {
    let roster = club.roster
    return [
      "formatVersion": "1", "file": .text(club.file), "written": .flag(isWritten),
      "members": .number(Int64(club.memberCount)),
      "encoding": .text(roster?.encoding), "delimiter": .text(roster.map { String($0.delimiter) }),
      "columns": .list(
        (roster?.columns ?? []).map { ["header": .text($0.header), "use": .text($0.use)] }),
      "findings": .list(
        club.findings.map {
          [
            "line": .number(Int64($0.line)), "severity": .text($0.severity.rawValue),
            "message": .text($0.message),
          ]
        }),
      "withoutEmail": .list(club.withoutEmail.map { .number(Int64($0)) }),
      "diagnostics": .list(
        problems.map { problem in
          [
            "file": .text(problem.location.file),
            "line": .number(Int64(problem.location.position.line)),
            "column": .number(Int64(problem.location.position.column)),
            "rule": .text(problem.rule.rawValue), "severity": .text(problem.severity.rawValue),
            "message": .text(problem.message), "hint": .text(problem.hint),
            "listLine": .number(club.listLine(of: problem).map { Int64($0) }),
          ]
        }),
      "text": isDryRun ? .text(club.text) : .null,
    ]
  }
}
