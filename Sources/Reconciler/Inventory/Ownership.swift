import GRDB
public import Model
import Spec

/// What is owned in one service.
public struct OwnedInService: Sendable, Equatable {
  public var things: Int
  public var clubs: Int

  public init(things: Int, clubs: Int) {
    self.things = things
    self.clubs = clubs
  }
}

extension Inventory {
  /// What a club owns, by id.
  public func owned(of club: String) throws -> [Owned] {
    try reading { db in
      try db.rows(
        """
        SELECT service, kind, name, rank, namesHost, keepsNameReserved, state, fingerprint,
          appliedAt, revision, file, line, column, protection, wasApplied
        FROM owned WHERE club = ?
        """, [club]
      ) { try Owned(row: $0, club: club) }
    }.sorted { $0.id < $1.id }
  }

  /// Clubs that own at least one resource, in order.
  public func ownedClubs() throws -> [String] {
    try reading { db in
      try db.rows("SELECT club FROM ownedCount ORDER BY club") { try $0.text(0) }
    }
  }

  /// Clubs that own what a service acknowledged once, in order.
  public func clubs(owningIn service: String) throws -> [String] {
    try reading { db in
      try db.rows(
        "SELECT DISTINCT club FROM owned WHERE service = ? AND wasApplied ORDER BY club", [service]
      ) { try $0.text(0) }
    }
  }

  /// How many resources each club owns; clubs that own nothing are absent.
  public func ownedCount() throws -> [String: Int] {
    let counts = try reading { db in
      try db.rows("SELECT club, count FROM ownedCount") {
        (try $0.text(0), try $0.exactly(Int.self, 1))
      }
    }
    return Dictionary(counts) { first, _ in first }
  }

  /// Writes down what is about to be made, before the service is called.
  ///
  /// Of what was applied before, the fingerprint stays until ``record(_:)``: it says what was last
  /// acknowledged. Its time stays while the same fields are intended.
  public func intend(_ owned: [Owned]) throws {
    guard !owned.isEmpty else { return }
    try writing { db in
      for record in owned { try db.run(Owned.intending, try record.arguments) }
    }
  }

  /// Writes down what a service acknowledged.
  ///
  /// `appliedAt` stays as it is when these very fields were applied before, and no others were
  /// intended since: those may have been there in between.
  public func record(_ applied: [Owned]) throws {
    guard !applied.isEmpty else { return }
    try writing { db in
      for record in applied { try db.run(Owned.recording, try record.arguments) }
    }
  }

  /// Takes out what was deleted, or is to be forgotten.
  public func strike(_ ids: [ResourceID]) throws {
    guard !ids.isEmpty else { return }
    try writing { db in
      for id in ids {
        try db.run(
          "DELETE FROM owned WHERE club = ? AND service = ? AND kind = ? AND name = ?",
          try id.arguments)
      }
    }
  }

  /// Gives all that a club owns to the id that it has now (`moved: {from: …}`).
  ///
  /// What the new id owns already stays as it is.
  public func move(_ club: String, to new: String) throws {
    guard club != new else { return }
    try writing { db in
      try db.run(
        """
        INSERT INTO owned SELECT ?, service, kind, name, rank, namesHost, keepsNameReserved,
          state, wasApplied, fingerprint, appliedAt, revision, file, line, column, protection
        FROM owned WHERE club = ? ON CONFLICT DO NOTHING
        """, [new, club])
      try db.run("DELETE FROM owned WHERE club = ?", [club])
    }
  }

  /// How much of how many clubs is owned in each service, by its name; none that owns nothing.
  public func ownedByService() throws -> [String: OwnedInService] {
    let counts = try reading { db in
      try db.rows("SELECT service, count(*), count(DISTINCT club) FROM owned GROUP BY service") {
        (
          try $0.text(0),
          OwnedInService(things: try $0.exactly(Int.self, 1), clubs: try $0.exactly(Int.self, 2))
        )
      }
    }
    return Dictionary(counts) { first, _ in first }
  }

  /// Takes out all that is owned in a service whose data is gone for good; how much that was.
  ///
  /// Reserved names stay reserved and what was held stays held: neither is known again by a mark.
  ///
  /// - Parameter entry: for the history, of a club and how many things it had there.
  public func forget(
    service: String, recording entry: (String, Int) -> HistoryEntry
  ) throws -> OwnedInService {
    try writing { db in
      let counts = try ownedCounts(in: service, db)
      try db.run("DELETE FROM owned WHERE service = ?", [service])
      try db.run("DELETE FROM digest WHERE service = ?", [service])
      try append(counts.map(entry))
      return OwnedInService(things: counts.map(\.1).reduce(0, +), clubs: counts.count)
    }
  }

  /// By club.
  private func ownedCounts(in service: String, _ db: Database) throws -> [(String, Int)] {
    try db.rows("SELECT club, count(*) FROM owned WHERE service = ? GROUP BY club", [service]) {
      (try $0.text(0), try $0.exactly(Int.self, 1))
    }
  }

  /// Gives all that is owned in a service to the name that it has now; how many things that were.
  ///
  /// What is owned under the new name already stays as it is.
  ///
  /// - Parameter entry: for the history, of a club and how many things it has there.
  public func rename(
    service old: String, to new: String, recording entry: (String, Int) -> HistoryEntry
  ) throws -> Int {
    guard old != new else { return 0 }
    return try writing { db in
      let counts = try ownedCounts(in: old, db)
      try db.run(
        """
        INSERT INTO owned SELECT club, ?, kind, name, rank, namesHost, keepsNameReserved,
          state, wasApplied, fingerprint, appliedAt, revision, file, line, column, protection
        FROM owned WHERE service = ? ON CONFLICT DO NOTHING
        """, [new, old])
      try db.run("DELETE FROM owned WHERE service = ?", [old])
      try db.run("DELETE FROM digest WHERE service = ?", [old])
      // What was held is remembered by full names: `chess/prosody/account/rose@chess.example`.
      let held = try db.rows("SELECT key, value FROM setting WHERE key LIKE 'held/%'") {
        (try $0.text(0), try $0.text(1))
      }
      for (key, value) in held {
        let lines = value.split(separator: "\n").map { line in
          var parts = line.split(separator: "/", omittingEmptySubsequences: false)
          if parts.count > 1, parts[1] == old { parts[1] = new[...] }
          return parts.joined(separator: "/")
        }
        try db.run(
          "UPDATE setting SET value = ? WHERE key = ?", [lines.joined(separator: "\n"), key])
      }
      try append(counts.map(entry))
      return counts.map(\.1).reduce(0, +)
    }
  }
}

extension Owned {
  /// One statement for each state. What follows `DO UPDATE SET` sees the old row by its columns'
  /// names, and the given one as `excluded`.
  fileprivate static let intending = """
    \(inserting) 'intended', 0) ON CONFLICT (club, service, kind, name) DO UPDATE SET
      \(updating), state = 'intended',
      fingerprint = iif(wasApplied, fingerprint, excluded.fingerprint),
      appliedAt = iif(wasApplied, iif(fingerprint = excluded.fingerprint, appliedAt, 0),
        excluded.appliedAt)
    """

  fileprivate static let recording = """
    \(inserting) 'applied', 1) ON CONFLICT (club, service, kind, name) DO UPDATE SET
      \(updating), state = 'applied', wasApplied = 1, fingerprint = excluded.fingerprint,
      appliedAt = iif(wasApplied AND fingerprint = excluded.fingerprint AND appliedAt > 0,
        appliedAt, excluded.appliedAt)
    """

  private static let inserting = """
    INSERT INTO owned (club, service, kind, name, rank, namesHost, keepsNameReserved, fingerprint,
      appliedAt, revision, file, line, column, protection, state, wasApplied)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
    """

  private static let updating = """
    rank = excluded.rank, namesHost = excluded.namesHost,
      keepsNameReserved = excluded.keepsNameReserved, revision = excluded.revision,
      file = excluded.file, line = excluded.line, column = excluded.column,
      protection = excluded.protection
    """

  fileprivate var arguments: StatementArguments {
    get throws {
      try id.arguments + [
        id.kind.rank, id.kind.namesHost, id.kind.keepsNameReserved, fingerprint.description,
        appliedAt, revision.description, origin.file, origin.position.line,
        origin.position.column, protection?.rawValue,
      ]
    }
  }

  fileprivate init(row: Row, club: String) throws {
    let kind = Kind(
      try row.text(1), rank: try row.exactly(Int.self, 3), namesHost: try row.flag(4),
      keepsNameReserved: try row.flag(5))
    self.init(
      id: ResourceID(
        club: club, service: try row.text(0), kind: kind, name: try row.text(2)),
      state: try row.word(State.self, 6), fingerprint: Fingerprint(hex: try row.text(7)),
      appliedAt: try row.number(8), revision: Revision(try row.text(9)),
      origin: SourceLocation(
        file: try row.text(10),
        position: SourcePosition(
          line: try row.exactly(UInt32.self, 11), column: try row.exactly(UInt32.self, 12))),
      protection: try row.textIfAny(13) == nil ? nil : try row.word(Protected.self, 13),
      wasApplied: try row.flag(14))
  }
}

extension ResourceID {
  /// SQLite would end a text at a NUL, and take one thing for another.
  fileprivate var arguments: StatementArguments {
    get throws {
      let texts = [club, service, kind.name, name]
      guard !texts.contains(where: { $0.utf8.contains(0) }) else {
        throw InventoryError(.failed, "a name with a NUL character cannot be owned")
      }
      return StatementArguments(texts)
    }
  }
}
