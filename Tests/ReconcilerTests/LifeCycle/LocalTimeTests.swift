import Spec
import TestSupport
import Testing

@testable import Reconciler

/// When a day begins, where the club is.
struct LocalTimeTests {
  private func date(_ year: Int, _ month: Int, _ day: Int) -> CalendarDate {
    CalendarDate(year: year, month: month, day: day)
  }

  @Test(arguments: [
    ("Europe/London", 2027, 1, 1, 0), ("Europe/London", 2027, 7, 1, -3_600),
    ("America/New_York", 2027, 1, 1, 18_000), ("Asia/Kolkata", 2027, 1, 1, -19_800),
    ("Pacific/Kiritimati", 2027, 1, 1, -50_400),
  ])
  func `a day begins at midnight of its zone`(
    zone: String, year: Int, month: Int, day: Int, offset: Int64
  ) {
    let day = date(year, month, day)
    #expect(LocalTime(zone).start(of: day) == day.secondsSince1970 + offset)
  }

  @Test func `where clocks are put forward at midnight the day begins with its first second`() {
    // In São Paulo 4 November 2018 began at 01:00, at 03:00 UTC.
    let time = LocalTime("America/Sao_Paulo")
    let day = date(2018, 11, 4)
    #expect(time.start(of: day) == day.secondsSince1970 + 3 * 3_600)
    #expect(time.day(at: time.start(of: day)) == day)
    #expect(time.day(at: time.start(of: day) - 1) == date(2018, 11, 3))
  }

  @Test func `without a zone, or with one that is not known here, days are those of UTC`() {
    let day = date(2027, 7, 1)
    #expect(LocalTime(nil).start(of: day) == day.secondsSince1970)
    #expect(LocalTime("Nowhere/Atall").start(of: day) == day.secondsSince1970)
  }

  @Test func `at random, a day begins once, and not before`() {
    let zones = [
      "Europe/London", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu",
      "Pacific/Apia", "America/St_Johns", "Africa/Casablanca", "UTC",
    ]
    for seed in SplitMix64.seeds(400) {
      var random = SplitMix64(seed: seed)
      let zone = zones.randomElement(using: &random)!
      let time = LocalTime(zone)
      let day = CalendarDate(daysSince1970: Int.random(in: 20_000...30_000, using: &random))
      let start = time.start(of: day)
      #expect(time.day(at: start) == day, "seed \(seed): \(zone) \(day)")
      #expect(time.day(at: start - 1) < day, "seed \(seed): \(zone) \(day)")
    }
  }
}
