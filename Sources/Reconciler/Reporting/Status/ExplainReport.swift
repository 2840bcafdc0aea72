public import Model
public import Spec

/// The commit that last wrote a line.
public struct LineCommit: Sendable, Equatable {
  /// 40 hexadecimal digits.
  public var id: String
  /// `Rose Hill <rose@mail.example>`
  public var author: String
  /// Seconds since 1970.
  public var time: Int64
  public var subject: String

  public init(id: String, author: String, time: Int64, subject: String) {
    self.id = id
    self.author = author
    self.time = time
    self.subject = subject
  }
}

/// Why a live thing is there, and why it is in its state.
public struct Explanation: Sendable, Equatable {
  public var resource: ResourceID
  /// Where the files ask for it; nil when no file does.
  public var declared: SourceLocation?
  /// What the inventory knows; nil when it is not ours.
  public var record: Owned?
  /// Who asked for it: the last who wrote that line, or the line that it was applied from.
  public var line: LineCommit?
  /// The change that is due; nil when there is none.
  public var change: Change?
  /// The service could not be read, in plain words.
  public var unknown: String?
  /// What the service shows where no change is due.
  public var live: Live
  /// What happened to it, newest first.
  public var history: [HistoryReport.Entry]

  public enum Live: Sendable, Equatable {
    /// Nothing that is told otherwise.
    case untold
    /// As declared, and ours by its mark.
    case asDeclared
    /// Not there, and the files do not ask for it to be made: why.
    case notWanted(String)
    /// Not ours; with the club whose mark it carries.
    case unmanaged(mark: String?)
    /// Not there, and nobody wants it.
    case gone
  }

  public init(
    resource: ResourceID, declared: SourceLocation?, record: Owned?, line: LineCommit? = nil,
    change: Change? = nil, unknown: String? = nil, live: Live = .untold,
    history: [HistoryReport.Entry] = []
  ) {
    self.resource = resource
    self.declared = declared
    self.record = record
    self.line = line
    self.change = change
    self.unknown = unknown
    self.live = live
    self.history = history
  }
}

/// An ``Explanation`` for machines and for people: the answer of `explain`.
public enum ExplainReport {
  public static func json(_ subject: Explanation) -> JSON {
    [
      "formatVersion": "1",
      "id": .text(subject.resource.description),
      "club": subject.resource.club.isEmpty ? .null : .text(subject.resource.club),
      "service": .text(subject.resource.service),
      "kind": .text(subject.resource.kind.name),
      "name": .text(subject.resource.name),
      "declared": subject.declared.map { JSON(at: $0) } ?? .null,
      "owned": subject.record.map(json) ?? .null,
      "author": .text(subject.line?.author),
      "state": .text(subject.state),
      "history": .list(subject.history.map(\.json)),
      "commit": subject.line.map(json) ?? .null,
      "marked": .flag(subject.isOursByMark),
    ]
  }

  private static func json(_ line: LineCommit) -> JSON {
    [
      "id": .text(line.id), "author": .text(line.author), "time": .text(timestamp(line.time)),
      "subject": .text(line.subject),
    ]
  }

  /// Ends with a newline.
  public static func text(
    _ subject: Explanation, _ options: TextOptions = TextOptions()
  ) -> String {
    let id = subject.resource
    let title =
      "\(printable(id.kind.name, limit: 40)) \(printable(id.name, limit: 300)) of "
      + "\(id.club.isEmpty ? "no club" : printable(id.club, limit: 100)), in \(printable(id.service, limit: 100))"
    var lines = [
      options.paint(title, .bold), "  declared  \(subject.declared.map(full) ?? "in no file")",
    ]
    if let line = subject.line { lines.append("  asked by  \(text(line))") }
    if let record = subject.record {
      lines.append("  ours      \(ownership(record))")
      if let protection = record.protection {
        lines.append("  protected (protect: [\(protection.rawValue)])")
      }
    } else if subject.isOursByMark {
      lines.append("  ours      by the mark that it carries; the inventory does not know it")
    } else {
      lines.append("  ours      \(subject.notOurs)")
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

  private static func text(_ line: LineCommit) -> String {
    "\(printable(line.author, limit: 200)), commit \(printable(line.id, limit: 12).prefix(12)), "
      + "\(timestamp(line.time)): \(printable(line.subject, limit: 100))"
  }

  private static func json(_ record: Owned) -> JSON {
    [
      "state": .text(record.state.rawValue),
      "appliedAt": record.appliedAt > 0 ? .text(timestamp(record.appliedAt)) : .null,
      "revision": .text(record.revision.description),
      "origin": JSON(at: record.origin),
      "protection": .text(record.protection?.rawValue),
    ]
  }
}

extension Explanation {
  /// Whether the service's own mark alone says that it is ours.
  fileprivate var isOursByMark: Bool {
    guard record == nil else { return false }
    if live == .asDeclared { return true }
    return change.map { $0.action == .update || $0.action == .delete } ?? false
  }

  /// Why it is in its state.
  fileprivate var state: String {
    if let unknown { return "unknown: \(unknown)" }
    if let change {
      if let hold = change.held {
        return "\(change.action.noun) held (\(hold.by.rawValue)): \(hold.message)"
      }
      return "\(change.action.noun) due: \(change.reason)"
    }
    switch live {
    case .asDeclared: return "as declared"
    case .notWanted(let why): return why
    case .unmanaged(let mark?): return "live with the mark of club \(mark), left alone"
    case .unmanaged(nil): return "live and not ours, left alone"
    case .gone: return "neither declared nor live"
    case .untold: break
    }
    if declared != nil { return record == nil ? "not made yet" : "as declared" }
    return record == nil ? "not ours, left alone" : "kept"
  }

  /// What is said of ownership where neither the inventory nor a mark says that it is ours.
  fileprivate var notOurs: String {
    if unknown != nil { return "not by the inventory, and its mark cannot be read now" }
    return switch live {
    case .gone: "not any more"
    case .notWanted: "no: there is nothing"
    default: "no: it was neither made nor taken over"
    }
  }
}
