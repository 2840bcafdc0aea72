import GRDB
public import Model
public import Spec

/// What became of one change, once.
public struct HistoryEntry: Sendable, Equatable {
  public enum Result: String, Sendable, CaseIterable {
    case applied
    case failed
  }

  /// Grows with every entry; given by the inventory.
  public var id: Int64
  /// Seconds since 1970.
  public var time: Int64
  public var club: String
  public var revision: Revision
  /// ``Change/id``.
  public var change: String
  public var action: Change.Action
  public var result: Result
  public var message: String
  /// Who wrote the commit.
  public var author: String?
  /// The pass that it was part of, as in the logs.
  public var cycle: String

  public init(
    id: Int64 = 0, time: Int64, club: String, revision: Revision, change: String,
    action: Change.Action, result: Result, message: String, author: String? = nil, cycle: String
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

extension Inventory {
  /// The most entries that one call gives.
  public static let historyPage = 10_000

  /// Adds entries, in order; the oldest over the limit go.
  public func append(_ entries: [HistoryEntry]) throws {
    guard !entries.isEmpty else { return }
    try writing { db in
      for entry in entries { try db.run(HistoryEntry.inserting, entry.arguments) }
      try db.run(
        "DELETE FROM history WHERE id <= (SELECT max(id) FROM history) - ?", [historyLimit])
    }
  }

  /// The newest entries first, of one club or of all; `before`: older than the entry with this id.
  public func history(club: String?, limit: Int, before: Int64?) throws -> [HistoryEntry] {
    let limit = min(max(0, limit), Inventory.historyPage)
    let before = before ?? Int64.max
    return try reading { db in
      if let club {
        try db.rows(
          "\(HistoryEntry.selecting) WHERE club = ? AND id < ? ORDER BY id DESC LIMIT ?",
          [club, before, limit], HistoryEntry.init)
      } else {
        try db.rows(
          "\(HistoryEntry.selecting) WHERE id < ? ORDER BY id DESC LIMIT ?", [before, limit],
          HistoryEntry.init)
      }
    }
  }
}

extension HistoryEntry {
  fileprivate static let inserting = """
    INSERT INTO history (time, club, revision, change, action, result, message, author, cycle)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    """

  fileprivate static let selecting = """
    SELECT id, time, club, revision, change, action, result, message, author, cycle FROM history
    """

  fileprivate var arguments: StatementArguments {
    [
      time, club, revision.description, change, action.rawValue, result.rawValue, message, author,
      cycle,
    ]
  }

  fileprivate init(row: Row) throws {
    self.init(
      id: try row.number(0), time: try row.number(1), club: try row.text(2),
      revision: Revision(try row.text(3)), change: try row.text(4),
      action: try row.word(Change.Action.self, 5), result: try row.word(Result.self, 6),
      message: try row.text(7), author: try row.textIfAny(8), cycle: try row.text(9))
  }
}
