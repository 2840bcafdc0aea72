import Glibc
import Synchronization

/// What all runs came to together.
final class Results: Sendable {
  struct Failure: Sendable {
    var seed: UInt64
    var what: String
  }

  private struct State {
    var seeds = 0
    var counts: [String: Int] = [:]
    var failures: [Failure] = []
    /// Of all traces, whatever the order in which they came.
    var hash: UInt64 = 0
  }

  private let state = Mutex(State())

  var failures: [Failure] { state.withLock { $0.failures.sorted { $0.seed < $1.seed } } }

  /// Who waits for many is told now and then how far it has come.
  private static let stride = 5_000

  /// At once, on standard error.
  private static func tell(_ text: String) {
    let line = text + "\n"
    _ = write(STDERR_FILENO, line, line.utf8.count)
  }

  func add(_ story: Story, of seeds: UInt64) {
    state.withLock { state in
      state.seeds += 1
      state.hash ^= story.trace.hash &* (story.seed &* 2 &+ 1)
      state.counts.merge(story.trace.counts) { $0 + $1 }
      if let what = story.trace.broken {
        state.failures.append(Failure(seed: story.seed, what: what))
        Results.tell("seed \(story.seed): \(what)")
      }
      if state.seeds % Results.stride == 0 {
        Results.tell("\(state.seeds) of \(seeds), \(state.failures.count) broken promises")
      }
    }
  }

  /// One line of counts.
  var summary: String {
    state.withLock { state in
      let counts = state.counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
      return "\(state.seeds) seeds, \(state.failures.count) broken promises: "
        + counts.joined(separator: ", ") + "; trace \(String(state.hash, radix: 16))"
    }
  }
}

/// A thread that can be waited for.
final class Thread {
  private var handle = pthread_t()

  init(_ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Body(body))
    pthread_create(
      &handle, nil,
      { raw in
        Unmanaged<Body>.fromOpaque(raw!).takeRetainedValue().body()
        return nil
      }, box.toOpaque())
  }

  func join() { pthread_join(handle, nil) }

  private final class Body {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
