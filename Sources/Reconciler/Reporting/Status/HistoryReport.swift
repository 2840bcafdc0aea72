public import Model
public import Spec

/// What happened, newest first.
public enum HistoryReport {
  public struct Entry: Sendable, Equatable {
    /// Grows with every entry: where the next page begins.
    public var id: Int64
    /// Seconds since 1970.
    public var time: Int64
    public var club: String
    public var revision: Revision
    /// ``Model/Change/id``.
    public var change: String
    public var action: HistoryAction
    /// `applied` or `failed`.
    public var result: String
    public var message: String
    /// Who wrote the commit, or who decided it.
    public var author: String?
    /// The pass that it was part of, as in the logs.
    public var cycle: String

    public init(
      id: Int64, time: Int64, club: String, revision: Revision, change: String,
      action: HistoryAction, result: String, message: String, author: String?, cycle: String
    ) {
      self.id = id
      self.time = time
      self.club = club
      self.revision = revision
      self.change = change
      self.action = action
      self.result = result
      self.message = message
      self.author = author
      self.cycle = cycle
    }
  }

  /// `next`: the id before which the next page begins; null when the list ends here.
  public static func json(_ entries: [Entry], hasMore: Bool = false) -> JSON {
    [
      "formatVersion": "1",
      "entries": .list(entries.map(\.json)),
      "next": .number(hasMore ? entries.last?.id : nil),
    ]
  }

  /// A line an entry. Ends with a newline. `isSearch`: these are not all entries that there are.
  public static func text(
    _ entries: [Entry], isSearch: Bool = false, _ options: TextOptions = TextOptions()
  ) -> String {
    if entries.isEmpty { return isSearch ? "Nothing matches.\n" : "Nothing has happened yet.\n" }
    return entries.map { $0.line(options) + "\n" }.joined()
  }
}

extension HistoryReport.Entry {
  func line(_ options: TextOptions) -> String {
    let who = author.map { ", \(printable($0, limit: 100))" } ?? ""
    let what = options.paint(result, result == "failed" ? .red : nil)
    return "\(timestamp(time))  \(what)  \(printable(change, limit: 400))  "
      + "\(printable(message, limit: options.verbose ? .max : 200))  (\(short(revision))\(who))"
  }

  var json: JSON {
    [
      "id": .number(id),
      "time": .text(timestamp(time)),
      "club": .text(club),
      "revision": .text(revision.description),
      "change": .text(change),
      "action": .text(action.rawValue),
      "result": .text(result),
      "message": .text(message),
      "author": .text(author),
      "cycle": .text(cycle),
    ]
  }
}
