import Synchronization
import Testing

@testable import ProsodyService

struct TurnstileTests {
  private final class Counts: Sendable {
    let inside = Mutex(0)
    let most = Mutex(0)
  }

  @Test func `one is let through at a time, and everybody in the end`() async {
    let turnstile = Turnstile()
    let counts = Counts()
    let passed = await withTaskGroup(of: Void.self) { group in
      for _ in 1...200 {
        group.addTask {
          await turnstile.enter()
          let now = counts.inside.withLock {
            $0 += 1
            return $0
          }
          counts.most.withLock { $0 = max($0, now) }
          await Task.yield()
          counts.inside.withLock { $0 -= 1 }
          turnstile.leave()
        }
      }
      var passed = 0
      for await _ in group { passed += 1 }
      return passed
    }
    #expect(passed == 200)
    #expect(counts.most.withLock { $0 } == 1)
  }
}
