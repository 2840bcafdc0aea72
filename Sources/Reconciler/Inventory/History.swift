import GRDB
public import Model
public import Spec

/// What became of one change, once, or what a person decided.
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
  /// ``Change/id``; `chess#pause` for what concerns a whole club.
  public var change: String
  public var action: HistoryAction
  public var result: Result
  public var message: String
  /// Who wrote the commit, or who decided it.
  public var author: String?
  /// The pass that it was part of, as in the logs.
  public var cycle: String

  public init(
    id: Int64 = 0, time: Int64, club: String, revision: Revision, change: String,
    action: HistoryAction, result: Result, message: String, author: String? = nil, cycle: String
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
    try history(HistoryQuery(club: club, limit: limit, before: before))
  }

  /// The newest entries first.
  public func history(_ query: HistoryQuery) throws -> [HistoryEntry] {
    try reading { db in
      // The club's index is of use only in a statement that always asks for a club.
      try db.rows(
        query.club == nil ? HistoryQuery.ofAll : HistoryQuery.ofClub, query.arguments,
        HistoryEntry.init)
    }
  }

  /// Takes out what is older than ``historyAge``, a few thousand entries in one transaction. `now`:
  /// seconds since 1970.
  public func pruneHistory(now: Int64) throws {
    guard let historyAge else { return }
    var found = Self.historyPage
    while found == Self.historyPage {
      found = try writing { db in
        try db.run(
          """
          DELETE FROM history WHERE id IN (
            SELECT id FROM (SELECT id, time FROM history ORDER BY id LIMIT ?) WHERE time < ?)
          """, [Self.historyPage, now - historyAge])
        return db.changesCount
      }
    }
  }
}

/// Which entries of the history are asked for; nil and empty: any.
public struct HistoryQuery: Sendable, Equatable {
  public var club: String?
  /// Seconds since 1970: not before this.
  public var since: Int64?
  /// Seconds since 1970: before this.
  public var until: Int64?
  public var actions: Set<HistoryAction>
  /// A part of the author's name or address; capital and small ASCII letters are the same.
  public var author: String?
  /// A part of the change's name or of the message; the same.
  public var text: String?
  public var limit: Int
  /// Older than the entry with this id.
  public var before: Int64?

  public init(
    club: String? = nil, since: Int64? = nil, until: Int64? = nil,
    actions: Set<HistoryAction> = [], author: String? = nil, text: String? = nil, limit: Int,
    before: Int64? = nil
  ) {
    self.club = club
    self.since = since
    self.until = until
    self.actions = actions
    self.author = author
    self.text = text
    self.limit = limit
    self.before = before
  }

  fileprivate static let ofAll = "\(HistoryEntry.selecting) WHERE ?1 IS NULL AND \(rest)"
  fileprivate static let ofClub = "\(HistoryEntry.selecting) WHERE club = ?1 AND \(rest)"

  private static let rest = """
    id < ?2 AND time >= ?3 AND time < ?4
      AND (?5 IS NULL OR instr(?5, ',' || action || ',') > 0)
      AND (?6 IS NULL OR instr(lower(coalesce(author, '')), lower(?6)) > 0)
      AND (?7 IS NULL OR instr(lower(change), lower(?7)) > 0 OR instr(lower(message), lower(?7)) > 0)
    ORDER BY id DESC LIMIT ?8
    """

  fileprivate var arguments: StatementArguments {
    let words =
      actions.isEmpty ? nil : ",\(actions.map(\.rawValue).sorted().joined(separator: ",")),"
    return [
      club, before ?? .max, since ?? .min, until ?? .max, words, author, text,
      min(max(0, limit), Inventory.historyPage),
    ]
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
      action: try row.word(HistoryAction.self, 5), result: try row.word(Result.self, 6),
      message: try row.text(7), author: try row.textIfAny(8), cycle: try row.text(9))
  }
}
