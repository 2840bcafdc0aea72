import GRDB

/// What allotment made or adopted, where each club stands, which names stay reserved, and what
/// happened: one SQLite file in the data directory.
///
/// It is written ahead (WAL) with `synchronous=FULL`: what a call wrote before it returned is
/// still there after a crash or a power cut. Each call is one transaction. Nothing is cached: a
/// fleet of 10,000 clubs stays on disk. All calls block their thread while SQLite works, and all
/// throw ``InventoryError``.
public final class Inventory: Sendable {
  /// Entries of the history that are kept, unless another number is asked for.
  public static let defaultHistoryLimit = 1_000_000

  let path: String
  let historyLimit: Int
  /// Seconds after which an entry of the history goes; nil: never.
  let historyAge: Int64?
  let reader: any DatabaseReader
  /// Nil when opened for reading.
  let writer: (any DatabaseWriter)?
  /// Nil outside of simulations.
  private let simulation: Simulation?

  private struct Simulation {
    var isAlive: @Sendable () -> Bool
    var didWrite: @Sendable () -> Void
  }

  /// Opens the inventory, or creates it where there is none. Its folder must exist.
  ///
  /// The file is 0600. A damaged file, one of a newer version and one that is no inventory are
  /// refused and left as they are: none of them is an empty inventory.
  ///
  /// - Parameters:
  ///   - historyLimit: entries of the history that are kept.
  ///   - historyAge: for how many seconds; nil: for good.
  public init(
    path: String, historyLimit: Int = Inventory.defaultHistoryLimit, historyAge: Int64? = nil
  ) throws {
    self.path = path
    self.historyLimit = max(1, historyLimit)
    self.historyAge = historyAge
    let pool = try Opening(path: path).openForWriting()
    reader = pool
    writer = pool
    simulation = nil
  }

  /// An inventory of nothing, in memory and for reading only: for plans before the first `apply`.
  public static func empty() throws -> Inventory {
    do {
      let queue = try DatabaseQueue()
      try Schema.migrator.migrate(queue)
      return Inventory(reader: queue)
    } catch {
      throw InventoryError(error, path: "(memory)")
    }
  }

  init(reader: any DatabaseReader) {
    path = "(memory)"
    historyLimit = Inventory.defaultHistoryLimit
    historyAge = nil
    self.reader = reader
    writer = nil
    simulation = nil
  }

  /// Opens an inventory for reading only, as `status` and `history` do while no agent runs.
  public init(readingFrom path: String) throws {
    self.path = path
    historyLimit = Inventory.defaultHistoryLimit
    historyAge = nil
    reader = try Opening(path: path).openForReading()
    writer = nil
    simulation = nil
  }

  /// An inventory in memory, for simulations: a new one, or what is left of another after its
  /// process was killed.
  ///
  /// - Parameters:
  ///   - other: both hold the same from now on.
  ///   - isAlive: when it is false nothing is written any more.
  ///   - didWrite: called after each transaction.
  package init(
    inMemory other: Inventory?, isAlive: @escaping @Sendable () -> Bool = { true },
    didWrite: @escaping @Sendable () -> Void = {}
  ) throws {
    path = "(memory)"
    historyLimit = Inventory.defaultHistoryLimit
    historyAge = nil
    simulation = Simulation(isAlive: isAlive, didWrite: didWrite)
    if let other {
      reader = other.reader
      writer = other.writer
      return
    }
    do {
      let queue = try DatabaseQueue()
      try Schema.migrator.migrate(queue)
      reader = queue
      writer = queue
    } catch {
      throw InventoryError(error, path: path)
    }
  }

  /// An inventory in memory as an older version left it, for tests of what becomes of that.
  package init(inMemoryOf schema: String) throws {
    path = "(memory)"
    historyLimit = Inventory.defaultHistoryLimit
    historyAge = nil
    simulation = Simulation(isAlive: { true }, didWrite: {})
    do {
      let queue = try DatabaseQueue()
      try Schema.migrator.migrate(queue, upTo: schema)
      reader = queue
      writer = queue
    } catch {
      throw InventoryError(error, path: path)
    }
  }

  /// One read in a snapshot of its own.
  func reading<T>(_ body: (Database) throws -> T) throws -> T {
    do {
      // In memory there is one connection: every read is alone.
      if simulation != nil { return try reader.unsafeRead(body) }
      return try reader.read(body)
    } catch {
      throw InventoryError(error, path: path)
    }
  }

  /// One transaction: all of it is on disk afterwards, or nothing.
  func writing<T>(_ body: (Database) throws -> T) throws -> T {
    guard let writer else {
      throw InventoryError(.readOnly, "the inventory \(path) is open for reading only")
    }
    if let simulation, !simulation.isAlive() {
      throw InventoryError(.failed, "the process was killed")
    }
    do {
      var isWhole = false
      let value = try writer.unsafeReentrantWrite { db in
        if db.isInsideTransaction { return try body(db) }
        var result: T?
        try db.inTransaction(.immediate) {
          result = try body(db)
          return .commit
        }
        isWhole = true
        return result!
      }
      if isWhole { simulation?.didWrite() }
      return value
    } catch {
      throw InventoryError(error, path: path)
    }
  }

  /// Forgets everything.
  package func clear() throws {
    try writing { db in
      for table in InventoryBackup.tables.reversed() { try db.run("DELETE FROM \"\(table)\"") }
      try db.run("DELETE FROM sqlite_sequence")
    }
  }

  /// Makes one transaction of all that `body` writes here: one wait for the disk instead of many,
  /// and all of it or nothing. What `body` reads is the state before it.
  public func together(_ body: () throws -> Void) throws {
    try writing { _ in try body() }
  }
}

// MARK: - Settings

extension Inventory {
  /// A single remembered value, such as the last revision; nil when it was never set.
  public func setting(_ key: String) throws -> String? {
    try reading { db in
      try db.rows("SELECT value FROM setting WHERE key = ?", [key]) {
        try $0.decode(String.self, atIndex: 0)
      }.first
    }
  }

  /// Remembers a value in place of the one before.
  public func set(_ key: String, to value: String) throws {
    try writing { db in
      try db.run(
        """
        INSERT INTO setting (key, value) VALUES (?, ?)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value
        """, [key, value])
    }
  }
}
