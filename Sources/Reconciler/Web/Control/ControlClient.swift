import AsyncHTTPClient
import Foundation
import Glibc
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
public import Operations

/// Sends commands to a running agent over its control socket.
public struct ControlClient: Sendable {
  public enum Failure: Error, Equatable, CustomStringConvertible {
    /// Nothing listens there.
    case noAgent(socket: String)
    /// It is there, and this user may not open it.
    case notAllowed(socket: String)
    /// It took the command, and did not answer within the deadline: it may still carry it out.
    case noAnswer(within: Duration)
    /// It went away before it answered: what it did is in `status` and `history`.
    case interrupted
    case notUnderstood(String)

    public var description: String {
      switch self {
      case .noAgent(let socket): "no agent answers at \(socket)"
      case .notAllowed(let socket): "this user may not open \(socket): its group may"
      case .noAnswer(let time):
        "the agent did not answer within \(time.components.seconds) s; it may still be at work"
      case .interrupted: "the agent went away before it answered; see `allotment history`"
      case .notUnderstood(let problem): "the agent's answer is not understood: \(problem)"
      }
    }
  }

  /// Bytes of an answer: a plan of very many clubs.
  private static let maximumReply = 256 << 20

  private let socket: String
  private let deadline: Duration

  /// - Parameter deadline: from sending to the whole answer. An `apply` may take minutes.
  public init(socket: String, deadline: Duration = .seconds(900)) {
    self.socket = socket
    self.deadline = deadline
  }

  /// Whether something listens on the socket, or this user may not look: there is then an agent
  /// that must be asked.
  public func isAnswered() async -> Bool {
    [0, EACCES, EPERM].contains(ControlSocket.connectError(socket))
  }

  /// Sends one command, and waits for the whole answer or until the deadline.
  public func send(_ command: ControlRequest) async throws(Failure) -> ControlReply {
    guard let url = URL(httpURLWithSocketPath: socket, uri: ControlServer.path) else {
      throw .noAgent(socket: socket)
    }
    var configuration = HTTPClient.Configuration()
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.redirectConfiguration = .disallow
    configuration.timeout.connect = .seconds(5)
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    let result: Result<ControlReply, Failure>
    do {
      result = .success(try await exchange(command, url, client))
    } catch {
      result = .failure(failure(error))
    }
    try? await client.shutdown()
    return try result.get()
  }

  private func exchange(_ command: ControlRequest, _ url: URL, _ client: HTTPClient) async throws
    -> ControlReply
  {
    var request = HTTPClientRequest(url: url.absoluteString)
    request.method = .POST
    // The client sets none for a UNIX socket, and HTTP/1.1 wants one (RFC 9112, 3.2).
    request.headers.add(name: "Host", value: "localhost")
    request.headers.add(name: "Content-Type", value: "application/json")
    request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(command)))
    let response = try await client.execute(request, timeout: TimeAmount(deadline))
    let body = try await response.body.collect(upTo: Self.maximumReply)
    return try JSONDecoder().decode(ControlReply.self, from: body)
  }

  private func failure(_ error: any Error) -> Failure {
    switch error {
    case let error as IOError where [ENOENT, ECONNREFUSED, ENOTDIR].contains(error.errnoCode):
      .noAgent(socket: socket)
    case let error as IOError where [EACCES, EPERM].contains(error.errnoCode):
      .notAllowed(socket: socket)
    case let error as HTTPClientError
    where [.deadlineExceeded, .readTimeout, .connectTimeout].contains(error):
      .noAnswer(within: deadline)
    case let error as HTTPClientError where error == .remoteConnectionClosed: .interrupted
    case is IOError: .interrupted
    case is DecodingError: .notUnderstood("it is not a reply")
    case is NIOTooManyBytesError: .notUnderstood("it is too long")
    default: .notUnderstood("\(error)")
    }
  }
}
