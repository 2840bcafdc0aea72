import Inventory
import Model
import Spec
import Testing

struct ClubRecordTests {
  private let folder: InventoryFolder
  private let inventory: Inventory

  init() throws {
    folder = try InventoryFolder()
    inventory = try folder.open()
  }

  private func record(_ id: String) -> ClubRecord {
    ClubRecord(
      id: id, name: "Club \(id)", sync: .outOfSync, health: .degraded,
      lastAttemptedRevision: Revision("main@sha1:bb"),
      lastAppliedRevision: Revision("main@sha1:aa"),
      conditions: [
        Condition(
          type: .ready, status: .no, reason: "ChangesFailed", message: "no room",
          observedRevision: Revision("main@sha1:bb"), lastTransitionTime: 77),
        Condition(
          type: .drifted, status: .unknown, reason: "NotRead", message: "", observedRevision: nil,
          lastTransitionTime: -1),
      ],
      lastGood: LastGood(
        file: "clubs/\(id).yaml", content: ContentID(hex: "abc"), siteTree: ContentID(hex: "def")),
      digests: [
        "prosody": DigestRecord(digest: "d1", desired: Fingerprint(hex: "f1")),
        "caddy": DigestRecord(digest: "d2", desired: Fingerprint(hex: "f2")),
      ],
      lastReconciledAt: 99, protected: true)
  }

  @Test func `a club comes back as it was saved`() throws {
    let bare = ClubRecord(id: "bare", name: "Bare", sync: .synced, health: .healthy)
    try inventory.save([record("chess"), bare, record("art")])
    #expect(try inventory.club("chess") == record("chess"))
    #expect(try inventory.club("bare") == bare)
    #expect(try inventory.club("nobody") == nil)
    #expect(try inventory.clubs() == [record("art"), bare, record("chess")])
  }

  @Test func `saving again leaves nothing of the old record`() throws {
    try inventory.save([record("chess")])
    let bare = ClubRecord(id: "chess", name: "Chess", sync: .synced, health: .healthy)
    try inventory.save([bare])
    #expect(try inventory.club("chess") == bare)
    #expect(try inventory.clubs() == [bare])
  }

  @Test func `a pause survives a save of a record that was read before it`() throws {
    try inventory.save([record("chess")])
    let stale = try #require(try inventory.club("chess"))
    try inventory.pause("chess", until: 500, reason: "moving house", by: "ann")
    try inventory.save([stale])
    let club = try #require(try inventory.club("chess"))
    #expect(club.pause == Pause(until: 500, reason: "moving house", by: "ann"))
    #expect(club.isPaused(at: 499))
    #expect(!club.isPaused(at: 500))
    try inventory.resume("chess")
    #expect(try inventory.club("chess")?.pause == nil)
  }

  @Test func `a pause without an end lasts until somebody resumes the club`() throws {
    try inventory.pause("new", until: nil, reason: "wait", by: "ann")
    let club = try #require(try inventory.club("new"))
    #expect(club.isPaused(at: .max))
    #expect(club.sync == .unknown)
    try inventory.resume("new")
    #expect(try inventory.club("new")?.isPaused(at: 0) == false)
  }

  @Test func `a club that is removed is gone with its conditions and digests`() throws {
    try inventory.save([record("chess")])
    try inventory.removeClub("chess")
    #expect(try inventory.clubs().isEmpty)
    try inventory.save([ClubRecord(id: "chess", name: "C", sync: .synced, health: .healthy)])
    #expect(try inventory.club("chess")?.conditions == [])
    #expect(try inventory.club("chess")?.digests == [:])
  }

  @Test func `the status of a club is part of its record`() {
    let status = record("chess").status
    #expect(status.id == "chess")
    #expect(status.conditions.count == 2)
    #expect(status.lastAppliedRevision == Revision("main@sha1:aa"))
  }
}
