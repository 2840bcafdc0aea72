import Foundation

/// What was measured, as docs/performance.md.
struct Report: Sendable {
  struct Section: Sendable {
    var title: String
    /// What was measured against what, in Markdown.
    var text: String
    var columns: [String]
    var rows: [[String]] = []
    var note: String?
  }

  /// One line of the page's first table.
  struct Goal: Sendable {
    var what: String
    var measured: String
    var target: String
    var isMet: Bool
  }

  var sections: [Section] = []
  var goals: [Goal] = []

  mutating func add(_ section: Section, _ goals: [Goal] = []) {
    sections.append(section)
    self.goals += goals
    print(Report.markdown(section))
  }

  func page(_ machine: Machine, command: String, versions: [String]) -> String {
    var page = """
      # How fast allotment is

      Written by `\(command)`; nothing here is typed by hand. Each number is the median of several
      rounds, in brackets the least and the most. What is compared was measured in the same run, by
      turns, on the same machine: the ratios carry over to other machines better than the times.

      Measured on \(machine.cores) cores (\(machine.processor)), \(machine.memory) GiB, \
      \(machine.system); \(versions.joined(separator: ", ")). Release build.

      \(Report.table(
        ["goal", "measured", "target", ""],
        goals.map { [$0.what, $0.measured, $0.target, $0.isMet ? "met" : "**missed**"] }))

      """
    for section in sections { page += "\n" + Report.markdown(section) }
    return page
  }

  /// An earlier page with what was measured now in the place of what it had: the other parts stay
  /// as they were, and the page says so.
  func page(_ new: String, into old: String) -> String {
    func parts(_ page: String) -> [String] {
      page.components(separatedBy: "\n## ").dropFirst().map { "## " + $0 }
    }
    func title(_ part: String) -> Substring { part.prefix { $0 != "\n" } }
    func goals(_ page: String) -> [String] {
      page.split(separator: "\n").filter { $0.hasSuffix("met |") || $0.hasSuffix("missed** |") }
        .map(String.init)
    }
    func name(_ goal: String) -> Substring { goal.dropFirst().prefix { $0 != "|" } }
    let (mine, before) = (parts(new), parts(old))
    let kept = before.filter { part in !mine.contains { title($0) == title(part) } }
    let keptGoals = goals(old).filter { goal in !goals(new).contains { name($0) == name(goal) } }
    let head = new.components(separatedBy: "\n## ")[0]
    let earlier =
      kept.isEmpty
      ? ""
      : "\nOf an earlier run, of this version or one before it: "
        + kept.map { title($0).dropFirst(3) }.joined(separator: "; ") + ".\n"
    return head.trimmingCharacters(in: .newlines) + "\n"
      + keptGoals.map { "\($0)\n" }.joined() + earlier
      + (kept + mine).map { "\n" + $0.trimmingCharacters(in: .newlines) + "\n" }.joined()
  }

  private static func markdown(_ section: Section) -> String {
    """
    ## \(section.title)

    \(section.text)

    \(table(section.columns, section.rows))
    \(section.note.map { "\n\($0)\n" } ?? "")
    """
  }

  private static func table(_ columns: [String], _ rows: [[String]]) -> String {
    let head = [columns, columns.indices.map { $0 == 0 ? "---" : "---:" }]
    return (head + rows).map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
  }
}

// MARK: - Numbers as text

func text(_ milliseconds: Double) -> String {
  switch abs(milliseconds) {
  case 1_000...: "\(text(milliseconds / 1_000, digits: 2)) s"
  case 100...: "\(text(milliseconds, digits: 0)) ms"
  case 10...: "\(text(milliseconds, digits: 1)) ms"
  default: "\(text(milliseconds, digits: 2)) ms"
  }
}

/// The median with its spread.
func text(_ samples: Samples) -> String {
  "\(text(samples.median)) (\(text(samples.least)) – \(text(samples.most)))"
}

func ratio(_ value: Double) -> String { "× \(text(value, digits: 2))" }

func text(_ value: Double, digits: Int) -> String {
  guard value.isFinite else { return "–" }
  let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
  let scaled = (value * scale).rounded()
  guard digits > 0 else { return "\(Int(scaled))" }
  let whole = Int(scaled.magnitude / scale)
  let rest = "\(Int(scaled.magnitude) % Int(scale))"
  let zeros = String(repeating: "0", count: digits - rest.count)
  return "\(value < 0 ? "-" : "")\(whole).\(zeros)\(rest)"
}
