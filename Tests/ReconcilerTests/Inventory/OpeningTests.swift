import Foundation
import Model
import Spec
import Testing

@testable import Inventory

struct OpeningTests {
  private let folder: InventoryFolder

  init() throws { folder = try InventoryFolder() }

  @Test func `a new inventory is empty, private, and there for the next process`() throws {
    let inventory = try folder.open()
    try inventory.record([.sample()])
    #expect(try folder.mode() == 0o600)
    #expect(try folder.mode("-wal") == 0o600)
    #expect(try folder.mode("-shm") == 0o600)
    #expect(try Inventory(readingFrom: folder.file).owned(of: "chess") == [.sample()])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 3)
  }

  @Test func `it is synchronous FULL, written ahead, and minds foreign keys`() throws {
    let inventory = try folder.open()
    let pragmas = try inventory.writing { db in
      try ["synchronous", "foreign_keys"].flatMap { name in
        try db.rows("PRAGMA \(name)") { try $0.number(0) }
      }
    }
    #expect(pragmas == [2, 1])
    let mode = try inventory.reading { db in
      try db.rows("PRAGMA journal_mode") { try $0.text(0) }
    }
    #expect(mode == ["wal"])
  }

  @Test func `rights that others have are taken away`() throws {
    try folder.fill()
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder.file)
    _ = try folder.open()
    #expect(try folder.mode() == 0o600)
  }

  @Test func `reading does not create, write or migrate`() throws {
    #expect(InventoryError.Code.of { _ = try Inventory(readingFrom: folder.file) } == .missing)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    try folder.fill()
    let inventory = try Inventory(readingFrom: folder.file)
    #expect(try inventory.ownedCount().count == 20)
    #expect(InventoryError.Code.of { try inventory.set("a", to: "b") } == .readOnly)
  }

  @Test func `a reader sees what a writer in the same moment has written`() throws {
    let writer = try folder.open()
    let reader = try Inventory(readingFrom: folder.file)
    try writer.set("revision", to: "1")
    #expect(try reader.setting("revision") == "1")
  }

  @Test func `an inventory of a newer version is refused and left alone`() throws {
    try folder.fill()
    try folder.open().writing { db in
      try db.run("INSERT INTO grdb_migrations (identifier) VALUES ('99-future')")
    }
    let before = try folder.bytes()
    for open in [{ try Inventory(path: $0) }, { try Inventory(readingFrom: $0) }] {
      let error = #expect(throws: InventoryError.self) { _ = try open(folder.file) }
      #expect(error?.code == .tooNew)
      #expect(error?.message.contains("99-future") == true)
    }
    #expect(try folder.bytes() == before)
  }

  @Test func `an inventory of an older version is brought up when it is opened for writing`() throws
  {
    try folder.fill()
    try folder.open().writing { db in
      try db.run("DELETE FROM grdb_migrations")
      for table in ["condition", "digest", "club", "owned", "ownedCount", "reserved", "history"]
        + ["told", "notice", "receiver"]
      {
        try db.run("DROP TABLE \(table)")
      }
      try db.run("DROP TABLE setting")
    }
    #expect(InventoryError.Code.of { _ = try Inventory(readingFrom: folder.file) } == .tooOld)
    #expect(try folder.open().ownedCount().isEmpty)
    #expect(try Inventory(readingFrom: folder.file).clubs().isEmpty)
  }

  @Test func `another program's database is no inventory`() throws {
    try folder.fill()
    try folder.open().writing { db in try db.run("PRAGMA application_id = 0") }
    let error = #expect(throws: InventoryError.self) { _ = try folder.open() }
    #expect(error?.code == .damaged)
    #expect(error?.message.contains("no inventory") == true)
  }

  enum Damage: CaseIterable {
    case empty, garbage, header, middle, cut
  }

  @Test(arguments: Damage.allCases)
  func `a damaged inventory is an error and never an empty one`(damage: Damage) throws {
    try folder.fill()
    var bytes = try folder.bytes()
    switch damage {
    case .empty: bytes = Data()
    case .garbage: bytes = Data((0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 7) })
    case .header: bytes.replaceSubrange(0..<50, with: Data(repeating: 0, count: 50))
    case .middle:
      // One byte in every page but the first, so that no luck is needed.
      for page in stride(from: 4096, to: bytes.count, by: 4096) {
        bytes.replaceSubrange(page..<page + 200, with: Data(repeating: 0xEE, count: 200))
      }
    case .cut: bytes = bytes.prefix(bytes.count / 2)
    }
    for suffix in ["-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: folder.file + suffix)
    }
    try folder.write(bytes)
    for open in [{ try Inventory(path: $0) }, { try Inventory(readingFrom: $0) }] {
      let error = #expect(throws: InventoryError.self) { _ = try open(folder.file) }
      #expect(error?.code == .damaged)
      #expect(error?.message.contains("backup") == true)
    }
    #expect(try folder.bytes() == bytes)
  }

  @Test func `a file that is gone while its log is still there is damage`() throws {
    let inventory = try folder.open()
    try inventory.record([.sample()])
    try FileManager.default.moveItem(atPath: folder.file, toPath: folder.path + "/elsewhere")
    #expect(InventoryError.Code.of { _ = try folder.open() } == .damaged)
    withExtendedLifetime(inventory) {}
  }

  @Test func `what a killed creation left behind is no hindrance`() throws {
    try folder.write(Data("half".utf8), ".new")
    try folder.write(Data("half".utf8), ".new-journal")
    #expect(try folder.open().clubs().isEmpty)
    #expect(!FileManager.default.fileExists(atPath: folder.file + ".new"))
  }

  @Test func `a folder that is not there is said to be missing`() throws {
    #expect(
      InventoryError.Code.of { _ = try Inventory(path: folder.path + "/no/i.sqlite") } == .missing)
    #expect(InventoryError.Code.of { _ = try Inventory(path: folder.path) } == .failed)
  }

  @Test func `a full disk is said, and nothing is half recorded`() throws {
    let inventory = try folder.open()
    try inventory.record([.sample()])
    try inventory.writing { db in try db.run("PRAGMA max_page_count = 1") }
    let many = (0..<5000).map { Owned.sample("art", "member-\($0)@art.example") }
    let error = #expect(throws: InventoryError.self) { try inventory.record(many) }
    #expect(error?.code == .full)
    #expect(error?.message.contains("free some disk space") == true)
    #expect(try inventory.ownedCount() == ["chess": 1])
  }

  @Test func `a value that cannot be is damage and no crash`() throws {
    let inventory = try folder.open()
    try inventory.record([.sample()])
    try inventory.writing { db in
      try db.run("PRAGMA ignore_check_constraints = ON")
      try db.run("UPDATE owned SET state = 'maybe'")
    }
    #expect(InventoryError.Code.of { _ = try inventory.owned(of: "chess") } == .damaged)
  }
}
