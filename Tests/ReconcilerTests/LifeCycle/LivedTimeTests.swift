import Spec
import TestSupport
import Testing

@testable import Reconciler

/// Time that goes on, and never jumps.
struct LivedTimeTests {
  private func up(_ seconds: Int64, _ boot: String = "a") -> Uptime {
    Uptime(boot: boot, seconds: seconds)
  }

  @Test func `it goes with the clock, and twice as fast at most`() {
    let time = LivedTime(time: 1_000, uptime: up(10))
    #expect(time.later(now: 1_060, uptime: up(70)).time == 1_060)
    #expect(time.later(now: 9_000, uptime: up(70)).time == 1_120)
    #expect(time.later(now: 1_000_000_000, uptime: up(10)).time == 1_000)
    // A clock that is put back does not put it back.
    #expect(time.later(now: 5, uptime: up(70)).time == 1_000)
  }

  @Test func `while the machine was off no time is known to have passed`() {
    let time = LivedTime(time: 1_000, uptime: up(10))
    let started = time.later(now: 9_000, uptime: up(500, "b"))
    #expect(started == LivedTime(time: 2_000, uptime: up(500, "b")))
    #expect(started.later(now: 9_100, uptime: up(600, "b")).time == 2_200)
    #expect(time.later(now: 9_000, uptime: up(3)).time == 1_000)
  }

  @Test func `what was written down is read again, and nothing else is`() {
    for uptime in [up(10), up(0, "f3b4"), up(7, "")] {
      let time = LivedTime(time: 1_000, uptime: uptime)
      #expect(LivedTime(time.text) == time)
    }
    for text in ["", "1", "1 2", "a 2 b", "1 2 3 4"] { #expect(LivedTime(text) == nil) }
  }

  @Test func `this machine is up, and knows this boot`() {
    let uptime = Uptime.ofThisMachine()
    #expect(uptime.seconds > 0)
    #expect(uptime.boot.utf8.count == 36)
  }

  @Test func `at random it is never ahead of the clock's highest, nor of twice the uptime`() {
    for seed in SplitMix64.seeds(300) {
      var random = SplitMix64(seed: seed)
      var time = LivedTime(time: 1_000_000, uptime: up(0))
      var (now, uptime, highest) = (Int64(1_000_000), Int64(0), Int64(1_000_000))
      for _ in 0..<50 {
        let passed = Int64.random(in: 0...1_000, using: &random)
        uptime += passed
        now += passed
        if Bool.random(using: &random) {
          now += Int64.random(in: -100_000...100_000, using: &random)
        }
        highest = max(highest, now)
        let next = time.later(now: now, uptime: up(uptime))
        #expect(next.time >= time.time && next.time <= time.time + 2 * passed, "seed \(seed)")
        #expect(next.time <= highest, "seed \(seed)")
        time = next
      }
    }
  }
}
