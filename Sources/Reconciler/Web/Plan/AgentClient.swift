import AsyncHTTPClient
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
public import Operations

/// Asks a running agent's status server over HTTP, from another machine.
public struct AgentClient: Sendable {
  /// Why there is no answer.
  public enum Failure: Error, Equatable, CustomStringConvertible {
    case address(String)
    case unreachable(String)
    case refused(String)
    case notUnderstood(String)

    public var description: String {
      switch self {
      case .address(let text): "\(text) is not the http(s) address of an agent"
      case .unreachable(let problem): "the agent could not be reached: \(problem)"
      case .refused(let problem): "the agent refused: \(problem)"
      case .notUnderstood(let problem): "the agent's answer is not understood: \(problem)"
      }
    }
  }

  private static let maximumReply = 16 << 20

  private let base: URLComponents
  private let token: String
  private let deadline: Duration

  /// - Parameters:
  ///   - address: such as `https://agent.provider.example`; a path in it is kept.
  ///   - token: the agent's API token.
  public init(
    address: String, token: String, deadline: Duration = .seconds(300)
  ) throws(Failure) {
    guard let base = URLComponents(string: address), base.host?.isEmpty == false,
      base.scheme == "https" || base.scheme == "http", base.query == nil, base.user == nil,
      base.password == nil
    else { throw .address(address) }
    self.base = base
    self.token = token
    self.deadline = deadline
  }

  /// Whether others on the way can read the token.
  public var isInTheClear: Bool {
    let host = base.host ?? ""
    return base.scheme == "http"
      && !(host == "localhost" || host == "[::1]" || host == "::1" || host.hasPrefix("127."))
  }

  /// Asks for a plan: the same reply as of the command on the agent's machine, and no member named.
  ///
  /// Waits no longer than the deadline, and follows no redirect.
  public func plan(_ query: PlanQuery) async throws(Failure) -> ControlReply {
    var address = base
    address.path =
      (base.path.hasSuffix("/") ? String(base.path.dropLast()) : base.path)
      + "/api/v1/plan"
    address.queryItems =
      [URLQueryItem(name: "format", value: query.format.rawValue)]
      + (query.revision.map { [URLQueryItem(name: "revision", value: $0)] } ?? [])
      + query.clubs.map { URLQueryItem(name: "club", value: $0) }
    guard let url = address.string else { throw .address("the address") }
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.timeout.connect = .seconds(10)
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    let result: Result<ControlReply, Failure>
    do {
      result = .success(try await exchange(url, client))
    } catch let failure as Failure {
      result = .failure(failure)
    } catch {
      result = .failure(.unreachable("\(error)"))
    }
    try? await client.shutdown()
    return try result.get()
  }

  private func exchange(_ url: String, _ client: HTTPClient) async throws -> ControlReply {
    var request = HTTPClientRequest(url: url)
    request.headers.add(name: "Authorization", value: "Bearer \(token)")
    let response = try await client.execute(request, timeout: TimeAmount(deadline))
    let body: ByteBuffer
    do {
      body = try await response.body.collect(upTo: Self.maximumReply)
    } catch is NIOTooManyBytesError {
      throw Failure.notUnderstood("it is too long")
    }
    guard response.status == .ok else {
      let text = String(buffer: body).split(separator: "\n").first.map(String.init) ?? ""
      throw Failure.refused("\(response.status.code) \(text.prefix(200))")
    }
    do {
      return try JSONDecoder().decode(ControlReply.self, from: body)
    } catch {
      throw Failure.notUnderstood("it is not a plan")
    }
  }
}
