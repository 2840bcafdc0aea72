import Model

/// A plan for a terminal: first a letter, then the details.
struct PlanText {
  let plan: Plan
  let options: TextOptions
  let wording: Wording

  /// Unless everything is asked for: lines of the letter, clubs with details, changes of one sort
  /// in one service of a club, things in a list at the end.
  static let letterLimit = 200
  static let clubLimit = 50
  static let changeLimit = 10
  static let listLimit = 20

  var text: String {
    var parts: [[String]] = []
    if plan.isInSync {
      parts.append([wording.inSync(plan)])
    } else {
      parts.append([options.paint(wording.heading(plan), .bold)])
      parts.append(letter)
      parts += details
    }
    parts.append(remarks)
    if !plan.isInSync { parts.append(total) }
    return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
      .joined(separator: "\n")
  }

  private var told: [ClubPlan] { plan.clubs.filter { !$0.isQuiet } }

  // MARK: - Letter

  private var letter: [String] {
    let shown = bounded(told, PlanText.letterLimit, by: \.urgency)
    var lines = shown.map { club in
      let sentence = printable(PlanSentence(club: club).text, limit: options.verbose ? .max : 500)
      return "\(options.paint(printable(club.name, limit: 200), .bold)): \(sentence)"
    }
    lines += more(told.count - shown.count, "club")
    let quiet = plan.clubs.count - told.count
    if quiet > 0 {
      lines.append("\(counted(quiet, one: "club")) \(quiet == 1 ? "is" : "are") in sync.")
    }
    return lines
  }

  // MARK: - Details

  private var details: [[String]] {
    let changed = plan.clubs.filter { !$0.changes.isEmpty }
    let shown = bounded(changed, PlanText.clubLimit, by: \.urgency)
    var parts = shown.map(details)
    let hidden = changed.count - shown.count
    if hidden > 0 { parts.append(more(hidden, "club")) }
    return parts
  }

  private func details(of club: ClubPlan) -> [String] {
    let title = "\(printable(club.name, limit: 200)) (\(printable(club.id, limit: 100)))"
    var lines = [options.paint(title, .bold)]
    if let pause = club.pause { lines.append("  \(printable(pause.sentence, limit: 300))") }
    for (service, changes) in Dictionary(grouping: club.changes, by: \.resource.service)
      .sorted(by: { $0.key < $1.key })
    {
      lines.append("  \(printable(service, limit: 100))")
      let shown = chosen(changes)
      for change in shown {
        lines += ChangeText(change: change, options: options).lines.map { "    " + $0 }
      }
      lines += rest(of: changes, shown: shown.count).map { "    " + $0 }
    }
    return lines
  }

  /// Each sort of change has room of its own: many creations never hide a deletion.
  private func chosen(_ changes: [Change]) -> [Change] {
    if options.verbose { return changes }
    var room: [Mark: Int] = [:]
    return changes.filter { change in
      room[Mark(change), default: 0] += 1
      return room[Mark(change), default: 0] <= PlanText.changeLimit
    }
  }

  private func rest(of changes: [Change], shown: Int) -> [String] {
    guard changes.count > shown else { return [] }
    let sorts = Mark.allCases.compactMap { mark in
      let count = changes.count { Mark($0) == mark } - PlanText.changeLimit
      return count > 0 ? "\(mark.rawValue)\(count)" : nil
    }
    return ["… and \(changes.count - shown) more (\(sorts.joined(separator: " "))): --verbose"]
  }

  // MARK: - The end

  /// What is not converged, not ours, not known, and not right.
  private var remarks: [String] {
    list(paused)
      + list(coming)
      + notManaged
      + list(unmanaged)
      + list(
        plan.clubs.flatMap { club in
          club.unknown.map {
            "unknown: \(printable($0.service, limit: 100)) of \(printable(club.id, limit: 100)): "
              + printable($0.reason, limit: 300)
          }
        })
      + list(plan.clubs.flatMap(\.errors).map { DiagnosticText(diagnostic: $0).line })
  }

  /// Of clubs without details.
  private var paused: [String] {
    plan.clubs.filter(\.changes.isEmpty).compactMap { club in
      club.pause.map {
        "\(printable(club.name, limit: 200)) (\(printable(club.id, limit: 100))): "
          + printable($0.sentence, limit: 300)
      }
    }
  }

  /// What time brings by itself: of many clubs only what comes soon.
  private var coming: [String] {
    plan.upcoming(all: options.verbose || plan.clubs.count == 1).map { club, coming in
      "coming: \(printable(club.name, limit: 200)) (\(printable(club.id, limit: 100))): "
        + coming.sentence { printable($0, limit: 300) }
    }
  }

  /// A line a place; where these are too many a line a path, so that none of these is left out.
  private var notManaged: [String] {
    let all = plan.clubs.flatMap(\.notManaged)
    let isShort = options.verbose || all.count <= PlanText.listLimit
    let groups = isShort ? all.map { [$0] } : grouped(all)
    return groups.map { group in
      let more = group.count == 1 ? "" : " and \(counted(group.count - 1, one: "more place"))"
      let (kind, why) =
        group[0].reason.map { ("not managed", ": \(printable($0, limit: 300))") }
        ?? ("not managed yet", "")
      return "\(kind): \(printable(group[0].path, limit: 200)) "
        + "(\(place(group[0].location))\(more))\(why)"
    }
  }

  private func grouped(_ all: [NotManaged]) -> [[NotManaged]] {
    Dictionary(grouping: all, by: \.path).sorted { $0.key < $1.key }.map(\.value)
  }

  private var unmanaged: [String] {
    let ofClubs = plan.clubs.flatMap { club in
      club.unmanaged.map { (thing: $0, of: " (\(printable(club.id, limit: 100)))") }
    }
    return (plan.unmanaged.map { (thing: $0, of: "") } + ofClubs).map { thing, club in
      "unmanaged: \(printable(thing.service, limit: 100)) \(printable(thing.kind, limit: 40)) "
        + printable(thing.name, limit: 300) + club + orphan(thing)
    }
  }

  /// A mark of ours, and nobody whose it is: never deleted, and to be looked at.
  private func orphan(_ thing: Unmanaged) -> String {
    thing.mark.map { ", marked as club \(printable($0, limit: 100))'s, which does not declare it" }
      ?? ""
  }

  private var total: [String] {
    let sum = PlanSummary(plan)
    var parts = [
      "\(sum.create) to create", "\(sum.update) to update",
      sum.delete == 0 ? "nothing to delete" : "\(sum.delete) to delete",
    ]
    if sum.adopt > 0 { parts.append("\(sum.adopt) to take over") }
    if sum.forget > 0 { parts.append("\(sum.forget) to forget") }
    if sum.held > 0 { parts.append("\(sum.held) held") }
    if sum.unknown > 0 { parts.append("\(sum.unknown) unknown") }
    if sum.broken > 0 { parts.append("\(counted(sum.broken, one: "club file")) with errors") }
    var lines = ["Total: " + parts.joined(separator: ", ") + "."]
    if sum.held > 0 {
      lines.append("What is held waits for `allotment approve ID` or `apply --allow-held`.")
    }
    if !plan.clubs.allSatisfy(\.changes.isEmpty) { lines.append(options.paint(Mark.legend, .dim)) }
    return lines
  }

  private func list(_ lines: [String]) -> [String] {
    guard !options.verbose, lines.count > PlanText.listLimit else { return lines }
    return lines.prefix(PlanText.listLimit) + ["… and \(lines.count - PlanText.listLimit) more"]
  }

  private func bounded<T>(_ all: [T], _ limit: Int, by rank: (T) -> Int) -> [T] {
    options.verbose ? all : all.first(limit, by: rank)
  }

  private func more(_ count: Int, _ noun: String) -> [String] {
    count == 0 ? [] : ["… and \(counted(count, one: "more \(noun)")): --verbose, or --club ID"]
  }
}
