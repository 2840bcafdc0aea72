import ArgumentParser
import Glibc
import Inventory
import Logging
import Operations
import Reconciler
import Source
import Spec
import Web

/// Whoever answers a command: a running agent, or this process.
struct Holder {
  private let handler: any ControlHandler
  /// Held while this process may write.
  private let lock: InstanceLock?

  /// With `--repo` or `--revision` this process answers, because the agent has only its own
  /// revision; what changes something is then refused while an agent runs.
  init(_ config: ConfigOption, _ source: RepositoryOptions, mayWrite: Bool) async throws {
    let configuration = try loadConfiguration(config)
    let client = ControlClient(socket: configuration.controlSocket)
    let isOwnRevision = source.repo != nil || source.revision != nil
    if await client.isAnswered() {
      if !isOwnRevision {
        handler = RemoteControl(client: client)
        lock = nil
        return
      }
      if mayWrite {
        throw CommandFailure.failed(
          "an agent runs on \(configuration.dataDirectory): commit the change and it is applied, "
            + "or stop the agent first")
      }
    }
    let data = DataDirectory(configuration)
    lock = mayWrite ? try data.lock() : nil
    let inventory = try data.inventory(mayWrite: mayWrite)
    Terminal.progress("reading the repository …")
    let (fleet, git) = try await openRepository(configuration, source)
    if mayWrite { try await requireTrust(git, configuration, source, inventory) }
    let engine = Engine(services: try services(of: configuration), inventory: inventory)
    handler = LocalControl(
      agent: Agent(
        engine: engine, source: FixedSource(), settings: configuration.settings,
        logger: quietLogger(), wall: secondsSince1970),
      fleet: fleet, now: secondsSince1970)
  }

  func reply(to request: ControlRequest) async -> ControlReply { await handler.handle(request) }

  /// Prints the reply, and ends with its exit code.
  func answer(_ request: ControlRequest) async throws { try await reply(to: request).finish() }
}

extension ControlReply {
  /// Prints the reply, and throws its exit code when it is not 0.
  func finish() throws {
    if !problems.isEmpty { Terminal.complain(problems) }
    if !output.isEmpty { Terminal.print(output) }
    if exitCode != 0 { throw ArgumentParser.ExitCode(exitCode) }
  }
}

/// A running agent over its control socket.
struct RemoteControl: ControlHandler {
  let client: ControlClient

  func handle(_ request: ControlRequest) async -> ControlReply {
    do {
      return try await client.send(request)
    } catch {
      return ControlReply(exitCode: 6, problems: "allotment: \(error)\n")
    }
  }
}

/// For commands that make sense only with a running agent.
struct AgentConnection {
  private let client: ControlClient

  init(_ config: ConfigOption) throws {
    client = ControlClient(socket: try loadConfiguration(config).controlSocket)
  }

  func answer(_ request: ControlRequest) async throws {
    var request = request
    request.by = userName()
    do {
      try await client.send(request).finish()
    } catch let failure as ControlClient.Failure {
      throw CommandFailure.unreachable("\(failure)")
    }
  }
}

/// The name of whoever runs this process.
func userName() -> String {
  // Behind sudo, the person is who called it.
  if geteuid() == 0, let sudo = getenv("SUDO_USER") { return String(cString: sudo) }
  return getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? "uid \(getuid())"
}
