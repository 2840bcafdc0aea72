import Inventory
import Model
import Spec
import Testing

/// The inventory against dictionaries that do the same.
struct InventoryProperties {
  private let folder: InventoryFolder

  init() throws { folder = try InventoryFolder() }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `it does what a dictionary would do, over restarts`(seed: UInt64) throws {
    var random = InventoryRandom(state: seed)
    var model = InventoryModel()
    var inventory = try folder.open()
    for step in 0..<120 {
      try model.step(on: inventory, &random)
      if random.chance(10) { inventory = try folder.open() }
      if random.chance(4) || step == 119 {
        #expect(try model.matches(inventory), "seed \(seed), step \(step)")
      }
    }
  }
}

/// SplitMix64: the same numbers for the same seed everywhere.
private struct InventoryRandom: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func chance(_ oneIn: Int) -> Bool { Int.random(in: 0..<oneIn, using: &self) == 0 }

  mutating func number(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }
}

private struct InventoryModel {
  private struct Row {
    var owned: Owned
    var wasApplied: Bool
  }

  private var rows: [ResourceID: Row] = [:]
  private var clubs: [String: ClubRecord] = [:]
  private var reserved: [String: ReservedName] = [:]
  private var history: [HistoryEntry] = []
  private var time: Int64 = 0

  mutating func step(on inventory: Inventory, _ random: inout InventoryRandom) throws {
    time += 1
    switch random.number(10) {
    case 0, 1: try intend(inventory, some(&random, .intended))
    case 2, 3, 4: try record(inventory, some(&random, .applied))
    case 5: try strike(inventory, some(&random, .applied).map(\.id))
    case 6: try move(inventory, "club-\(random.number(4))", "club-\(random.number(4))")
    case 7: try club(inventory, &random)
    case 8: try name(inventory, &random)
    default: try append(inventory, &random)
    }
  }

  private func some(_ random: inout InventoryRandom, _ state: Owned.State) -> [Owned] {
    (0..<random.number(6)).map { _ in
      let club = "club-\(random.number(4))"
      return .sample(
        club, "member-\(random.number(5))", rank: random.chance(5) ? 0 : 10, state: state,
        fields: ["role": .number(Int64(random.number(3)))], at: time,
        protection: random.chance(4) ? .members : nil)
    }
  }

  private mutating func intend(_ inventory: Inventory, _ all: [Owned]) throws {
    try inventory.intend(all)
    for var owned in all {
      let old = rows[owned.id]
      if let old, old.wasApplied {
        owned.appliedAt = old.owned.fingerprint == owned.fingerprint ? old.owned.appliedAt : 0
        owned.fingerprint = old.owned.fingerprint
      }
      owned.wasApplied = old?.wasApplied ?? false
      rows[owned.id] = Row(owned: owned, wasApplied: owned.wasApplied)
    }
  }

  private mutating func record(_ inventory: Inventory, _ all: [Owned]) throws {
    try inventory.record(all)
    for var owned in all {
      if let old = rows[owned.id], old.wasApplied, old.owned.appliedAt > 0,
        old.owned.fingerprint == owned.fingerprint
      {
        owned.appliedAt = old.owned.appliedAt
      }
      rows[owned.id] = Row(owned: owned, wasApplied: true)
    }
  }

  private mutating func strike(_ inventory: Inventory, _ ids: [ResourceID]) throws {
    try inventory.strike(ids)
    for id in ids { rows[id] = nil }
  }

  private mutating func move(_ inventory: Inventory, _ old: String, _ new: String) throws {
    try inventory.move(old, to: new)
    guard old != new else { return }
    for (id, row) in rows where id.club == old {
      rows[id] = nil
      var moved = row
      moved.owned.id.club = new
      if rows[moved.owned.id] == nil { rows[moved.owned.id] = moved }
    }
  }

  private mutating func club(_ inventory: Inventory, _ random: inout InventoryRandom) throws {
    let id = "club-\(random.number(4))"
    switch random.number(4) {
    case 0:
      try inventory.removeClub(id)
      clubs[id] = nil
    case 1:
      let pause = Pause(until: random.chance(2) ? nil : time + 5, reason: "r", by: "ann")
      try inventory.pause(id, until: pause.until, reason: "r", by: "ann")
      clubs[
        id, default: ClubRecord(id: id, name: id, sync: .unknown, health: .progressing)
      ].pause = pause
    case 2:
      try inventory.resume(id)
      clubs[id]?.pause = nil
    default:
      var record = ClubRecord(
        id: id, name: "Club", sync: SyncState.allCases[random.number(3)],
        health: HealthState.allCases[random.number(5)], lastReconciledAt: time)
      for service in 0..<random.number(3) {
        record.digests["s\(service)"] = DigestRecord(
          digest: "\(time)", desired: Fingerprint(hex: "\(service)"))
      }
      try inventory.save([record])
      record.pause = clubs[id]?.pause
      clubs[id] = record
    }
  }

  private mutating func name(_ inventory: Inventory, _ random: inout InventoryRandom) throws {
    let name = ReservedName(
      name: "n-\(random.number(6))", club: "club-\(random.number(4))", kind: "account", since: time)
    if random.chance(3) {
      try inventory.release([name.name])
      reserved[name.name] = nil
    } else {
      try inventory.reserve([name])
      if reserved[name.name] == nil { reserved[name.name] = name }
    }
  }

  private mutating func append(_ inventory: Inventory, _ random: inout InventoryRandom) throws {
    let entries = (0..<random.number(4)).map { index in
      HistoryEntry(
        id: Int64(history.count + index + 1), time: time, club: "club-\(random.number(4))",
        revision: Revision("r"), change: "c", action: .update,
        result: HistoryEntry.Result.allCases[random.number(2)], message: "m", cycle: "\(time)")
    }
    try inventory.append(entries)
    history += entries
  }

  func matches(_ inventory: Inventory) throws -> Bool {
    for club in (0..<4).map({ "club-\($0)" }) {
      let owned = rows.values.map(\.owned).filter { $0.id.club == club }.sorted { $0.id < $1.id }
      guard try inventory.owned(of: club) == owned, try inventory.club(club) == clubs[club] else {
        return false
      }
      let past = history.reversed().filter { $0.club == club }.prefix(7)
      guard try inventory.history(club: club, limit: 7, before: nil) == Array(past) else {
        return false
      }
    }
    let counts = Dictionary(grouping: rows.keys, by: \.club).mapValues(\.count)
    return try inventory.ownedCount() == counts
      && inventory.ownedClubs() == counts.keys.sorted()
      && inventory.clubs() == clubs.values.sorted { $0.id < $1.id }
      && inventory.reserved() == reserved.values.sorted { $0.name < $1.name }
      && inventory.history(club: nil, limit: 1000, before: nil) == history.reversed()
  }
}
