import AsyncHTTPClient
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import ServiceContract

/// Sends batches of operations to `mod_allotment` over its UNIX socket, one at a time.
///
/// An answer that does not arrive whole is a failure, never a success: what was asked may or may
/// not have been done, and every operation can be repeated.
final class ProsodyClient: Sendable {
  struct Limits: Sendable {
    /// For one request, from the connection to the last byte of the answer.
    var deadline: Duration = .seconds(60)
    /// Bytes of one answer.
    var answerSize = 32 << 20
  }

  /// Operations in one request: what is done in one go blocks Prosody's only event loop.
  static let batchSize = 50
  /// Entries of affiliations and contact lists in one request, so that its body stays well below
  /// the 8 MiB that the module takes.
  static let batchEntries = 40_000

  let socket: String
  private let limits: Limits
  private let http: HTTPClient
  private let turnstile = Turnstile()

  init(socket: String, limits: Limits = Limits()) {
    self.socket = socket
    self.limits = limits
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.timeout.connect = .seconds(5)
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1
    configuration.connectionPool.idleTimeout = .seconds(20)
    configuration.connectionPool.retryConnectionEstablishment = false
    http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  deinit {
    http.shutdown { _ in }
  }

  /// Does the operations in order and gives one result for each.
  func call<Payload: Decodable & Sendable>(
    _ operations: [any Operation], answering: Payload.Type
  ) async throws(ServiceFailure) -> Answer<Payload> {
    precondition(operations.count <= Self.batchSize, "a batch is bounded")
    let body: Data
    do {
      body = try JSONEncoder().encode(Batch(operations: operations))
    } catch {
      throw ServiceFailure(
        code: "bad-request", message: "the request could not be written as JSON", retry: .never)
    }
    let (status, bytes) = try await exchange(body)
    guard status == 200 else { throw refusal(status: status, body: bytes) }
    let answer: Answer<Payload>
    do {
      answer = try JSONDecoder().decode(Answer<Payload>.self, from: bytes)
    } catch let wrong as WrongProtocol {
      throw wrongProtocol(wrong.version, socket: socket)
    } catch {
      throw ServiceFailure(
        code: "bad-answer",
        message: "Prosody's answer at \(socket) was cut short or is not what mod_allotment says",
        retry: .later)
    }
    guard answer.results.count == operations.count else {
      throw ServiceFailure(
        code: "bad-answer",
        message: "Prosody answered \(answer.results.count) of \(operations.count) operations",
        retry: .later)
    }
    return answer
  }

  /// One operation, whose failure is thrown.
  func call<Payload: Decodable & Sendable>(
    _ operation: any Operation, answering: Payload.Type
  ) async throws(ServiceFailure) -> (payload: Payload, boot: String) {
    let answer = try await call([operation], answering: Payload.self)
    switch answer.results[0] {
    case .success(let payload): return (payload, answer.boot)
    case .failure(let error): throw ServiceFailure(error)
    }
  }

  private func exchange(_ body: Data) async throws(ServiceFailure) -> (UInt, ByteBuffer) {
    await turnstile.enter()
    defer { turnstile.leave() }
    var request = HTTPClientRequest(url: url)
    request.method = .POST
    // No host name stands in the URL of a UNIX socket, and HTTP/1.1 wants the header.
    request.headers.add(name: "Host", value: "localhost")
    request.headers.add(name: "Content-Type", value: "application/json")
    request.body = .bytes(ByteBuffer(data: body))
    do {
      return try await withDeadline(limits.deadline) { [http, limits, request] in
        let response = try await http.execute(request, deadline: .distantFuture)
        let bytes = try await response.body.collect(upTo: limits.answerSize)
        return (response.status.code, bytes)
      }
    } catch {
      throw connectionFailure(error, socket: socket, limits: limits)
    }
  }

  private var url: String {
    let allowed = CharacterSet.alphanumerics.intersection(
      CharacterSet(charactersIn: "\0"..."\u{7f}"))
    let host = socket.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
    return "http+unix://\(host)/v1"
  }
}
