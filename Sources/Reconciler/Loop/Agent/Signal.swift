import Synchronization

/// Wakes one waiting task. A signal that nobody waits for is kept, once.
package final class Signal: Sendable {
  private struct State {
    var isSet = false
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  package init() {}

  package func set() {
    state.withLock { state in
      let waiter = state.waiter.take()
      state.isSet = waiter == nil
      return waiter
    }?.resume()
  }

  /// Returns when the signal is set, or when the task is cancelled.
  package func wait() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isReady = state.withLock { state in
          if state.isSet || Task.isCancelled {
            state.isSet = false
            return true
          }
          precondition(state.waiter == nil, "one task waits")
          state.waiter = continuation
          return false
        }
        if isReady { continuation.resume() }
      }
    } onCancel: {
      set()
    }
  }

  /// As ``wait()``, but not longer than `limit`.
  package func wait(atMost limit: Duration, clock: any Clock<Duration>) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.wait() }
      group.addTask { try? await clock.sleep(for: limit) }
      await group.next()
      group.cancelAll()
    }
  }
}
