import HTTPTypes
import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import ServiceLifecycle
public import Spec
import Synchronization

/// The agent's window for people and machines, over HTTP: a status page, an API that only reads,
/// health, metrics, and the answer to a web server's question for which names it may have
/// certificates.
///
/// Nothing can be changed here: that goes through the control socket. A signed push only makes the
/// agent look at the repository at once. Without the API token no
/// personal data is shown.
public struct StatusServer: Service {
  /// Where it listens, what opens it, and what it shows besides the agent's state.
  public struct Settings: Sendable {
    public var listen: AgentConfiguration.ListenAddress
    /// Without one, nobody sees personal data here.
    public var token: SharedSecret?
    /// What signs the announcements of a push; without one none is taken.
    public var webhookSecret: SharedSecret?
    /// The names of the services in the agent's own file.
    public var services: [String]
    public var version: String

    public init(
      listen: AgentConfiguration.ListenAddress, token: SharedSecret? = nil,
      webhookSecret: SharedSecret? = nil, services: [String], version: String
    ) {
      self.listen = listen
      self.token = token
      self.webhookSecret = webhookSecret
      self.services = services
      self.version = version
    }
  }

  /// The address could not be used.
  public struct CannotListen: Error, CustomStringConvertible {
    public let description: String
  }

  /// Open connections; further ones wait until one closes.
  static let maximumConnections = 128

  private let settings: Settings
  private let source: StatusSource
  private let logger: Logger
  private let onListening: @Sendable () async -> Void

  /// - Parameter onListening: called once connections are accepted.
  public init(
    settings: Settings, source: StatusSource, logger: Logger,
    onListening: @escaping @Sendable () async -> Void = {}
  ) {
    self.settings = settings
    self.source = source
    self.logger = logger
    self.onListening = onListening
  }

  /// Runs until a graceful shutdown: answers that are under way are finished.
  public func run() async throws {
    if !settings.listen.isLoopback {
      logger.warning(
        "the status server can be reached from other machines, without TLS",
        metadata: ["listen": "\(settings.listen)"])
    }
    let listening = Mutex(false)
    let application = Application(
      responder: StatusResponder(settings: settings, source: source),
      server: .bounded(body: settings.webhookSecret == nil ? 0 : PushHook.bodyLimit),
      configuration: ApplicationConfiguration(
        address: .hostname(settings.listen.host, port: settings.listen.port),
        availableConnectionsDelegate: MaximumAvailableConnections(Self.maximumConnections)),
      onServerRunning: { _ in
        listening.withLock { $0 = true }
        await onListening()
      },
      logger: logger.quiet)
    do {
      try await application.run()
    } catch let error as IOError where !listening.withLock({ $0 }) {
      throw CannotListen(
        description: "cannot listen on \(settings.listen): \(describe(errno: error.errnoCode))")
    }
  }
}

extension AgentConfiguration.ListenAddress {
  /// Whether only this machine can reach it.
  var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}
