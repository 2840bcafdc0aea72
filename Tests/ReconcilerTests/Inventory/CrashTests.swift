import Foundation
import Model
import Spec
import Testing

@testable import Inventory

/// A writer in another process is killed; what it had acknowledged is there, the rest is not.
struct CrashTests {
  private let folder: InventoryFolder

  init() throws { folder = try InventoryFolder() }

  static let batch = 20

  @Test func `a transaction that was killed before its end left nothing`() async throws {
    let path = folder.file
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let inventory = try Inventory(path: path)
      try inventory.record([.sample()])
      try inventory.writing { db in
        // A cache of a few pages: the unfinished transaction is in the log when it dies.
        try db.run("PRAGMA cache_size = 5")
        try db.run(
          """
          WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 9999)
          INSERT INTO reserved SELECT 'member-' || n, 'a', 'account', 1 FROM number
          """)
        kill(getpid(), SIGKILL)
      }
    }
    #expect(try folder.bytes("-wal").count > 50_000)
    let reader = try Inventory(readingFrom: path)
    #expect(try reader.reserved().isEmpty)
    let inventory = try folder.open()
    #expect(try inventory.reserved().isEmpty)
    #expect(try inventory.owned(of: "chess") == [.sample()])
    try inventory.record([.sample("art")])
    #expect(try inventory.ownedCount() == ["art": 1, "chess": 1])
  }

  /// The delays are odd numbers of microseconds, from before the first write to well after it.
  @Test(arguments: [2_111, 9_337, 21_001, 33_773, 47_111, 60_013])
  func `a writer that is killed at any moment leaves whole batches`(delay: Int) async throws {
    let path = folder.file
    _ = try folder.open()
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, delay = delay as Int] in
      let inventory = try Inventory(path: path)
      Thread.detachNewThread {
        usleep(UInt32(delay))
        kill(getpid(), SIGKILL)
      }
      for batch in 0..<1_000_000 {
        try inventory.record(
          (0..<CrashTests.batch).map { .sample("batch-\(batch)", "member-\($0)") })
        try inventory.set("acknowledged", to: String(batch + 1))
      }
    }
    let inventory = try folder.open()
    let acknowledged = try inventory.setting("acknowledged").flatMap { Int($0) } ?? 0
    let counts = try inventory.ownedCount()
    #expect(counts.values.allSatisfy { $0 == CrashTests.batch })
    #expect(counts.count == acknowledged || counts.count == acknowledged + 1)
    for batch in 0..<counts.count {
      #expect(try inventory.owned(of: "batch-\(batch)").count == CrashTests.batch)
    }
  }

  @Test func `a lock goes with the process that held it`() async throws {
    let path = folder.path
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let lock = try acquireLock(dataDirectory: path)
      withExtendedLifetime(lock) { _ = kill(getpid(), SIGKILL) }
    }
    _ = try acquireLock(dataDirectory: path)
  }
}
