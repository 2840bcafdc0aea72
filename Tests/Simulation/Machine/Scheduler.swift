import Synchronization
import TestSupport

/// Runs all of a simulation's tasks on one thread, one step at a time: from one suspension to the
/// next. Which of the steps that are ready comes next is drawn from the seed.
///
/// Actors run on the executor that their caller's task prefers (SE-0417), so the agent needs no
/// change to be run here.
final class Scheduler: TaskExecutor {
  private let ready = Mutex<[UnownedJob]>([])

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    ready.withLock { $0.append(job) }
  }

  /// Takes one step; false when nothing is ready.
  func step(using random: inout SplitMix64) -> Bool {
    let job = ready.withLock { jobs -> UnownedJob? in
      if jobs.isEmpty { return nil }
      return jobs.remove(at: jobs.count == 1 ? 0 : Int.random(in: 0..<jobs.count, using: &random))
    }
    guard let job else { return false }
    job.runSynchronously(on: asUnownedTaskExecutor())
    return true
  }
}

/// Time that passes only when the simulation says so.
struct SimulatedClock: Clock {
  struct Instant: InstantProtocol {
    var offset: Duration

    func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Duration { other.offset - offset }
    static func < (a: Self, b: Self) -> Bool { a.offset < b.offset }
  }

  private struct Timer {
    var number: Int
    var deadline: Duration
    var waiter: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var now = Duration.zero
    var number = 0
    var timers: [Timer] = []
  }

  private final class Time: Sendable {
    let state = Mutex(State())
  }

  private let time = Time()

  var now: Instant { Instant(offset: time.state.withLock { $0.now }) }
  var minimumResolution: Duration { .nanoseconds(1) }

  func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
    let number = time.state.withLock { state in
      state.number += 1
      return state.number
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation {
        (waiter: CheckedContinuation<Void, any Error>) in
        if Task.isCancelled { return waiter.resume(throwing: CancellationError()) }
        let timer = Timer(number: number, deadline: deadline.offset, waiter: waiter)
        time.state.withLock { $0.timers.append(timer) }
      }
    } onCancel: {
      take { $0.number == number }?.waiter.resume(throwing: CancellationError())
    }
  }

  /// Goes on to the next moment for which somebody waits, but not past `end`; false when none is.
  func advance(until end: Duration) -> Bool {
    let next = time.state.withLock { state in
      state.timers.min { ($0.deadline, $0.number) < ($1.deadline, $1.number) }
    }
    guard let next, next.deadline <= end else {
      time.state.withLock { $0.now = max($0.now, end) }
      return false
    }
    time.state.withLock { $0.now = max($0.now, next.deadline) }
    take { $0.number == next.number }?.waiter.resume()
    return true
  }

  private func take(_ isWanted: (Timer) -> Bool) -> Timer? {
    time.state.withLock { state in
      state.timers.firstIndex(where: isWanted).map { state.timers.remove(at: $0) }
    }
  }
}
