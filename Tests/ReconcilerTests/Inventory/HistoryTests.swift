import Inventory
import Model
import Spec
import Testing

struct HistoryTests {
  private let folder: InventoryFolder

  init() throws { folder = try InventoryFolder() }

  private func entry(_ number: Int, _ club: String = "chess") -> HistoryEntry {
    HistoryEntry(
      time: Int64(number), club: club, revision: Revision("main@sha1:aa"),
      change: "\(club)/prosody/account/\(number)#create", action: .create, result: .applied,
      message: "declared, not live", author: number.isMultiple(of: 2) ? nil : "Ann <ann@x.example>",
      cycle: "c1")
  }

  @Test func `history comes newest first, of all clubs or of one`() throws {
    let inventory = try folder.open()
    try inventory.append([entry(1), entry(2, "art"), entry(3)])
    let all = try inventory.history(club: nil, limit: 10, before: nil)
    #expect(all.map(\.time) == [3, 2, 1])
    #expect(all.map(\.id) == [3, 2, 1])
    var third = all[0]
    third.id = 0
    #expect(third == entry(3))
    #expect(try inventory.history(club: "chess", limit: 10, before: nil).map(\.time) == [3, 1])
  }

  @Test func `history is read page by page`() throws {
    let inventory = try folder.open()
    try inventory.append((1...25).map { entry($0) })
    var seen: [Int64] = []
    var before: Int64?
    for _ in 0..<10 {
      let page = try inventory.history(club: "chess", limit: 10, before: before)
      if page.isEmpty { break }
      seen += page.map(\.time)
      before = page.last?.id
    }
    #expect(seen == (1...25).reversed().map { Int64($0) })
    #expect(try inventory.history(club: nil, limit: -1, before: nil).isEmpty)
  }

  @Test func `only as much history is kept as was asked for`() throws {
    let inventory = try Inventory(path: folder.file, historyLimit: 10)
    for number in 1...25 { try inventory.append([entry(number)]) }
    try inventory.append((26...37).map { entry($0) })
    let kept = try inventory.history(club: nil, limit: 100, before: nil)
    #expect(kept.map(\.time) == (28...37).reversed().map { Int64($0) })
  }

  @Test func `what is too old goes, and what is not stays`() throws {
    let inventory = try Inventory(path: folder.file, historyAge: 100)
    try inventory.append((1...25_000).map { entry($0 / 1_000) })
    try inventory.pruneHistory(now: 120)
    let kept = try inventory.history(club: nil, limit: 10_000, before: nil)
    #expect(kept.count == 5_001 && kept.last?.time == 20)
    try inventory.pruneHistory(now: 120)
    #expect(try inventory.history(club: nil, limit: 10_000, before: nil).count == 5_001)
    let forever = try folder.open()
    try forever.pruneHistory(now: .max)
    #expect(try forever.history(club: nil, limit: 1, before: nil).count == 1)
  }

  @Test func `the history is searched by club, time, action, author and text`() throws {
    let inventory = try folder.open()
    var paused = entry(4, "art")
    (paused.change, paused.action, paused.author) = ("art#pause", .pause, "ops")
    paused.message = "Moving house; 100% 'sure'"
    try inventory.append([entry(1), entry(2, "art"), entry(3), paused, entry(5)])
    func times(_ query: HistoryQuery) throws -> [Int64] {
      try inventory.history(query).map(\.time)
    }
    #expect(try times(HistoryQuery(limit: 9)) == [5, 4, 3, 2, 1])
    #expect(try times(HistoryQuery(club: "art", limit: 9)) == [4, 2])
    #expect(try times(HistoryQuery(since: 2, until: 4, limit: 9)) == [3, 2])
    #expect(try times(HistoryQuery(actions: [.pause, .resume], limit: 9)) == [4])
    #expect(try times(HistoryQuery(actions: [.create], limit: 2)) == [5, 3])
    #expect(try times(HistoryQuery(author: "ANN@x", limit: 9)) == [5, 3, 1])
    #expect(try times(HistoryQuery(author: "%", limit: 9)) == [])
    #expect(try times(HistoryQuery(text: "moving", limit: 9)) == [4])
    #expect(try times(HistoryQuery(text: "' OR 1=1 --", limit: 9)) == [])
    #expect(try times(HistoryQuery(text: "100% 'sure'", limit: 9)) == [4])
    #expect(try times(HistoryQuery(text: "account/3#", limit: 9)) == [3])
    #expect(try times(HistoryQuery(club: "chess", author: "ann", limit: 9, before: 5)) == [3, 1])
  }

  @Test func `ids go on growing when old entries are gone`() throws {
    let inventory = try Inventory(path: folder.file, historyLimit: 1)
    for number in 1...5 { try inventory.append([entry(number)]) }
    #expect(try inventory.history(club: nil, limit: 10, before: nil).map(\.id) == [5])
  }

  @Test func `names stay with whom they were first, until they are released`() throws {
    let inventory = try folder.open()
    let rose = ReservedName(name: "rose@a.example", club: "a", kind: "account", since: 1)
    let host = ReservedName(name: "a.example", club: "a", kind: "vhost", since: 2)
    try inventory.reserve([rose, host])
    try inventory.reserve([
      ReservedName(name: "rose@a.example", club: "b", kind: "account", since: 9)
    ])
    #expect(try inventory.reserved() == [host, rose])
    try inventory.release(["rose@a.example", "nobody@a.example"])
    #expect(try inventory.reserved() == [host])
  }

  @Test func `settings are remembered by key`() throws {
    let inventory = try folder.open()
    #expect(try inventory.setting("revision") == nil)
    try inventory.set("revision", to: "main@sha1:aa")
    try inventory.set("revision", to: "main@sha1:bb")
    #expect(try inventory.setting("revision") == "main@sha1:bb")
  }
}
