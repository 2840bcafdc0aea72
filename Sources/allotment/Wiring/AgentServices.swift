import Logging
import Reconciler
import ServiceLifecycle
import Spec
import UnixSignals

/// The loop as a service that ends when the process is told to.
struct AgentService: ServiceLifecycle.Service {
  let agent: Agent

  func run() async throws {
    try await withGracefulShutdownHandler {
      try await agent.run()
    } onGracefulShutdown: {
      agent.stop()
    }
  }
}

/// Reads agent.yaml again on SIGHUP.
struct ReloadService: ServiceLifecycle.Service {
  let agent: Agent
  let config: ConfigOption
  let logger: Logger

  func run() async throws {
    let signals = await UnixSignalsSequence(trapping: .sighup)
    for await _ in signals.cancelOnGracefulShutdown() {
      do {
        await agent.apply(try readConfiguration(config.path).settings)
      } catch {
        logger.error("agent.yaml was not reloaded", metadata: ["error": "\(error)"])
      }
    }
  }
}
