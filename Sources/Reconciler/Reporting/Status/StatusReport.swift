public import Model
public import Spec

/// Where clubs stand.
public enum StatusReport {
  /// One club with what its status does not hold.
  public struct Entry: Sendable, Equatable {
    /// The club is left alone.
    public struct Pause: Sendable, Equatable {
      /// Seconds since 1970; nil until somebody resumes it.
      public var until: Int64?
      public var reason: String

      public init(until: Int64?, reason: String) {
        self.until = until
        self.reason = reason
      }
    }

    public var status: ClubStatus
    /// Seconds since 1970.
    public var lastReconciledAt: Int64?
    public var pause: Pause?

    public init(_ status: ClubStatus, lastReconciledAt: Int64? = nil, pause: Pause? = nil) {
      self.status = status
      self.lastReconciledAt = lastReconciledAt
      self.pause = pause
    }
  }

  /// - Parameters:
  ///   - revision: the one that is looked at now; nil before the first.
  ///   - notices: those who are told; nil where that is not asked.
  public static func json(
    _ clubs: [Entry], revision: Revision?, notices: [Receiver]? = nil
  ) -> JSON {
    let report: JSON = [
      "formatVersion": "1",
      "revision": .text(revision?.description),
      "clubs": .list(clubs.map(\.json)),
    ]
    return report.adding(notices.map { [JSON.Member("notices", .list($0.map(\.json)))] } ?? [])
  }

  /// A table, a line a club. Ends with a newline.
  public static func text(
    _ clubs: [Entry], revision: Revision?, notices: [Receiver] = [],
    _ options: TextOptions = TextOptions()
  ) -> String {
    let rows = clubs.map(\.cells)
    let header = ["CLUB", "SYNC", "HEALTH", "APPLIED", "MESSAGE"]
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].unicodeScalars.count }.max() ?? 0
    }
    var lines = [heading(clubs, revision)]
    if !clubs.isEmpty { lines += ["", options.paint(line(header, widths), .bold)] }
    for (club, cells) in zip(clubs, rows) {
      lines.append(options.paint(line(cells, widths), club.paint))
    }
    if !notices.isEmpty { lines += ["", options.paint("NOTICES", .bold)] }
    lines += notices.map { options.paint($0.line, $0.problem == nil ? nil : .red) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// One club with its conditions. Ends with a newline.
  public static func details(_ club: Entry, _ options: TextOptions = TextOptions()) -> String {
    let status = club.status
    let title = "\(printable(status.name, limit: 200)) (\(printable(status.id, limit: 100)))"
    var lines = [
      options.paint(title, .bold),
      options.paint("  \(status.sync.rawValue), \(status.health.rawValue)", club.paint),
    ]
    if let pause = club.pause { lines.append("  \(pause.text)") }
    lines.append("  applied     \(status.lastAppliedRevision.map(full) ?? "nothing yet")")
    lines.append("  attempted   \(status.lastAttemptedRevision.map(full) ?? "nothing yet")")
    lines.append("  reconciled  \(club.lastReconciledAt.map(timestamp) ?? "never")")
    for condition in status.conditions {
      lines.append(
        "  \(condition.type.rawValue)=\(condition.status.rawValue) since "
          + "\(timestamp(condition.lastTransitionTime))  \(printable(condition.reason, limit: 60)): "
          + printable(condition.message, limit: options.verbose ? .max : 300))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func full(_ revision: Revision) -> String {
    printable(revision.description, limit: 200)
  }

  private static func heading(_ clubs: [Entry], _ revision: Revision?) -> String {
    let sync = SyncState.allCases.compactMap { state in
      part(clubs.count { $0.status.sync == state }, state.rawValue)
    }
    let health = HealthState.allCases.compactMap { state in
      part(clubs.count { $0.status.health == state }, state.rawValue)
    }
    let at = revision.map(short) ?? "no revision yet"
    let count = counted(clubs.count, one: "club")
    if clubs.isEmpty { return "\(at)  \(count)" }
    return "\(at)  \(count): \(sync.joined(separator: ", ")); \(health.joined(separator: ", "))"
  }

  private static func part(_ count: Int, _ word: String) -> String? {
    count == 0 ? nil : "\(count) \(word)"
  }

  private static func line(_ cells: [String], _ widths: [Int]) -> String {
    let padded = zip(cells, widths).map { cell, width in
      cell + String(repeating: " ", count: width - cell.unicodeScalars.count)
    }
    let text = padded.joined(separator: "  ")
    return String(text.reversed().drop { $0 == " " }.reversed())
  }
}

extension StatusReport.Entry {
  fileprivate var cells: [String] {
    let ready = status.conditions.first { $0.type == .ready }
    let message = pause?.text ?? (ready.map { printable($0.message, limit: 120) } ?? "")
    return [
      printable(status.id, limit: 60), status.sync.rawValue, status.health.rawValue,
      status.lastAppliedRevision.map(short) ?? "-", message,
    ]
  }

  fileprivate var paint: Paint? {
    if pause != nil { return .dim }
    switch (status.sync, status.health) {
    case (_, .degraded), (_, .missing): return .red
    case (.synced, _): return nil
    case (.outOfSync, _), (.unknown, _): return .yellow
    }
  }

  fileprivate var json: JSON {
    [
      "id": .text(status.id),
      "sync": .text(status.sync.rawValue),
      "health": .text(status.health.rawValue),
      "lastAttemptedRevision": .text(status.lastAttemptedRevision?.description),
      "lastAppliedRevision": .text(status.lastAppliedRevision?.description),
      "conditions": .list(status.conditions.map(\.json)),
      "name": .text(status.name),
      "lastReconciledAt": .text(lastReconciledAt.map(timestamp)),
      "paused": pause.map {
        ["until": .text($0.until.map(timestamp)), "reason": .text($0.reason)]
      } ?? .null,
    ]
  }
}

extension StatusReport.Entry.Pause {
  fileprivate var text: String {
    let end = until.map { "until \(timestamp($0))" } ?? "until it is resumed"
    return "paused \(end): \(printable(reason, limit: 120))"
  }
}

extension Condition {
  fileprivate var json: JSON {
    [
      "type": .text(type.rawValue),
      "status": .text(status.rawValue),
      "reason": .text(reason),
      "message": .text(message),
      "observedRevision": .text(observedRevision?.description),
      "lastTransitionTime": .text(timestamp(lastTransitionTime)),
    ]
  }
}
