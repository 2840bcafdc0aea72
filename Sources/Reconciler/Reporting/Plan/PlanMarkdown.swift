import Model
import Spec

/// A plan as a comment on a pull request: the letter, then the details folded away.
struct PlanMarkdown {
  let plan: Plan
  let wording: Wording

  /// Forges refuse comments of more than 65,536 characters.
  static let sizeLimit = 50_000
  /// Of these the letter takes so much at most, and each list of remarks.
  static let letterSize = 20_000
  static let remarkSize = 5_000
  static let letterLimit = 100
  static let clubLimit = 50
  static let changeLimit = 60
  static let listLimit = 20

  var text: String {
    if plan.isInSync {
      return finished(["### \(Markdown.prose(wording.inSync(plan)))"] + remarks)
    }
    var parts = ["### \(Markdown.prose(wording.heading(plan)))", letter]
    let end = [total] + remarks
    var size = (parts + end).reduce(0) { $0 + $1.utf8.count }
    let changed = plan.clubs.filter { !$0.changes.isEmpty }
    let candidates = changed.first(PlanMarkdown.clubLimit, by: \.urgency)
    var hidden = changed.count - candidates.count
    for club in candidates {
      let details = details(of: club)
      if size + details.utf8.count > PlanMarkdown.sizeLimit {
        hidden += 1
      } else {
        size += details.utf8.count
        parts.append(details)
      }
    }
    if hidden > 0 {
      parts.append("… and the details of \(counted(hidden, one: "more club")), too long for here.")
    }
    return finished(parts + end)
  }

  private func finished(_ parts: [String]) -> String {
    parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  private var letter: String {
    let told = plan.clubs.filter { !$0.isQuiet }
    let shown = told.first(PlanMarkdown.letterLimit, by: \.urgency)
    var lines = fitting(PlanMarkdown.letterSize, shown) { club in
      "- **\(Markdown.prose(club.name, limit: 100))**: \(Markdown.prose(PlanSentence(club: club).text))"
    }
    if told.count > lines.count {
      lines.append("- … and \(counted(told.count - lines.count, one: "more club"))")
    }
    let quiet = plan.clubs.count - told.count
    if quiet > 0 {
      lines.append("- \(counted(quiet, one: "club")) \(quiet == 1 ? "is" : "are") in sync")
    }
    return lines.joined(separator: "\n")
  }

  private func details(of club: ClubPlan) -> String {
    let shown = club.changes.first(PlanMarkdown.changeLimit) {
      $0.action == .delete || $0.held != nil ? 0 : 1
    }
    let title =
      "\(Markdown.html(club.name, limit: 100)) (\(Markdown.html(club.id, limit: 60))): "
      + counted(club.changes.count, one: "change")
    var lines = [
      "<details><summary>\(title)</summary>", "", "| | service | what | fields | where | why |",
      "|---|---|---|---|---|---|",
    ]
    lines += shown.map(row)
    if club.changes.count > shown.count {
      lines += ["", "… and \(club.changes.count - shown.count) more."]
    }
    return (lines + ["", "</details>"]).joined(separator: "\n")
  }

  private func row(_ change: Change) -> String {
    let mark = Mark(change)
    let fields = FieldText(verbose: false)
    let shown = change.fields.prefix(ChangeText.fieldLimit).map {
      Markdown.code(fields.line($0, of: change.action), limit: 300)
    }
    let more = change.fields.count - shown.count
    let why =
      Markdown.prose(change.reason)
      + (change.loses.map { "; loses: \(Markdown.prose($0.sentence))" } ?? "")
      + (change.held.map { "; held (\($0.by.rawValue)): \(Markdown.prose($0.message))" } ?? "")
    let cells = [
      Markdown.code("\(mark.rawValue)"), Markdown.code(change.resource.service, limit: 60),
      Markdown.prose(mark == .held ? "\(change.action.rawValue) " : "")
        + Markdown.code("\(change.resource.kind.name) \(change.resource.name)"),
      (shown + (more > 0 ? ["… and \(more) more"] : [])).joined(separator: "<br>"),
      change.origin.map { Markdown.code(place($0)) } ?? "", why,
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }

  private var total: String {
    let sum = PlanSummary(plan)
    return "**\(sum.create)** to create, **\(sum.update)** to update, **\(sum.delete)** to delete, "
      + "**\(sum.adopt)** to take over, **\(sum.held)** held, **\(sum.unknown)** unknown.  \n"
      + "<sub>\(Markdown.html(Mark.legend))</sub>"
  }

  private var remarks: [String] {
    let clubs = plan.clubs
    let unmanaged = plan.unmanaged + clubs.flatMap(\.unmanaged)
    return [
      section(
        "Paused: nothing is changed there",
        clubs.compactMap { club in
          club.pause.map {
            "**\(Markdown.prose(club.name, limit: 100))**: \(Markdown.prose($0.sentence))"
          }
        }),
      section(
        "Coming by itself",
        plan.upcoming(all: clubs.count == 1).map { club, coming in
          "**\(Markdown.prose(club.name, limit: 100))**: "
            + Markdown.prose(coming.sentence { $0 })
        }),
      section(
        "Not used, because of errors",
        clubs.flatMap(\.errors).map { error in
          "\(Markdown.code("\(error.location)")) \(Markdown.prose(error.message)) "
            + "(\(error.rule.rawValue))"
            + (error.hint.map { "<br>\(Markdown.prose($0))" } ?? "")
        }),
      section(
        "Could not be read",
        clubs.flatMap { club in
          club.unknown.map {
            "\(Markdown.code($0.service, limit: 60)) of \(Markdown.code(club.id, limit: 60)): "
              + Markdown.prose($0.reason)
          }
        }),
      section(
        "Not managed yet",
        clubs.flatMap(\.notManaged).map {
          "\(Markdown.code($0.path)) (\(Markdown.code(place($0.location))))"
            + ($0.reason.map { ": \(Markdown.prose($0))" } ?? "")
        }),
      section(
        "Live, and not ours",
        unmanaged.map {
          "\(Markdown.code($0.service, limit: 60)): \(Markdown.code("\($0.kind) \($0.name)"))"
            + ($0.mark.map { ", marked as club \(Markdown.code($0))'s" } ?? "")
        }),
    ]
  }

  private func section(_ title: String, _ items: [String]) -> String {
    guard !items.isEmpty else { return "" }
    var lines = fitting(PlanMarkdown.remarkSize, items.prefix(PlanMarkdown.listLimit)) { "- \($0)" }
    if items.count > lines.count { lines.append("- … and \(items.count - lines.count) more") }
    return "**\(title)**\n\n" + lines.joined(separator: "\n")
  }

  /// As many lines as fit into so many bytes.
  private func fitting<T>(_ size: Int, _ items: some Sequence<T>, _ line: (T) -> String) -> [String]
  {
    var lines: [String] = []
    var room = size
    for item in items {
      let next = line(item)
      room -= next.utf8.count
      if room < 0 { break }
      lines.append(next)
    }
    return lines
  }
}
