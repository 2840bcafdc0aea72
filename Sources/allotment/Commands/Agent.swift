import ArgumentParser
import Glibc
import Inventory
import Notices
import Operations
import Reconciler
import Reporting
import ServiceLifecycle
import Source
import Spec
import UnixSignals
import Web

struct AgentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agent",
    abstract: "The loop: look at the repository, converge what is due, sweep the live state.",
    discussion: """
      SIGTERM and SIGINT end it after the step that is under way; SIGHUP reads agent.yaml again \
      (intervals and `enforce`). One agent works on a data directory.
      """)

  @OptionGroup var config: ConfigOption
  @Flag(
    help: """
      One look at everything, then end, with the exit codes of `apply`; with `enforce: false` what \
      would be done is printed, nothing is changed, and the exit codes are those of `plan`.
      """)
  var once = false
  @Flag(help: "Log more.") var verbose = false

  func run() async throws {
    let configuration = try loadConfiguration(config)
    let data = DataDirectory(configuration)
    let lock = try data.lock()
    defer { withExtendedLifetime(lock) {} }
    let inventory = try data.inventory(mayWrite: true)
    let live = try services(of: configuration)
    let source = try gitSource(of: configuration, data, inventory)
    let receivers = try receivers(of: configuration, live)
    let logger = agentLogger(verbose: verbose)
    let notifier = Notifier(
      receivers: receivers, inventory: inventory, logger: logger, wall: secondsSince1970)
    let agent = Agent(
      engine: Engine(services: live, inventory: inventory), source: source,
      settings: configuration.settings, logger: logger, wall: secondsSince1970,
      receivers: receivers.map(\.notices), didTell: { notifier.wake() })
    if once { return try await runOnce(agent, source, notifier) }
    try await runForever(agent, configuration, live, notifier)
  }

  private func runOnce(
    _ agent: Agent, _ source: GitFleetSource, _ notifier: Notifier
  ) async throws {
    let fleet: Fleet?
    do {
      fleet = try await source.fetch(after: nil)
    } catch let failure as SourceFailure where failure.isDistrust {
      throw CommandFailure.failed("\(failure)")
    } catch {
      throw CommandFailure.unreachable("\(error)")
    }
    guard let fleet else { throw CommandFailure.unreachable("the repository has no revision") }
    let control = LocalControl(agent: agent, fleet: fleet, now: secondsSince1970)
    let isEnforcing = await agent.isEnforcing
    // A pass writes the status down and says who is to be told, whether it changes anything or not.
    var reply = await control.handle(ControlRequest(isEnforcing ? .apply : .reconcile))
    if !isEnforcing, reply.exitCode != ExitCode.error.rawValue {
      reply = await control.handle(ControlRequest(.plan))
    }
    await notifier.sendOnce(within: .seconds(90))
    try reply.finish()
  }

  private func runForever(
    _ agent: Agent, _ configuration: AgentConfiguration, _ live: [any LiveService],
    _ notifier: Notifier
  ) async throws {
    let logger = agentLogger(verbose: verbose)
    let status = try statusServer(agent, configuration, live, logger)
    let control = ControlServer(
      socket: configuration.controlSocket, handler: AgentControl(agent: agent), logger: logger)
    let services: [any ServiceLifecycle.Service] =
      [notifier, AgentService(agent: agent), control]
      + [ReloadService(agent: agent, config: config, logger: logger)] + (status.map { [$0] } ?? [])
    let group = ServiceGroup(
      services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    do {
      try await group.run()
    } catch {
      throw CommandFailure.failed("\(error)")
    }
  }
}
