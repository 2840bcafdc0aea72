import Synchronization

/// Tells work in other tasks that the agent is stopping.
final class StopFlag: Sendable {
  private let state = Atomic(false)

  var isSet: Bool { state.load(ordering: .acquiring) }
  func set() { state.store(true, ordering: .releasing) }
}
