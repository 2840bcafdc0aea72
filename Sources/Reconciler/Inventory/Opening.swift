import GRDB

/// Opens an inventory's file after making sure that it is one.
struct Opening {
  let path: String

  func openForWriting() throws -> DatabasePool {
    do {
      if try !Files.exists(path) { try create() }
      try Files.restrict(path)
      // A pool writes to the file when it opens it: what is damaged is found before that.
      try openChecked().close()
      let pool = try DatabasePool(path: path, configuration: configuration())
      try pool.writeWithoutTransaction { db in
        // The pool's own choice is NORMAL, which may lose the last commits in a power cut.
        try db.execute(sql: "PRAGMA synchronous = FULL")
      }
      try Schema.migrator.migrate(pool)
      return pool
    } catch {
      throw InventoryError(error, path: path)
    }
  }

  func openForReading() throws -> DatabaseQueue {
    do {
      guard try Files.exists(path) else {
        throw InventoryError(
          .missing, "there is no inventory at \(path): nothing was applied from here yet")
      }
      let queue = try openChecked()
      try queue.read { db in
        guard try Schema.migrator.hasCompletedMigrations(db) else {
          throw InventoryError(
            .tooOld, "the inventory \(path) is of an older version: start the agent once")
        }
      }
      return queue
    } catch {
      throw InventoryError(error, path: path)
    }
  }

  private func configuration() -> Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.maximumReaderCount = 4
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA trusted_schema = OFF")
      try db.execute(sql: "PRAGMA cell_size_check = ON")
    }
    return configuration
  }

  // MARK: - Creation

  /// Makes the whole file beside its place first: an inventory that is there is never half made.
  private func create() throws {
    if try Files.size(path + "-wal") ?? 0 > 0 {
      throw InventoryError.damaged(path, "the file is gone and its -wal file is still there")
    }
    let draft = path + ".new"
    for suffix in ["", "-journal", "-wal", "-shm"] { try Files.remove(draft + suffix) }
    try Files.makeEmpty(draft)
    let queue = try DatabaseQueue(path: draft, configuration: configuration())
    try queue.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
    }
    try Schema.migrator.migrate(queue)
    try queue.close()
    try Files.publish(draft, as: path)
  }

  // MARK: - Checks

  /// Opens the file for reading only. A file of ours is never empty, see ``create()``; SQLite
  /// itself would take an empty one for new.
  private func openChecked() throws -> DatabaseQueue {
    if try Files.size(path) == 0 { throw InventoryError.damaged(path, "the file is empty") }
    var configuration = configuration()
    configuration.readonly = true
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.read(checkContents)
    return queue
  }

  private func checkContents(_ db: Database) throws {
    let problems = try String.fetchAll(db, sql: "PRAGMA quick_check(1)")
    guard problems == ["ok"] else {
      throw InventoryError.damaged(path, problems.first ?? "it cannot be checked")
    }
    guard try Int32.fetchOne(db, sql: "PRAGMA application_id") == Schema.applicationID else {
      throw InventoryError(
        .damaged, "\(path) is a database of something else and no inventory: give another path")
    }
    let migrator = Schema.migrator
    if try migrator.hasBeenSuperseded(db) {
      let known = Set(migrator.migrations)
      let newer = try migrator.appliedIdentifiers(db).subtracting(known).sorted()
      throw InventoryError(
        .tooNew,
        """
        the inventory \(path) was written by a newer version of allotment (its schema has \
        \(newer.joined(separator: ", "))): use that version, or restore a backup of before the upgrade
        """)
    }
  }
}
