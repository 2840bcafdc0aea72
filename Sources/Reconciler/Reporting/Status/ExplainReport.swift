public import Model
public import Spec

/// Why a live thing is there, and why it is in its state.
public struct Explanation: Sendable, Equatable {
  public var resource: ResourceID
  /// Where the files ask for it; nil when no file does.
  public var declared: SourceLocation?
  /// What the inventory knows; nil when it is not ours.
  public var record: Owned?
  /// Who wrote the commit at which it was applied.
  public var author: String?
  /// The change that is due; nil when there is none.
  public var change: Change?
  /// The service could not be read, in plain words.
  public var unknown: String?
  /// What happened to it, newest first.
  public var history: [HistoryReport.Entry]

  public init(
    resource: ResourceID, declared: SourceLocation?, record: Owned?, author: String? = nil,
    change: Change? = nil, unknown: String? = nil, history: [HistoryReport.Entry] = []
  ) {
    self.resource = resource
    self.declared = declared
    self.record = record
    self.author = author
    self.change = change
    self.unknown = unknown
    self.history = history
  }
}

public enum ExplainReport {
  public static func json(_ subject: Explanation) -> JSON {
    [
      "formatVersion": "1",
      "id": .text(subject.resource.description),
      "club": .text(subject.resource.club),
      "service": .text(subject.resource.service),
      "kind": .text(subject.resource.kind.name),
      "name": .text(subject.resource.name),
      "declared": subject.declared.map { JSON(at: $0) } ?? .null,
      "owned": subject.record.map(json) ?? .null,
      "author": .text(subject.author),
      "state": .text(subject.state),
      "history": .list(subject.history.map(\.json)),
    ]
  }

  /// Ends with a newline.
  public static func text(
    _ subject: Explanation, _ options: TextOptions = TextOptions()
  ) -> String {
    let id = subject.resource
    let title =
      "\(printable(id.kind.name, limit: 40)) \(printable(id.name, limit: 300)) of "
      + "\(printable(id.club, limit: 100)), in \(printable(id.service, limit: 100))"
    var lines = [
      options.paint(title, .bold), "  declared  \(subject.declared.map(full) ?? "in no file")",
    ]
    if let record = subject.record {
      lines.append("  ours      \(ownership(record)) \(by(subject.author))")
      if let protection = record.protection {
        lines.append("  protected (protect: [\(protection.rawValue)])")
      }
    } else {
      lines.append("  ours      no: it was neither made nor taken over")
    }
    lines.append("  state     \(printable(subject.state, limit: 500))")
    for field in subject.change?.fields ?? [] {
      let action = subject.change?.action ?? .update
      lines.append("    " + FieldText(verbose: options.verbose).line(field, of: action))
    }
    if !subject.history.isEmpty { lines.append("  history") }
    lines += subject.history.map { "    " + $0.line(options) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func full(_ location: SourceLocation) -> String {
    printable(location.description, limit: 300)
  }

  private static func ownership(_ record: Owned) -> String {
    let place = record.origin.description
    let since =
      record.state == .applied
      ? "applied as it is since \(timestamp(record.appliedAt))"
      : "intended, and not acknowledged yet"
    return "\(since), for \(printable(place, limit: 300)) at \(short(record.revision))"
  }

  private static func by(_ author: String?) -> String {
    author.map { "by \(printable($0, limit: 100))" } ?? "by somebody unknown"
  }

  private static func json(_ record: Owned) -> JSON {
    [
      "state": .text(record.state.rawValue),
      "appliedAt": .text(timestamp(record.appliedAt)),
      "revision": .text(record.revision.description),
      "origin": JSON(at: record.origin),
      "protection": .text(record.protection?.rawValue),
    ]
  }
}

extension Explanation {
  /// Why it is in its state.
  fileprivate var state: String {
    if let unknown { return "unknown: \(unknown)" }
    if let change {
      if let hold = change.held {
        return "\(change.action.noun) held (\(hold.by.rawValue)): \(hold.message)"
      }
      return "\(change.action.noun) due: \(change.reason)"
    }
    if declared != nil { return record == nil ? "not made yet" : "as declared" }
    return record == nil ? "not ours, left alone" : "kept"
  }
}
