import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1

/// The floor: calls of ejabberd's API one after the other on one kept connection, whose answers
/// are read and thrown away.
final class BareAPI: Sendable {
  private let url: String
  private let token: String
  private let http: HTTPClient

  init(url: String, tokenFile: String) {
    self.url = url
    token = text(of: tokenFile).filter { !$0.isNewline }
    var configuration = HTTPClient.Configuration()
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1
    http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  deinit { http.shutdown { _ in } }

  func call(_ command: String, _ arguments: [String: String]) async throws {
    var request = HTTPClientRequest(url: "\(url)/\(command)")
    request.method = .POST
    request.headers.add(name: "Authorization", value: "Bearer \(token)")
    request.body = .bytes(ByteBuffer(bytes: Array(try JSONEncoder().encode(arguments))))
    let response = try await http.execute(request, timeout: .seconds(60))
    _ = try await response.body.collect(upTo: 32 << 20)
    guard response.status.code == 200 else {
      throw BenchFailure("\(command) was answered with \(response.status)")
    }
  }
}
