import Inventory
import Model
import Spec
import Testing

struct OwnershipTests {
  private let folder: InventoryFolder
  private let inventory: Inventory

  init() throws {
    folder = try InventoryFolder()
    inventory = try folder.open()
  }

  @Test func `what is written together is there as a whole, or not at all`() throws {
    struct Broken: Error {}
    #expect(throws: (any Error).self) {
      try inventory.together {
        try inventory.record([.sample()])
        throw Broken()
      }
    }
    #expect(try inventory.owned(of: "chess").isEmpty)
    try inventory.together {
      try inventory.record([.sample()])
      try inventory.reserve([
        ReservedName(name: "dan@chess.example", club: "chess", kind: "account", since: 1)
      ])
    }
    #expect(try inventory.owned(of: "chess").count == 1)
    #expect(try inventory.reserved().map(\.name) == ["dan@chess.example"])
  }

  @Test func `what was recorded comes back as it was, in order of work`() throws {
    let records: [Owned] = [
      .sample(protection: .members),
      .sample("chess", "anna@chess.example"),
      .sample("chess", "chess.example", rank: 0, protection: .club),
    ]
    try inventory.record(records)
    let owned = try inventory.owned(of: "chess")
    #expect(owned == records.sorted { $0.id < $1.id })
    #expect(owned.map(\.id.kind.rank) == [0, 10, 10])
    #expect(owned[0].id.kind.namesHost)
    #expect(try inventory.owned(of: "knitters").isEmpty)
  }

  @Test func `clubs are counted by what they own`() throws {
    try inventory.record([.sample("a", "1"), .sample("a", "2"), .sample("b", "1")])
    try inventory.record([.sample("a", "1")])
    try inventory.intend([.sample("a", "2"), .sample("c", "1")])
    #expect(try inventory.ownedCount() == ["a": 2, "b": 1, "c": 1])
    try inventory.strike([Owned.sample("a", "1").id, Owned.sample("b", "1").id])
    #expect(try inventory.ownedCount() == ["a": 1, "c": 1])
    #expect(try inventory.ownedClubs() == ["a", "c"])
  }

  @Test func `the time of the first application stays while the fields are the same`() throws {
    try inventory.record([.sample(at: 1000)])
    try inventory.record([.sample(at: 2000)])
    #expect(try inventory.owned(of: "chess").map(\.appliedAt) == [1000])
    try inventory.record([.sample(fields: ["role": .text("owner")], at: 3000)])
    #expect(try inventory.owned(of: "chess").map(\.appliedAt) == [3000])
  }

  @Test func `healing drift does not start the time of the same fields again`() throws {
    try inventory.record([.sample(at: 1000)])
    try inventory.intend([.sample(state: .intended, at: 2000)])
    #expect(try inventory.owned(of: "chess").map(\.state) == [.intended])
    try inventory.record([.sample(at: 2001)])
    #expect(try inventory.owned(of: "chess") == [.sample(at: 1000)])
  }

  @Test func `a grace period begins with the acknowledgement and not with the intention`() throws {
    let left: Fields = ["state": .text("left")]
    try inventory.record([.sample(at: 1000)])
    try inventory.intend([.sample(state: .intended, fields: left, at: 2000)])
    let between = try inventory.owned(of: "chess")
    #expect(between.map(\.fingerprint) == [Owned.sample().fingerprint])
    #expect(between.map(\.appliedAt) == [0])
    try inventory.record([.sample(fields: left, at: 9000)])
    #expect(try inventory.owned(of: "chess") == [.sample(fields: left, at: 9000)])
  }

  @Test func `what comes back after something else was intended begins its time anew`() throws {
    let left: Fields = ["state": .text("left")]
    try inventory.record([.sample(fields: left, at: 1000)])
    // Made perhaps: the answer was lost.
    try inventory.intend([.sample(state: .intended, at: 2000)])
    try inventory.intend([.sample(state: .intended, fields: left, at: 3000)])
    try inventory.record([.sample(fields: left, at: 3001)])
    #expect(try inventory.owned(of: "chess") == [.sample(fields: left, at: 3001)])
    try inventory.record([.sample(fields: left, at: 4000)])
    #expect(try inventory.owned(of: "chess") == [.sample(fields: left, at: 3001)])
  }

  @Test func `what was never acknowledged has the time of its last intention`() throws {
    try inventory.intend([.sample(state: .intended, at: 1000)])
    try inventory.intend([.sample(state: .intended, at: 2000)])
    #expect(try inventory.owned(of: "chess") == [.sample(state: .intended, at: 2000)])
    try inventory.record([.sample(at: 3000)])
    #expect(try inventory.owned(of: "chess") == [.sample(at: 3000)])
  }

  @Test func `a protection stays when its club has no file any more`() throws {
    try inventory.record([.sample(protection: .club)])
    try inventory.removeClub("chess")
    #expect(try inventory.owned(of: "chess").map(\.protection) == [.club])
  }

  @Test func `a club with a new id takes along what it owns`() throws {
    try inventory.record([.sample("old", "1"), .sample("old", "2"), .sample("new", "2", at: 5)])
    try inventory.move("old", to: "new")
    #expect(try inventory.owned(of: "old").isEmpty)
    #expect(
      try inventory.owned(of: "new") == [
        .sample("new", "1").placed("old"), .sample("new", "2", at: 5),
      ])
    #expect(try inventory.ownedCount() == ["new": 2])
    try inventory.move("new", to: "new")
    #expect(try inventory.ownedCount() == ["new": 2])
  }

  @Test func `a service whose data is gone is forgotten, and names stay reserved`() throws {
    func kept(_ club: String, _ service: String) -> Owned {
      var owned = Owned.sample(club, "rose@\(club).example")
      owned.id.service = service
      return owned
    }
    for club in ["chess", "knitters"] {
      var record = ClubRecord(id: club, name: club, sync: .synced, health: .healthy)
      record.digests = ["prosody", "caddy"].reduce(into: [:]) {
        $0[$1] = DigestRecord(digest: $1, desired: Fingerprint(of: ["host": .text(club)] as Fields))
      }
      try inventory.save([record])
      try inventory.record([kept(club, "prosody"), kept(club, "caddy")])
    }
    try inventory.record([Owned.sample("chess", "dan@chess.example")])
    try inventory.reserve([
      ReservedName(name: "x@chess.example", club: "chess", kind: "account", since: 1)
    ])
    #expect(
      try inventory.ownedByService() == [
        "prosody": OwnedInService(things: 3, clubs: 2),
        "caddy": OwnedInService(things: 2, clubs: 2),
      ])
    func decision(_ club: String, _ count: Int) -> HistoryEntry {
      HistoryEntry(
        time: 1, club: club, revision: Revision("main"), change: "\(club)#forget-service",
        action: .forget, result: .applied, message: "\(club): \(count)", cycle: "request")
    }
    #expect(
      try inventory.forget(service: "prosody", recording: decision)
        == OwnedInService(things: 3, clubs: 2))
    #expect(try inventory.ownedCount() == ["chess": 1, "knitters": 1])
    #expect(try inventory.owned(of: "chess") == [kept("chess", "caddy")])
    #expect(try inventory.clubs().map { $0.digests.keys.sorted() } == [["caddy"], ["caddy"]])
    #expect(try inventory.reserved().map(\.name) == ["x@chess.example"])
    #expect(
      try inventory.forget(service: "prosody", recording: decision)
        == OwnedInService(things: 0, clubs: 0))
    #expect(
      try inventory.history(club: nil, limit: 10, before: nil).map(\.message).sorted() == [
        "chess: 2", "knitters: 1",
      ])
  }

  @Test func `hostile names are data and never SQL`() throws {
    let name = "'; DROP TABLE owned; -- \u{202E}\"% _\\"
    try inventory.record([.sample("a'b", name)])
    #expect(try inventory.owned(of: "a'b").map(\.id.name) == [name])
    try inventory.strike([Owned.sample("a'b", name).id])
    #expect(try inventory.ownedCount().isEmpty)
  }

  @Test func `a name that SQLite would cut short is refused`() throws {
    try inventory.record([.sample("chess", "rose")])
    let cut = Owned.sample("chess", "rose\u{0}@chess.example")
    #expect(InventoryError.Code.of { try inventory.intend([cut]) } == .failed)
    #expect(InventoryError.Code.of { try inventory.strike([cut.id]) } == .failed)
    #expect(try inventory.ownedCount() == ["chess": 1])
  }
}

extension Owned {
  /// With its origin in another club's file.
  fileprivate func placed(_ club: String) -> Owned {
    var copy = self
    copy.origin.file = "clubs/\(club).yaml"
    return copy
  }
}
