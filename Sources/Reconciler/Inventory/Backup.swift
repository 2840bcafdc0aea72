public import Foundation
import GRDB

/// All that an inventory holds, in a form that outlives its file: what `inventory export` writes.
public struct InventoryBackup: Codable, Sendable, Equatable {
  /// One value of a row.
  enum Cell: Codable, Sendable, Equatable {
    case null
    case number(Int64)
    case text(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .null
      } else if let number = try? container.decode(Int64.self) {
        self = .number(number)
      } else {
        self = .text(try container.decode(String.self))
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .null: try container.encodeNil()
      case .number(let number): try container.encode(number)
      case .text(let text): try container.encode(text)
      }
    }
  }

  struct Table: Codable, Sendable, Equatable {
    var columns: [String]
    var rows: [[Cell]]
  }

  static let version = "1"

  /// In the order in which they are filled. What triggers count is counted anew.
  static let tables = [
    "owned", "club", "condition", "digest", "reserved", "history", "setting", "told", "notice",
    "receiver",
  ]

  var formatVersion = InventoryBackup.version
  /// The migrations that the file has seen.
  var schema: [String]
  var tables: [String: Table]

  /// - Throws: ``InventoryError`` for what is no backup of ours, or one of a newer version.
  public init(json: Data) throws {
    do {
      self = try JSONDecoder().decode(InventoryBackup.self, from: json)
    } catch {
      throw InventoryError(.damaged, "this is no backup of an inventory, or it was cut short")
    }
    guard formatVersion == Self.version else {
      throw InventoryError(
        .tooNew, "the backup has the format \(formatVersion), this version knows \(Self.version)")
    }
  }

  init(schema: [String], tables: [String: Table]) {
    self.schema = schema
    self.tables = tables
  }

  public var json: Data {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      do { return try encoder.encode(self) } catch {
        throw InventoryError(.failed, "the backup could not be written as JSON: \(error)")
      }
    }
  }

  /// How many rows of each table there are.
  public var counts: [String: Int] { tables.mapValues(\.rows.count) }
}

extension Inventory {
  /// All of it, as it is at one moment.
  public func backup() throws -> InventoryBackup {
    try reading { try InventoryBackup(of: $0) }
  }

  /// Puts a backup in place of what is here: all of it, or nothing. One that an older version made
  /// is brought up to this one's schema, as its inventory would be.
  ///
  /// - Parameter replacing: what is here goes; without it the inventory must be empty.
  /// - Throws: ``InventoryError``, also for a backup that holds what cannot be.
  public func restore(_ backup: InventoryBackup, replacing: Bool = false) throws {
    let backup = try backup.checked()
    try writing { db in
      for name in InventoryBackup.tables.reversed() {
        let isEmpty = try db.rows("SELECT 1 FROM \"\(name)\" LIMIT 1") { _ in true }.isEmpty
        guard isEmpty || replacing else {
          throw InventoryError(
            .failed, "the inventory is not empty; --replace puts the backup in its place")
        }
        try db.run("DELETE FROM \"\(name)\"")
      }
      try backup.fill(db)
    }
  }
}

extension InventoryBackup {
  /// All that a database holds. One of an older version has fewer tables.
  fileprivate init(of db: Database) throws {
    tables = [:]
    for name in Self.tables where try db.tableExists(name) {
      let columns = try db.columns(in: name).map(\.name)
      let list = columns.map { "\"\($0)\"" }.joined(separator: ", ")
      let rows = try db.rows("SELECT \(list) FROM \"\(name)\" ORDER BY 1, 2") { row in
        try columns.indices.map { try Cell(row, $0) }
      }
      tables[name] = Table(columns: columns, rows: rows)
    }
    schema = try Schema.migrator.appliedMigrations(db)
  }

  /// Fills an inventory in memory of the version that it is from, brings that up to this version,
  /// and reads all of it: what that does not take or cannot tell is no backup.
  fileprivate func checked() throws -> InventoryBackup {
    let problem = { (why: String) in
      InventoryError(.damaged, "the backup cannot be used: \(why); nothing was changed")
    }
    do {
      let known = Schema.migrator.migrations
      guard let last = schema.last, known.starts(with: schema) else {
        throw problem(
          "it has the schema \(schema.joined(separator: ", ")), and this version knows "
            + known.joined(separator: ", "))
      }
      let trial = try DatabaseQueue()
      try Schema.migrator.migrate(trial, upTo: last)
      try trial.write { try fill($0) }
      try Schema.migrator.migrate(trial)
      try trial.read { db in
        let broken = try db.rows("PRAGMA foreign_key_check") { _ in true }
        guard broken.isEmpty else { throw problem("rows refer to what is not there") }
      }
      try Inventory(reader: trial).readAll()
      return try trial.read { try InventoryBackup(of: $0) }
    } catch let error as DatabaseError {
      throw problem(error.message ?? "a row has a value that it cannot have")
    } catch let error as InventoryError where error.code == .damaged {
      throw error.message.hasPrefix("the backup") ? error : problem("a row cannot be read")
    }
  }

  fileprivate func fill(_ db: Database) throws {
    for name in Self.tables {
      guard try db.tableExists(name) else {
        if tables[name] == nil { continue }
        throw InventoryError(.damaged, "the backup has `\(name)`, which its version had not")
      }
      let columns = try db.columns(in: name).map(\.name)
      guard let table = tables[name], table.columns == columns,
        table.rows.allSatisfy({ $0.count == columns.count })
      else { throw InventoryError(.damaged, "the backup lacks a part of `\(name)`") }
      let list = columns.map { "\"\($0)\"" }.joined(separator: ", ")
      let marks = columns.map { _ in "?" }.joined(separator: ", ")
      for row in table.rows {
        try db.run(
          "INSERT INTO \"\(name)\" (\(list)) VALUES (\(marks))",
          StatementArguments(row.map(\.databaseValue)))
      }
    }
  }
}

extension InventoryBackup.Cell {
  fileprivate init(_ row: Row, _ index: Int) throws {
    let value: DatabaseValue = row[index]
    switch value.storage {
    case .null: self = .null
    case .int64(let number): self = .number(number)
    case .string(let text): self = .text(text)
    case .double, .blob: throw DatabaseError(resultCode: .SQLITE_CORRUPT)
    }
  }

  fileprivate var databaseValue: DatabaseValue {
    switch self {
    case .null: .null
    case .number(let number): number.databaseValue
    case .text(let text): text.databaseValue
    }
  }
}

extension Inventory {
  /// Reads everything once, so that what cannot be read is found now.
  fileprivate func readAll() throws {
    for club in try ownedClubs() { _ = try owned(of: club) }
    _ = try clubs()
    _ = try reserved()
    _ = try told()
    for receiver in try receivers() { _ = try nextNotice(for: receiver.name) }
    var before: Int64?
    repeat {
      let page = try history(club: nil, limit: Inventory.historyPage, before: before)
      before = page.count == Inventory.historyPage ? page.last?.id : nil
    } while before != nil
  }
}
