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

  /// Takes a person's addresses out of all that is remembered of a club under its ids, and adds
  /// `entry`, which must not hold them. What stays is an address among the reserved names: nobody
  /// else ever gets it.
  ///
  /// SQLite overwrites what it removes, here and in its log.
  ///
  /// - Parameter always: add `entry` also when nothing was known of the addresses.
  public func erase(
    _ addresses: Set<String>, of clubs: Set<String>, recording entry: HistoryEntry, always: Bool
  ) throws -> Traces {
    precondition(
      !addresses.contains { entry.change.contains($0) || entry.message.contains($0) })
    let traces = try writing { db in
      try db.execute(sql: "PRAGMA secure_delete = ON")
      var history: Set<Int64> = []
      var others: Set<String> = []
      for club in clubs {
        for address in addresses {
          history.formUnion(try eraseHistory(address, club, db))
          others.formUnion(try eraseConditions(address, club, db))
          others.formUnion(try eraseHeld(address, club, db))
          others.formUnion(try eraseNotices(address, club, db))
        }
      }
      if always || !history.isEmpty || !others.isEmpty { try append([entry]) }
      return Traces(history: history.count, others: others.count)
    }
    try flushLog()
    return traces
  }

  // Each gives what it changed, by names that tell one from the other.

  private func eraseHistory(_ address: String, _ club: String, _ db: Database) throws -> [Int64] {
    let rows = try db.rows(
      """
      SELECT id, change, message FROM history
      WHERE club = ?1 AND (instr(change, ?2) > 0 OR instr(message, ?2) > 0)
      """, [club, address]
    ) { (try $0.number(0), try $0.text(1), try $0.text(2)) }
    var changed: [Int64] = []
    for (id, change, message) in rows {
      let cleaned = (without(address, change), without(address, message))
      guard cleaned != (change, message) else { continue }
      try db.run(
        "UPDATE history SET change = ?, message = ? WHERE id = ?", [cleaned.0, cleaned.1, id])
      changed.append(id)
    }
    return changed
  }

  private func eraseConditions(_ address: String, _ club: String, _ db: Database) throws
    -> [String]
  {
    let rows = try db.rows(
      "SELECT position, message FROM condition WHERE club = ? AND instr(message, ?) > 0",
      [club, address]
    ) { (try $0.number(0), try $0.text(1)) }
    var changed: [String] = []
    for (position, message) in rows {
      let cleaned = without(address, message)
      guard cleaned != message else { continue }
      try db.run(
        "UPDATE condition SET message = ? WHERE club = ? AND position = ?",
        [cleaned, club, position])
      changed.append("condition \(position) of \(club)")
    }
    return changed
  }

  private func eraseNotices(_ address: String, _ club: String, _ db: Database) throws -> [String] {
    let rows = try db.rows(
      "SELECT id, message FROM notice WHERE subject = ? AND instr(message, ?) > 0",
      [Notice.Subject.club(club).description, address]
    ) { (try $0.number(0), try $0.text(1)) }
    var changed: [String] = []
    for (id, message) in rows {
      let cleaned = without(address, message)
      guard cleaned != message else { continue }
      try db.run("UPDATE notice SET message = ? WHERE id = ?", [cleaned, id])
      changed.append("notice \(id)")
    }
    return changed
  }

  private func eraseHeld(_ address: String, _ club: String, _ db: Database) throws -> [String] {
    let key = "held/\(club)"
    let value = try db.rows("SELECT value FROM setting WHERE key = ?", [key]) { try $0.text(0) }
    guard let held = value.first else { return [] }
    let lines = held.split(separator: "\n")
    let kept = lines.filter { !$0.hasSuffix("/\(address)") }
    guard kept.count < lines.count else { return [] }
    try db.run(
      "UPDATE setting SET value = ? WHERE key = ?", [kept.joined(separator: "\n"), key])
    return lines.filter { $0.hasSuffix("/\(address)") }.map { "\(key) \($0)" }
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
