import GRDB
import Model

/// A person's traces in the inventory.
public struct Traces: Sendable, Equatable {
  /// Entries of the history that named the person.
  public var history: Int
  /// Messages of conditions, notices that wait, and what was remembered of held removals.
  public var others: Int

  public init(history: Int, others: Int) {
    self.history = history
    self.others = others
  }
}

extension Inventory {
  static let erased = "(erased)"

  /// Takes an address out of all that is remembered of a club, and adds `entry`, which must not
  /// hold it. What stays is the address among the reserved names: nobody else ever gets it.
  ///
  /// SQLite overwrites what it removes, here and in its log.
  public func erase(_ address: String, of club: String, recording entry: HistoryEntry) throws
    -> Traces
  {
    precondition(!entry.change.contains(address) && !entry.message.contains(address))
    let traces = try writing { db in
      try db.execute(sql: "PRAGMA secure_delete = ON")
      let history = try eraseHistory(address, club, db)
      let conditions = try eraseConditions(address, club, db)
      let held = try eraseHeld(address, club, db)
      let notices = try eraseNotices(address, club, db)
      return Traces(history: history, others: conditions + held + notices)
    }
    try append([entry])
    try flushLog()
    return traces
  }

  private func eraseHistory(_ address: String, _ club: String, _ db: Database) throws -> Int {
    let rows = try db.rows(
      """
      SELECT id, change, message FROM history
      WHERE club = ?1 AND (instr(change, ?2) > 0 OR instr(message, ?2) > 0)
      """, [club, address]
    ) { (try $0.number(0), try $0.text(1), try $0.text(2)) }
    var count = 0
    for (id, change, message) in rows {
      let cleaned = (without(address, change), without(address, message))
      guard cleaned != (change, message) else { continue }
      try db.run(
        "UPDATE history SET change = ?, message = ? WHERE id = ?", [cleaned.0, cleaned.1, id])
      count += 1
    }
    return count
  }

  private func eraseConditions(_ address: String, _ club: String, _ db: Database) throws -> Int {
    let rows = try db.rows(
      "SELECT position, message FROM condition WHERE club = ? AND instr(message, ?) > 0",
      [club, address]
    ) { (try $0.number(0), try $0.text(1)) }
    for (position, message) in rows {
      try db.run(
        "UPDATE condition SET message = ? WHERE club = ? AND position = ?",
        [without(address, message), club, position])
    }
    return rows.count
  }

  private func eraseNotices(_ address: String, _ club: String, _ db: Database) throws -> Int {
    let rows = try db.rows(
      "SELECT id, message FROM notice WHERE subject = ? AND instr(message, ?) > 0",
      [Notice.Subject.club(club).description, address]
    ) { (try $0.number(0), try $0.text(1)) }
    for (id, message) in rows {
      try db.run(
        "UPDATE notice SET message = ? WHERE id = ?", [without(address, message), id])
    }
    return rows.count
  }

  private func eraseHeld(_ address: String, _ club: String, _ db: Database) throws -> Int {
    let key = "held/\(club)"
    let value = try db.rows("SELECT value FROM setting WHERE key = ?", [key]) { try $0.text(0) }
    guard let held = value.first else { return 0 }
    let lines = held.split(separator: "\n")
    let kept = lines.filter { !$0.hasSuffix("/\(address)") }
    guard kept.count < lines.count else { return 0 }
    try db.run(
      "UPDATE setting SET value = ? WHERE key = ?", [kept.joined(separator: "\n"), key])
    return lines.count - kept.count
  }

  /// Another address may end with this one: only a whole one is taken out.
  private func without(_ address: String, _ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let found = rest.firstRange(of: address) {
      let before = rest[..<found.lowerBound]
      let after = rest[found.upperBound...]
      // A point ends a sentence, or goes on with the domain.
      let isWhole =
        isBoundary((result + before).last)
        && isBoundary(after.first == "." ? after.dropFirst().first : after.first)
      result += before + (isWhole ? Self.erased[...] : rest[found])
      rest = rest[found.upperBound...]
    }
    return result + rest
  }

  private func isBoundary(_ character: Character?) -> Bool {
    guard let character else { return true }
    return !(character.isLetter || character.isNumber || "-_.@~%".contains(character))
  }

  /// Moves what SQLite's log holds into the file, and empties the log.
  private func flushLog() throws {
    do {
      try writer?.writeWithoutTransaction { db in
        _ = try Row.fetchAll(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
      }
    } catch { throw InventoryError(error, path: path) }
  }
}
