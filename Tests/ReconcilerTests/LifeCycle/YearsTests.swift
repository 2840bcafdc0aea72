import Inventory
import Model
import Planning
import Spec
import Synchronization
import TestSupport
import Testing

@testable import Reconciler

/// Clubs and members over years.
struct YearsTests {
  private func date(_ year: Int, _ month: Int, _ day: Int) -> CalendarDate {
    CalendarDate(year: year, month: month, day: day)
  }

  /// `chess` as the test wants it, among nine others.
  private func years(
    from day: CalendarDate, _ change: (inout Club) -> Void
  ) async throws -> Years {
    var years = try Years(from: day)
    for number in 1...9 { years.found("other\(number)") }
    years.found("chess", change)
    try await years.reconcile()
    return years
  }

  @Test func `a seasonal club opens and closes by the calendar, and loses nothing`() async throws {
    var years = try await years(from: date(2027, 1, 10)) {
      $0.lifecycle = .at(
        9,
        .seasonal(opens: DayOfYear(month: 10, day: 1), closes: DayOfYear(month: 3, day: 31)))
    }
    let things = years.count("chess")
    #expect(things == 6)
    var turns: [String] = []
    var wasOpen = true
    try await years.live(days: 1_000) { years, plans in
      let today = years.today
      let isOpen = !(4...9).contains(today.month)
      #expect(
        years.state(of: "rose@chess.clubs.example") == .text(isOpen ? "active" : "suspended"))
      #expect(years.site(of: "chess.clubs.example") == .text(isOpen ? "open" : "suspended"))
      #expect(years.count("chess") == things)
      #expect(plans["chess"]?.standing == (isOpen ? .open : .closed))
      if isOpen != wasOpen { turns.append("\(today)") }
      wasOpen = isOpen
      let next = plans["chess"]?.upcoming.first
      #expect(next?.text.hasPrefix(isOpen ? "closes on 31 March" : "opens on 1 October") == true)
      #expect(plans["chess"]?.wakesAt == next?.time)
    }
    #expect(
      turns == [
        "2027-04-01", "2027-10-01", "2028-04-01", "2028-10-01", "2029-04-01", "2029-10-01",
      ])
  }

  @Test func `days are those of the club's own time zone`() async throws {
    var years = try await years(from: date(2027, 8, 30)) {
      $0.timezone = .at(8, "Pacific/Kiritimati")
      $0.lifecycle = .at(
        9, .seasonal(opens: DayOfYear(month: 5, day: 1), closes: DayOfYear(month: 8, day: 31)))
    }
    // There the 1st of September begins at 10:00 UTC of the 31st.
    years.now = date(2027, 8, 31).secondsSince1970 + 10 * 3_600 - 1
    let before = try await years.reconcile()
    #expect(years.state(of: "rose@chess.clubs.example") == .text("active"))
    #expect(before["chess"]?.wakesAt == years.now + 1)
    years.now += 1
    try await years.reconcile()
    #expect(years.state(of: "rose@chess.clubs.example") == .text("suspended"))
  }

  private let leaving = Lifecycle.offboarding(
    exportBy: CalendarDate(year: 2026, month: 12, day: 31),
    deleteAfter: CalendarDate(year: 2027, month: 2, day: 28))

  @Test
  func `a club that leaves is open, then closed, then gone, each from its day on, and stays gone`()
    async throws
  {
    var years = try await years(from: date(2026, 12, 1)) { $0.lifecycle = .at(9, leaving) }
    try await years.live(days: 700) { years, plans in
      let today = years.today
      let owner = years.state(of: "rose@chess.clubs.example")
      if today <= date(2026, 12, 31) {
        #expect(owner == .text("active"))
      } else if today <= date(2027, 2, 28) {
        #expect(owner == .text("suspended"))
        #expect(years.site(of: "chess.clubs.example") == .text("suspended"))
      }
      #expect(years.count("chess") == (today <= date(2027, 2, 28) ? 6 : 0), "\(today)")
      if today > date(2027, 3, 1) { #expect(plans["chess"]?.changes == []) }
    }
    let reserved = try years.inventory.reserved().map(\.name)
    #expect(reserved.contains("chess.clubs.example"))
    #expect(reserved.contains("rose@chess.clubs.example"))
    // All others are as they were.
    #expect((1...9).allSatisfy { years.count("other\($0)") == 6 })
    // Somebody who takes it up again inherits nothing.
    years.found("chess")
    let plans = try await years.reconcile()
    #expect(years.chat.state.withLock { !$0.live.keys.contains { $0.club == "chess" } })
    #expect(plans["chess"]?.changes.contains { $0.held?.by == .reserved } == true)
  }

  @Test(arguments: [
    (Prune.confirm, [Protected](), Hold.Guard.prune), (.disabled, [], .prune),
    (.enabled, [.club], .protected),
  ])
  func `the end of a club waits for a person where its removal would`(
    prune: Prune, protect: [Protected], guardian: Hold.Guard
  ) async throws {
    var years = try await years(from: date(2026, 12, 1)) { club in
      club.lifecycle = .at(9, leaving)
      club.prune = .at(10, prune)
      club.protect = protect.map { .at(11, $0) }
    }
    years.now = date(2027, 3, 10).secondsSince1970
    let plans = try await years.reconcile()
    #expect(years.count("chess") == 6)
    let changes = plans["chess"]?.changes ?? []
    #expect(changes.count == 6)
    for change in changes {
      #expect(change.action == .delete && change.cause == .time, "\(change.id)")
      #expect(change.held?.by == guardian, "\(change.id)")
    }
    years.letThrough = .init(clubs: ["chess"])
    try await years.reconcile()
    #expect(years.count("chess") == 0)
  }

  @Test func `many clubs whose time is over together are held`() async throws {
    var years = try Years(from: date(2026, 12, 1))
    for number in 1...10 {
      years.found("club\(number)") { if number <= 5 { $0.lifecycle = .at(9, leaving) } }
    }
    try await years.reconcile()
    years.now = date(2027, 3, 10).secondsSince1970
    let plans = try await years.reconcile()
    for number in 1...5 {
      #expect(years.count("club\(number)") == 6)
      let changes = plans["club\(number)"]?.changes ?? []
      #expect(changes.allSatisfy { $0.held?.by == .removals })
      #expect(changes.first?.held?.message == "5 of 10 clubs would be removed at once")
    }
  }

  @Test func `a file that cannot be read ends no club`() async throws {
    var years = try await years(from: date(2026, 12, 1)) { $0.lifecycle = .at(9, leaving) }
    years.broken = ["chess"]
    try await years.live(days: 200) { years, _ in #expect(years.count("chess") == 6) }
    #expect(years.state(of: "rose@chess.clubs.example") == .text("suspended"))
    years.broken = []
    try await years.reconcile()
    #expect(years.count("chess") == 0)
  }

  @Test func `while provider.yaml is broken no club ends, and a freeze goes on to its end`()
    async throws
  {
    var ending = try await years(from: date(2026, 12, 1)) { $0.lifecycle = .at(9, leaving) }
    ending.providerIsBroken = true
    try await ending.live(days: 200) { years, _ in #expect(years.count("chess") == 6) }
    ending.providerIsBroken = false
    try await ending.reconcile()
    #expect(ending.count("chess") == 0)

    var frozen = try await years(from: date(2026, 12, 1)) { _ in }
    frozen.provider.policy.freeze = Policy.Freeze(until: date(2026, 12, 24))
    frozen.providerIsBroken = true
    let all = frozen.count("chess")
    frozen.chat.state.withLock { state in
      for id in state.live.keys where id.name.hasPrefix("dan@") { state.live[id] = nil }
    }
    try await frozen.live(days: 30) { years, _ in
      let isHealed = years.count("chess") == all
      #expect(isHealed == (years.today >= date(2026, 12, 24)), "\(years.today)")
    }
  }

  @Test func `a file that cannot be read ends no grace period`() async throws {
    var years = try await years(from: date(2026, 12, 1)) { _ in }
    years.found("chess") { $0.members[1].state.value = .left }
    try await years.reconcile()
    years.broken = ["chess"]
    let dan = "dan@chess.clubs.example"
    try await years.live(days: 60) { years, _ in #expect(years.state(of: dan) == .text("left")) }
    years.broken = []
    try await years.reconcile()
    #expect(years.state(of: dan) == nil)
  }

  @Test func `who left is kept for the grace period, and nobody gets the address for years`()
    async throws
  {
    var years = try await years(from: date(2026, 12, 1)) { _ in }
    years.found("chess") { $0.members[1].state.value = .left }
    let left = try await years.reconcile()["chess"]
    #expect(left?.changes.isEmpty == false)
    var lastSeen: CalendarDate?
    try await years.live(days: 800) { years, plans in
      if years.state(of: "dan@chess.clubs.example") != nil {
        lastSeen = years.today
        let next = plans["chess"]?.upcoming.first
        #expect(next?.resource?.name == "dan@chess.clubs.example")
        #expect(next?.time == date(2026, 12, 31).secondsSince1970 + 43_200)
      }
    }
    #expect(lastSeen == date(2026, 12, 30))
    years.found("chess")
    let plans = try await years.reconcile()
    let again = plans["chess"]?.changes.first { $0.resource.name == "dan@chess.clubs.example" }
    #expect(again?.held?.by == .reserved)
  }

  @Test func `a suspension that was announced begins on its day, and an archive keeps its site`()
    async throws
  {
    var years = try await years(from: date(2026, 10, 1)) {
      $0.lifecycle = .at(9, .suspended(since: date(2026, 11, 1), reason: "unpaid"))
    }
    try await years.live(days: 60) { years, _ in
      let isOpen = years.today < date(2026, 11, 1)
      #expect(
        years.state(of: "dan@chess.clubs.example") == .text(isOpen ? "active" : "suspended"))
      #expect(years.site(of: "chess.clubs.example") == .text(isOpen ? "open" : "suspended"))
    }
    years.found("chess") { $0.lifecycle = .at(9, .archived) }
    try await years.reconcile()
    #expect(years.state(of: "dan@chess.clubs.example") == .text("suspended"))
    #expect(years.site(of: "chess.clubs.example") == .text("open"))
    #expect(years.count("chess") == 6)
    years.found("chess")
    try await years.reconcile()
    #expect(years.state(of: "dan@chess.clubs.example") == .text("active"))
  }

  @Test func `a clock that jumps by years deletes nothing, until so much time has passed`()
    async throws
  {
    var years = try await years(from: date(2026, 12, 1)) { $0.lifecycle = .at(9, leaving) }
    years.found("other1") { $0.members[1].state.value = .left }
    try await years.live(days: 10) { _, _ in }
    let before = years.now
    years.now += 10 * 365 * 86_400
    let plans = try await years.reconcile()
    let dan = "dan@other1.clubs.example"
    #expect(years.state(of: dan) == .text("left"))
    #expect(years.count("chess") == 6)
    let held = plans.values.flatMap(\.changes).filter { $0.action == .delete }
    #expect(held.count == 7)
    #expect(held.allSatisfy { $0.held?.by == .clock })
    // It is looked at again, long before the next day that the calendar knows.
    for id in ["chess", "other1"] {
      let wakes = try #require(plans[id]?.wakesAt)
      #expect(wakes > years.now && wakes < years.now + 60 * 86_400, "\(id): \(wakes - years.now)")
    }
    // Somebody mends the clock.
    years.now = before
    try await years.live(days: 100) { years, _ in
      #expect((years.state(of: dan) == nil) == (years.today > date(2026, 12, 31)), "\(years.today)")
      #expect((years.count("chess") == 0) == (years.today > date(2027, 2, 28)), "\(years.today)")
    }
  }

  @Test func `after the machine was off for long what a date deletes comes late, or by a person`()
    async throws
  {
    var years = try await years(from: date(2026, 12, 1)) { _ in }
    years.found("chess") { $0.members[1].state.value = .left }
    let dan = "dan@chess.clubs.example"
    try await years.live(days: 1) { _, _ in }
    years.now += 100 * 86_400
    try await years.live(days: 12) { years, _ in #expect(years.state(of: dan) != nil) }
    var later = years
    // Twice as fast, until it has caught up.
    try await later.live(days: 10) { _, _ in }
    #expect(later.state(of: dan) == nil)
    years.letThrough = .all
    try await years.reconcile()
    #expect(years.state(of: dan) == nil)
  }

  @Test func `a recorded time that cannot be read is no first start`() async throws {
    var years = try await years(from: date(2026, 12, 1)) { _ in }
    years.found("chess") { $0.members[1].state.value = .left }
    try await years.live(days: 1) { _, _ in }
    try years.inventory.set("lived", to: "yesterday")
    years.now += 10 * 365 * 86_400
    let (damaged, now) = (years, years.now)
    await #expect(throws: InventoryError.self) { try await damaged.reconcile() }
    #expect(throws: InventoryError.self) { try damaged.engine.recordTime(now) }
    #expect(years.state(of: "dan@chess.clubs.example") == .text("left"))
    #expect(try years.inventory.setting("lived") == "yesterday")
  }
}
