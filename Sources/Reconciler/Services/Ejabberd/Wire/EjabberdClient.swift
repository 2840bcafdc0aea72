import AsyncHTTPClient
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import ServiceContract

/// Calls commands of ejabberd's HTTP API (`mod_http_api`), one JSON object a call.
///
/// An answer that does not arrive whole is a failure, never a success: what was asked may or may
/// not have been done.
final class EjabberdClient: Sendable {
  struct Limits: Sendable {
    /// For one call, from its wait for a connection to the last byte of the answer.
    var deadline: Duration = .seconds(60)
    /// For `reload_config`, whose cost grows with the number of vhosts.
    var reloadDeadline: Duration = .seconds(240)
    /// Bytes of one answer.
    var answerSize = 32 << 20
  }

  /// Calls at the same time: ejabberd serves them in parallel.
  static let width = 8

  struct Reply: Sendable {
    var status: UInt
    var body: ByteBuffer

    /// What an error's body says: now a JSON string, now an object.
    var message: String {
      struct Described: Decodable { var message: String }
      let decoder = JSONDecoder()
      let text =
        (try? decoder.decode(String.self, from: body))
        ?? (try? decoder.decode(Described.self, from: body))?.message ?? ""
      return printable(text)
    }
  }

  let url: String
  let credentials: Credentials
  private let limits: Limits
  private let http: HTTPClient

  init(url: String, tokenFile: String, limits: Limits = Limits()) {
    var url = url
    while url.hasSuffix("/") { url.removeLast() }
    self.url = url
    self.limits = limits
    credentials = Credentials(file: tokenFile)
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    // Also the longest wait for one of the connections: under load a call waits for its turn as
    // long as for its answer.
    configuration.timeout.connect = .nanoseconds(nanoseconds(limits.deadline))
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = Self.width
    configuration.connectionPool.idleTimeout = .seconds(20)
    configuration.connectionPool.retryConnectionEstablishment = false
    http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  deinit {
    http.shutdown { _ in }
  }

  /// Calls a command and decodes its answer; everything but 200 is a failure.
  func call<Answer: Decodable>(
    _ command: Command, _ arguments: Arguments = [:], answering: Answer.Type
  ) async throws(ServiceFailure) -> Answer {
    let reply = try await call(command, arguments)
    guard reply.status == 200 else { throw failure(command, reply) }
    do {
      return try JSONDecoder().decode(Answer.self, from: reply.body)
    } catch {
      throw ServiceFailure(
        code: "bad-answer", message: "ejabberd's answer to \(command.rawValue) is not understood",
        retry: .later)
    }
  }

  /// Calls a command that changes something; what `accepting` names counts as done.
  func perform(
    _ command: Command, _ arguments: Arguments = [:], accepting: Set<UInt> = []
  ) async throws(ServiceFailure) {
    let reply = try await call(command, arguments)
    guard reply.status == 200 || accepting.contains(reply.status) else {
      throw failure(command, reply)
    }
    // Several commands answer 200 and 1 when they did nothing.
    guard
      reply.status != 200 || reply.body.getString(at: 0, length: reply.body.readableBytes) != "1"
    else { throw refusal(command, "it was not done") }
  }

  /// Any answer, but for those that no caller can do anything about.
  func call(
    _ command: Command, _ arguments: Arguments = [:]
  ) async throws(ServiceFailure) -> Reply {
    let body: Data
    do {
      body = try JSONEncoder().encode(arguments)
    } catch {
      throw refusal(command, "the call could not be written as JSON")
    }
    let reply = try await exchange(command, body)
    switch reply.status {
    case 401:
      credentials.forget()
      throw ServiceFailure(
        code: "unauthorized",
        message: "ejabberd does not accept the token or password in \(credentials.file)",
        retry: .later)
    case 403:
      throw ServiceFailure(
        code: "forbidden",
        message: "ejabberd's api_permissions do not let allotment call \(command.rawValue)",
        retry: .later)
    case 404 where command != .changePassword:
      throw ServiceFailure(
        code: "unknown-command",
        message: "ejabberd at \(url) does not offer \(command.rawValue)", retry: .never)
    default: return reply
    }
  }

  private func exchange(_ command: Command, _ body: Data) async throws(ServiceFailure) -> Reply {
    var request = HTTPClientRequest(url: "\(url)/\(command.rawValue)")
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "application/json")
    request.headers.add(name: "Authorization", value: try credentials.authorization())
    request.body = .bytes(ByteBuffer(data: body))
    let deadline = command == .reload ? limits.reloadDeadline : limits.deadline
    do {
      let response = try await http.execute(
        request, deadline: .now() + .nanoseconds(nanoseconds(deadline)))
      let bytes = try await response.body.collect(upTo: limits.answerSize)
      return Reply(status: response.status.code, body: bytes)
    } catch {
      throw connectionFailure(error, url: url, deadline: deadline)
    }
  }
}

/// The command was answered, but not done.
func failure(_ command: Command, _ reply: EjabberdClient.Reply) -> ServiceFailure {
  let detail = reply.message.isEmpty ? "" : ": \(reply.message)"
  return ServiceFailure(
    code: "refused", message: "\(command.rawValue) failed (HTTP \(reply.status))\(detail)",
    retry: reply.status >= 500 ? .later : .never)
}

func refusal(_ command: Command, _ why: String) -> ServiceFailure {
  ServiceFailure(
    code: "refused", message: "\(command.rawValue) failed: \(why)", retry: .later)
}

private func connectionFailure(
  _ error: any Error, url: String, deadline: Duration
) -> ServiceFailure {
  switch error {
  case let error as IOError:
    return .unreachable(
      "connection to ejabberd at \(url) failed: \(String(cString: strerror(error.errnoCode)))")
  case let error as HTTPClientError
  where [.connectTimeout, .readTimeout, .deadlineExceeded, .getConnectionFromPoolTimeout]
    .contains(error):
    return ServiceFailure(
      code: "timeout",
      message: "ejabberd did not answer at \(url) within \(deadline.components.seconds) s",
      retry: .later)
  case is NIOTooManyBytesError:
    return ServiceFailure(
      code: "bad-answer", message: "ejabberd's answer at \(url) is too large", retry: .later)
  case is CancellationError:
    return .unreachable("the call to ejabberd at \(url) was given up before its answer")
  case let error as HTTPClientError where error == .remoteConnectionClosed:
    return .unreachable("ejabberd at \(url) closed the connection before it answered")
  default:
    return .unreachable(
      "no connection to ejabberd at \(url): is it running, and its API there? (\(error))")
  }
}

private func nanoseconds(_ duration: Duration) -> Int64 {
  let (seconds, attoseconds) = duration.components
  return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
}

/// At most 300 characters, none of which moves a terminal's cursor.
func printable(_ text: String) -> String {
  String(String.UnicodeScalarView(text.unicodeScalars.prefix(300).map { $0.value < 32 ? " " : $0 }))
}
