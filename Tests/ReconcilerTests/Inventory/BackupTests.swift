import Foundation
import Model
import Spec
import Testing

@testable import Inventory

struct BackupTests {
  private let folder: InventoryFolder

  init() throws { folder = try InventoryFolder() }

  private func filled() throws -> Inventory {
    try folder.fill()
    let inventory = try folder.open()
    try inventory.intend([.sample("chess", "dan@c.example", state: .intended)])
    try inventory.record([.sample("chess", "vhost", rank: 0, protection: .members)])
    try inventory.pause("club-1", until: 5, reason: "“why”\n", by: "ann")
    try inventory.reserve([ReservedName(name: "x@c.example", club: "c", kind: "account", since: 1)])
    try inventory.set("held/chess", to: "a\nb")
    try inventory.append([entry("one"), entry("two")])
    return inventory
  }

  private func entry(_ message: String) -> HistoryEntry {
    HistoryEntry(
      time: 7, club: "chess", revision: Revision("main@sha1:1"), change: "c", action: .create,
      result: .applied, message: message, cycle: "1")
  }

  @Test func `a backup put in place of nothing is the same inventory`() throws {
    let inventory = try filled()
    let backup = try InventoryBackup(json: try inventory.backup().json)
    let other = try InventoryFolder()
    let restored = try other.open()
    try restored.restore(backup)
    #expect(try restored.backup() == backup)
    #expect(try restored.owned(of: "chess") == inventory.owned(of: "chess"))
    #expect(try restored.clubs() == inventory.clubs())
    #expect(try restored.ownedCount() == inventory.ownedCount())
    #expect(
      try restored.history(club: nil, limit: 9, before: nil).map(\.message) == ["two", "one"])
    try restored.append([entry("three")])
    #expect(try restored.history(club: nil, limit: 1, before: nil).map(\.message) == ["three"])
  }

  @Test func `what is there stays unless it is to be replaced`() throws {
    let backup = try filled().backup()
    let other = try InventoryFolder()
    let inventory = try other.open()
    try inventory.set("key", to: "mine")
    #expect(InventoryError.Code.of { try inventory.restore(backup) } == .failed)
    #expect(try inventory.setting("key") == "mine")
    try inventory.restore(backup, replacing: true)
    #expect(try inventory.setting("key") == nil)
    #expect(try inventory.backup() == backup)
  }

  @Test(arguments: [
    ("\"applied\"", "\"stolen\""), ("\"formatVersion\":\"1\"", "\"formatVersion\":\"9\""),
    ("\"namesHost\",", ""), ("\"Synced\"", "\"Great\""), ("\"members\"", "\"everything\""),
    ("\"schema\":[\"1\"", "\"schema\":[\"0\""), ("[\"club-3\"", "[null"), ("}}", ""),
  ])
  func `a backup that holds what cannot be changes nothing`(_ old: String, _ new: String) throws {
    let backup = try filled().backup()
    let text = String(decoding: try backup.json, as: UTF8.self)
    let broken = text.replacingOccurrences(of: old, with: new)
    try #require(broken != text, "\(old) is not in it")
    let inventory = try folder.open()
    let before = try inventory.backup()
    let code = InventoryError.Code.of {
      try inventory.restore(
        try InventoryBackup(json: Data(broken.utf8)), replacing: true)
    }
    #expect(code == .damaged || code == .tooNew, "\(String(describing: code))")
    #expect(try inventory.backup() == before)
  }

  /// What an older version exported: its own migrations made the tables.
  private func older(_ schema: String) throws -> InventoryBackup {
    let inventory = try Inventory(inMemoryOf: schema)
    try inventory.record([.sample("chess", "dan@c.example", protection: .members)])
    try inventory.writing { db in
      try db.run(
        """
        INSERT INTO club (id, name, sync, health, goodFile, goodContent, protected, pauseReason,
          pausedBy) VALUES ('chess', 'Chess', 'Synced', 'Healthy', 'clubs/chess.yaml', 'abc', 1,
          'moving house', 'ann')
        """)
    }
    try inventory.reserve([ReservedName(name: "x@c.example", club: "c", kind: "account", since: 1)])
    try inventory.append([entry("one")])
    return try inventory.backup()
  }

  @Test(arguments: ["1", "2-notices", "3-decisions"])
  func `a backup from before an upgrade is brought up to this version`(schema: String) throws {
    let backup = try older(schema)
    let present = try filled().backup().schema
    #expect(backup.schema.last == schema && backup.schema.count < present.count)
    #expect(backup.counts["club"] == 1 && (backup.counts["told"] == nil) == (schema == "1"))
    let other = try InventoryFolder()
    let inventory = try other.open()
    try inventory.restore(try InventoryBackup(json: try backup.json))
    #expect(try inventory.owned(of: "chess").map(\.protection) == [.members])
    let club = try #require(try inventory.club("chess"))
    #expect(club.lastGood?.file == "clubs/chess.yaml" && club.pause?.reason == "moving house")
    #expect(try inventory.reserved().map(\.name) == ["x@c.example"])
    #expect(try inventory.history(club: nil, limit: 9, before: nil).map(\.message) == ["one"])
    #expect(try inventory.backup().schema == present)
  }

  @Test(arguments: [
    ["1", "2-notices", "3-decisions", "4-private", "5-future"], ["1", "3-decisions"], [],
    ["2-notices"],
  ])
  func `a backup of a schema that is none of before is refused`(schema: [String]) throws {
    var backup = try older("1")
    backup.schema = schema
    let inventory = try filled()
    let before = try inventory.backup()
    #expect(
      InventoryError.Code.of { try inventory.restore(backup, replacing: true) } == .damaged)
    // Nor is one that has more than its version had.
    backup = before
    backup.schema = ["1"]
    #expect(
      InventoryError.Code.of { try inventory.restore(backup, replacing: true) } == .damaged)
    #expect(try inventory.backup() == before)
  }

  @Test func `an erased address is gone from file and log, and others stay`() throws {
    let inventory = try folder.open()
    let address = "rose@chess.example"
    func change(_ name: String, _ message: String) -> HistoryEntry {
      HistoryEntry(
        time: 7, club: "chess", revision: Revision("main@sha1:1"),
        change: "chess/prosody/account/\(name)#create", action: .create, result: .applied,
        message: message, author: "Ada <ada@clubs.example>", cycle: "1")
    }
    try inventory.append([
      change(address, "account \(address) was made"), change("primrose@chess.example", "new"),
      change("dan@chess.example", "\(address), and \(address)."),
    ])
    try inventory.set("held/chess", to: "chess/prosody/account/\(address)\nchess/prosody/room/x")
    var record = ClubRecord(id: "chess", name: "Chess", sync: .synced, health: .healthy)
    record.conditions = [
      Condition(
        type: .ready, status: .yes, reason: "R", message: "\(address) is new",
        observedRevision: nil, lastTransitionTime: 1)
    ]
    try inventory.save([record])
    let traces = try inventory.erase(
      [address, "rosie@chess.example"], of: ["chess", "draughts"],
      recording: HistoryEntry(
        time: 8, club: "chess", revision: Revision("main@sha1:1"), change: "chess/member#erase",
        action: .delete, result: .applied, message: "one member", author: "ann", cycle: "erase"),
      always: false)
    #expect(traces == Traces(history: 2, others: 2))
    let history = try inventory.history(club: "chess", limit: 9, before: nil)
    #expect(
      history.map(\.change) == [
        "chess/member#erase", "chess/prosody/account/dan@chess.example#create",
        "chess/prosody/account/primrose@chess.example#create",
        "chess/prosody/account/(erased)#create",
      ])
    #expect(history[1].message == "(erased), and (erased).")
    #expect(try inventory.setting("held/chess") == "chess/prosody/room/x")
    for suffix in ["", "-wal"] {
      guard let bytes = try? folder.bytes(suffix) else { continue }
      let text = String(decoding: bytes, as: UTF8.self)
        .replacingOccurrences(of: "prim\(address)", with: "")
      #expect(!text.contains(address), "\(suffix) still holds it")
    }
  }
}
