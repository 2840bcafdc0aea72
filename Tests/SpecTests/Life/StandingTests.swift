import Spec
import TestSupport
import Testing

/// What a lifecycle comes to, day by day.
struct StandingTests {
  private func day(_ text: String) -> CalendarDate {
    let parts = text.split(separator: "-").compactMap { Int($0) }
    return CalendarDate(year: parts[0], month: parts[1], day: parts[2])
  }

  private func season(_ opens: String, _ closes: String) -> Lifecycle {
    func part(_ text: String) -> DayOfYear {
      let parts = text.split(separator: "-").compactMap { Int($0) }
      return DayOfYear(month: parts[0], day: parts[1])
    }
    return .seasonal(opens: part(opens), closes: part(closes))
  }

  @Test(arguments: [
    ("2027-04-30", Standing.closed), ("2027-05-01", .open), ("2027-08-31", .open),
    ("2027-09-01", .closed), ("2027-01-01", .closed),
  ])
  func `a season is open on its first and on its last day`(date: String, standing: Standing) {
    #expect(season("05-01", "08-31").standing(on: day(date)) == standing)
  }

  @Test(arguments: [
    ("2027-09-30", Standing.closed), ("2027-10-01", .open), ("2027-12-31", .open),
    ("2028-01-01", .open), ("2028-03-31", .open), ("2028-04-01", .closed),
  ])
  func `a season may go over the end of a year`(date: String, standing: Standing) {
    #expect(season("10-01", "03-31").standing(on: day(date)) == standing)
  }

  @Test func `what comes of a season is its next change, with the date as the file has it`() {
    let summer = season("05-01", "08-31")
    #expect(summer.turns(after: day("2027-06-10")).map(\.text) == ["closes on 31 August 2027"])
    #expect(summer.turns(after: day("2027-06-10")).map(\.day) == [day("2027-09-01")])
    #expect(summer.turns(after: day("2027-09-01")).map(\.text) == ["opens on 1 May 2028"])
    #expect(summer.turns(after: day("2027-08-31")).map(\.day) == [day("2027-09-01")])
    let winter = season("10-01", "03-31")
    #expect(winter.turns(after: day("2027-11-01")).map(\.text) == ["closes on 31 March 2028"])
    #expect(season("05-01", "04-30").turns(after: day("2027-11-01")) == [])
  }

  @Test func `the 29th of February counts in years that have none`() {
    let club = season("02-29", "03-31")
    #expect(club.standing(on: day("2027-02-28")) == .closed)
    #expect(club.standing(on: day("2027-03-01")) == .open)
    #expect(club.standing(on: day("2028-02-29")) == .open)
    let other = season("01-10", "02-29")
    #expect(other.standing(on: day("2027-02-28")) == .open)
    #expect(other.standing(on: day("2027-03-01")) == .closed)
    let leap = season("02-29", "02-29")
    #expect(leap.turns(after: day("2096-03-01")).map(\.day) == [day("2104-02-29")])
  }

  @Test func `a suspension that is announced begins on its day`() {
    let club = Lifecycle.suspended(since: day("2026-11-01"), reason: "unpaid")
    #expect(club.standing(on: day("2026-10-31")) == .open)
    #expect(club.standing(on: day("2026-11-01")) == .closed)
    #expect(
      club.turns(after: day("2026-10-01")).map(\.text) == ["is suspended on 1 November 2026"])
    #expect(club.turns(after: day("2026-11-01")) == [])
    #expect(Lifecycle.suspended(since: nil, reason: nil).standing(on: day("1999-01-01")) == .closed)
  }

  @Test func `who leaves is open until the last day to export, and goes after the last day of all`()
  {
    let club = Lifecycle.offboarding(exportBy: day("2026-12-31"), deleteAfter: day("2027-02-28"))
    #expect(club.standing(on: day("2026-12-31")) == .open)
    #expect(club.standing(on: day("2027-01-01")) == .closed)
    #expect(club.standing(on: day("2027-02-28")) == .closed)
    #expect(club.standing(on: day("2027-03-01")) == .over)
    #expect(
      club.turns(after: day("2026-12-01")).map(\.text) == [
        "closes after 31 December 2026, the last day to export",
        "its data goes after 28 February 2027",
      ])
    #expect(
      club.turns(after: day("2027-01-01")).map(\.text) == ["its data goes after 28 February 2027"])
    let short = Lifecycle.offboarding(exportBy: day("2026-12-31"), deleteAfter: day("2026-12-31"))
    #expect(
      short.turns(after: day("2026-12-01")).map(\.standing) == [.over])
  }

  @Test func `without a day nothing closes that is not closed for good, and nothing is over`() {
    #expect(season("05-01", "08-31").standing(on: nil) == .open)
    #expect(Lifecycle.archived.standing(on: nil) == .archived)
    #expect(
      Lifecycle.offboarding(exportBy: day("2020-01-01"), deleteAfter: day("2020-01-01"))
        .standing(on: nil) == .open)
  }

  /// Against the plainest way to count: one day after the other.
  @Test func `days are counted as calendars do, over all leap years from 1968 to 2104`() {
    var expected = CalendarDate(year: 1968, month: 1, day: 1)
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    for number in -731..<48_944 {
      let found = CalendarDate(daysSince1970: number)
      guard found == expected, found.daysSince1970 == number else {
        Issue.record("day \(number) is \(expected), not \(found)")
        return
      }
      let year = expected.year
      let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
      let length = lengths[expected.month - 1] + (isLeap && expected.month == 2 ? 1 : 0)
      expected.day += 1
      if expected.day > length { (expected.day, expected.month) = (1, expected.month + 1) }
      if expected.month > 12 { (expected.month, expected.year) = (1, expected.year + 1) }
    }
    #expect(expected == day("2104-01-03"))
  }

  @Test func `at random, a season turns exactly where its standing changes`() {
    for seed in SplitMix64.seeds(300) {
      var random = SplitMix64(seed: seed)
      func part() -> String {
        "\(Int.random(in: 1...12, using: &random))-\(Int.random(in: 1...28, using: &random))"
      }
      let club = season(part(), part())
      let start = CalendarDate(daysSince1970: Int.random(in: 20_000...30_000, using: &random))
      var date = start
      let first = club.standing(on: start)
      let turn = club.turns(after: start).first
      for _ in 0..<400 {
        date = date.next
        if club.standing(on: date) != first { break }
      }
      if club.standing(on: date) == first {
        #expect(turn == nil, "seed \(seed)")
      } else {
        #expect(turn?.day == date, "seed \(seed)")
        #expect(turn?.standing == club.standing(on: date), "seed \(seed)")
      }
    }
  }
}
