import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle

@testable import Web

/// Runs a service while `body` runs; then asks it to stop, and waits until it has.
///
/// - Parameter make: makes the service, which calls what it is given once it can be reached.
func serving<Result>(
  _ make: (@escaping @Sendable () async -> Void) -> any Service,
  _ body: () async throws -> Result
) async throws -> Result {
  let (reached, signal) = AsyncStream.makeStream(of: Void.self)
  let services = ServiceGroup(
    services: [make { signal.yield() }], logger: quietLogger)
  return try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask {
      defer { signal.finish() }
      try await services.run()
    }
    guard await reached.first(where: { _ in true }) != nil else {
      // It ended before it could be reached: its error tells why.
      try await group.waitForAll()
      throw NeverReached()
    }
    do {
      let result = try await body()
      await services.triggerGracefulShutdown()
      try await group.waitForAll()
      return result
    } catch {
      group.cancelAll()
      throw error
    }
  }
}

struct NeverReached: Error {}

let quietLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// An answer of a server under test.
struct Fetched {
  var status: UInt
  /// By name in lower case.
  var headers: [String: String]
  var body: String
}

/// Asks a server under test.
func fetch(
  _ url: String, _ method: String = "GET", headers: [(String, String)] = [], body: [UInt8]? = nil
) async throws -> Fetched {
  var request = HTTPClientRequest(url: url)
  request.method = HTTPMethod(rawValue: method)
  for (name, value) in headers { request.headers.add(name: name, value: value) }
  if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
  let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
  let bytes = try await response.body.collect(upTo: 64 << 20)
  return Fetched(
    status: response.status.code,
    headers: Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { $1 },
    body: String(buffer: bytes))
}
