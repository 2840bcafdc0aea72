public import Inventory
public import Logging
import Model
public import Reconciler
import Reporting
public import ServiceLifecycle

/// Sends what waits in the inventory, each receiver for itself: one that is dead holds up nobody
/// else, and not the loop.
///
/// A receiver's notices go out in order. One that fails is tried again with backoff until it is
/// ``Limits/age`` old, and is then lost: counted, and told by `status` and the metrics.
public struct Notifier: ServiceLifecycle.Service {
  public struct Limits: Sendable {
    /// Seconds after which a notice that could not be sent is given up.
    public var age: Int64
    public var backoff: Backoff

    public init(
      age: Int64 = 86_400, backoff: Backoff = Backoff(first: .seconds(5), cap: .seconds(900))
    ) {
      self.age = age
      self.backoff = backoff
    }
  }

  private let receivers: [(receiver: Receiver, wake: Signal)]
  private let inventory: Inventory
  private let logger: Logger
  private let limits: Limits
  private let wall: @Sendable () -> Int64

  /// - Parameter wall: seconds since 1970.
  public init(
    receivers: [Receiver], inventory: Inventory, logger: Logger, limits: Limits = Limits(),
    wall: @escaping @Sendable () -> Int64
  ) {
    self.receivers = receivers.map { ($0, Signal()) }
    self.inventory = inventory
    self.logger = logger
    self.limits = limits
    self.wall = wall
  }

  /// There is something to be sent.
  public func wake() { for (_, signal) in receivers { signal.set() } }

  public func run() async throws {
    await cancelWhenGracefulShutdown {
      await withTaskGroup(of: Void.self) { group in
        for (receiver, signal) in receivers {
          group.addTask { await serve(receiver, signal) }
        }
        // Without receivers it still is a service that runs until it is told to end.
        if receivers.isEmpty { group.addTask { await Signal().wait() } }
        await group.waitForAll()
      }
    }
  }

  /// One attempt at all that waits, for at most this long.
  public func sendOnce(within limit: Duration) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await withTaskGroup(of: Void.self) { senders in
          for (receiver, _) in receivers {
            senders.addTask {
              while !Task.isCancelled, await step(receiver) == .sent {}
            }
          }
          await senders.waitForAll()
        }
      }
      group.addTask { try? await Task.sleep(for: limit, clock: .continuous) }
      await group.next()
      group.cancelAll()
    }
  }

  private func serve(_ receiver: Receiver, _ signal: Signal) async {
    var failures = 0
    var random = SystemRandomNumberGenerator()
    while !Task.isCancelled {
      switch await step(receiver) {
      case .sent: failures = 0
      case .idle:
        failures = 0
        await signal.wait(atMost: .seconds(60), clock: ContinuousClock())
      case .failed:
        failures += 1
        let pause = limits.backoff.delay(after: failures, using: &random)
        try? await Task.sleep(for: pause, clock: .continuous)
      }
    }
  }

  private enum Step { case idle, sent, failed }

  /// One attempt at the oldest that waits.
  private func step(_ receiver: Receiver) async -> Step {
    let name = receiver.name
    do {
      guard let waiting = try inventory.nextNotice(for: name) else { return .idle }
      do {
        try await receiver.sender.send(NoticeLetter(waiting))
        try inventory.delivered(waiting, to: name, at: wall())
        return .sent
      } catch let failure as DeliveryFailure {
        if Task.isCancelled { return .failed }
        let isLost = failure.isFinal || wall() - waiting.notice.time > limits.age
        let problem = printable(redacted(failure.description), limit: 300)
        try inventory.failed(waiting, to: name, because: problem, isLost: isLost)
        logger.warning(
          isLost ? "a notice is lost" : "a notice could not be sent",
          metadata: ["receiver": "\(name)", "error": "\(problem)"])
        return failure.isFinal ? .sent : .failed
      }
    } catch {
      logger.error("the inventory could not be used for notices", metadata: ["error": "\(error)"])
      return .failed
    }
  }
}
