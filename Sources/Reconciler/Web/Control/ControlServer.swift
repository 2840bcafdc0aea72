import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import Operations
public import ServiceLifecycle
import Synchronization

/// Takes commands for the running agent, over HTTP on a UNIX socket: `POST /v1/control`.
public struct ControlServer: Service {
  /// Bytes of a request.
  static let maximumBody = 16 << 20
  static let path = "/v1/control"
  private static let maximumConnections = 32

  private let socket: String
  private let handler: any ControlHandler
  private let logger: Logger
  private let onListening: @Sendable () async -> Void

  /// - Parameters:
  ///   - socket: the path of the socket; its folder must exist.
  ///   - onListening: called once commands are taken.
  public init(
    socket: String, handler: any ControlHandler, logger: Logger,
    onListening: @escaping @Sendable () async -> Void = {}
  ) {
    self.socket = socket
    self.handler = handler
    self.logger = logger
    self.onListening = onListening
  }

  /// Runs until a graceful shutdown: a command that is under way is answered first.
  public func run() async throws {
    let file = try ControlSocket(path: socket)
    let state = Mutex<(identity: ControlSocket.Identity?, failure: ControlSocket.Failure?)>(
      (nil, nil))
    defer { file.remove(state.withLock(\.identity)) }
    let application = Application(
      responder: ControlResponder(handler: handler, logger: logger),
      server: .bounded(body: Self.maximumBody),
      configuration: ApplicationConfiguration(
        address: .unixDomainSocket(path: file.temporaryPath),
        availableConnectionsDelegate: MaximumAvailableConnections(Self.maximumConnections)),
      onServerRunning: { channel in
        do throws(ControlSocket.Failure) {
          try file.publish()
          state.withLock { $0.identity = ControlSocket.Identity(of: file.path) }
          await onListening()
        } catch {
          state.withLock { $0.failure = error }
          channel.close(promise: nil)
        }
      },
      logger: logger.quiet)
    do {
      try await application.run()
    } catch {
      throw state.withLock(\.failure) ?? error
    }
    if let failure = state.withLock(\.failure) { throw failure }
  }
}
