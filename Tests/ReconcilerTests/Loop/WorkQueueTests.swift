import Reconciler
import TestSupport
import Testing

struct WorkQueueTests {
  private var random = SplitMix64(seed: 1)

  @Test func `what was asked for first is taken first, and at most the limit`() {
    var queue = WorkQueue()
    queue.add("b", now: .seconds(1))
    queue.add("a", now: .seconds(2))
    queue.add("c", now: .seconds(3))
    #expect(queue.take(2, now: .seconds(3)) == ["b", "a"])
    #expect(queue.take(2, now: .seconds(3)) == ["c"])
    #expect(queue.take(2, now: .seconds(3)) == [])
  }

  @Test mutating func `a club in work is not taken twice, and comes back at once if asked for`() {
    var queue = WorkQueue()
    queue.add("a", now: .zero)
    #expect(queue.take(1, now: .zero) == ["a"])
    queue.add("a", now: .seconds(1))
    #expect(queue.take(1, now: .seconds(1)) == [])
    queue.finish("a", .done, now: .seconds(2), using: &random)
    #expect(queue.take(1, now: .seconds(2)) == ["a"])
    queue.finish("a", .done, now: .seconds(3), using: &random)
    #expect(queue.count == 0)
    #expect(queue.next == nil)
  }

  @Test mutating func `a failed club waits longer each time, up to a cap`() {
    var queue = WorkQueue(backoff: Backoff(first: .seconds(1), cap: .seconds(60)))
    var now = Duration.zero
    queue.add("a", now: now)
    for failures in 1...20 {
      #expect(queue.take(1, now: now) == ["a"])
      queue.finish("a", .retry, now: now, using: &random)
      let wait = queue.next! - now
      let step = min(Duration.seconds(1 << (failures - 1)), .seconds(60))
      #expect(wait >= step / 2 && wait <= step, "after \(failures) failures: \(wait)")
      now = queue.next!
    }
  }

  @Test mutating func `a new revision ends the waiting`() {
    var queue = WorkQueue()
    queue.add("a", now: .zero)
    for _ in 0..<10 {
      _ = queue.take(1, now: queue.next!)
      queue.finish("a", .retry, now: .zero, using: &random)
    }
    queue.addFresh("a", now: .seconds(1))
    #expect(queue.take(1, now: .seconds(1)) == ["a"])
    queue.finish("a", .retry, now: .seconds(1), using: &random)
    #expect(queue.next! <= .seconds(2))
  }

  @Test mutating func `a stuck club is not tried again by itself`() {
    var queue = WorkQueue()
    queue.add("a", now: .zero)
    _ = queue.take(1, now: .zero)
    queue.finish("a", .stuck, now: .zero, using: &random)
    #expect(queue.next == nil)
    queue.add("a", now: .seconds(5))
    #expect(queue.take(1, now: .seconds(5)) == ["a"])
  }
}
