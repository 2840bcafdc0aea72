import Inventory
import Logging
import Reconciler
import Synchronization

/// An agent between its start and its end.
struct RunningAgent {
  let agent: Agent
  let life: Life
  /// Its loop; nil for a command.
  var task: Task<Void, any Error>?
  let hook: WriteHook
  /// Seconds since the story's begin.
  let startedAt: Int64
}

/// Is called after each of the agent's transactions.
///
/// `@unchecked Sendable`: by the simulation's one thread alone (``Scheduler``).
final class WriteHook: @unchecked Sendable {
  private var left = 0
  private var action: (() -> Void)?

  func arm(after writes: Int, _ action: @escaping () -> Void) {
    left = writes
    self.action = action
  }

  func didWrite() {
    guard let action else { return }
    left -= 1
    if left <= 0 {
      self.action = nil
      action()
    }
  }
}

/// The agent's log, in the trace of a replay.
struct TraceLog: LogHandler {
  let trace: Trace
  var metadata = Logger.Metadata()
  var logLevel = Logger.Level.info

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
    let details = all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let line = "\(event.level) \(event.message) \(details.joined(separator: " "))"
    trace.note("    " + line)
    if line.contains(secret) { trace.broke(.noSecret, line) }
  }
}
