import AsyncHTTPClient
import Crypto
import Foundation
import Model
import NIOCore
import NIOHTTP1
import NIOPosix
import Reporting
public import ServiceContract
import Spec

/// Posts notices as JSON (docs/operations.md) to a URL, signed with HMAC-SHA256 (RFC 2104) of the
/// body.
public struct WebhookSender: NoticeSender {
  private static let deadline = TimeAmount.seconds(20)

  private let url: String
  private let host: String
  private let port: Int
  private let isSecure: Bool
  private let secret: SecretFile?

  /// - Throws: ``ReceiverProblem`` for an address that is none, or a secret that others can read.
  public init(url: String, secretFile: String?) throws(ReceiverProblem) {
    guard let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty,
      parts.scheme == "https" || parts.scheme == "http"
    else { throw ReceiverProblem("the address of the webhook is no http(s) URL") }
    guard parts.user == nil, parts.password == nil else {
      throw ReceiverProblem("the address of the webhook has credentials in it")
    }
    self.url = url
    self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    isSecure = parts.scheme == "https"
    port = parts.port ?? (isSecure ? 443 : 80)
    do throws(SecretFile.Problem) {
      secret = try secretFile.map { path throws(SecretFile.Problem) in try SecretFile(path) }
    } catch { throw ReceiverProblem(error.description) }
  }

  /// `chat.provider.example:443`: what may be shown of the address.
  public static func place(of url: String) -> String {
    let parts = URLComponents(string: url)
    let port = parts?.port ?? (parts?.scheme == "http" ? 80 : 443)
    return "\(parts?.host ?? "?"):\(port)"
  }

  public func send(_ letter: NoticeLetter) async throws(DeliveryFailure) {
    let body = Array((letter.json.encoded() + "\n").utf8)
    var request = HTTPClientRequest(url: url)
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "application/json")
    request.headers.add(name: "User-Agent", value: "allotment")
    request.headers.add(name: "X-Allotment-Event", value: letter.notice.event.rawValue)
    request.headers.add(name: "X-Allotment-Delivery", value: letter.id)
    if let signature = signature(of: body) {
      request.headers.add(name: "X-Allotment-Signature-256", value: signature)
      // What receivers of a forge's webhooks check already.
      request.headers.add(name: "X-Hub-Signature-256", value: signature)
    }
    request.body = .bytes(ByteBuffer(bytes: body))
    try judge(try await status(request))
  }

  private func signature(of body: [UInt8]) -> String? {
    guard let secret else { return nil }
    let code = HMAC<SHA256>.authenticationCode(
      for: body, using: SymmetricKey(data: secret.bytes))
    return "sha256="
      + code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// A client for each notice: they are rare, and nothing is left open between them.
  private func status(_ request: HTTPClientRequest) async throws(DeliveryFailure) -> UInt {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.timeout.connect = .seconds(10)
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    let result: Result<UInt, DeliveryFailure>
    do {
      // The answer's text is of no interest, and need not be read.
      result = .success(
        try await client.execute(request, timeout: Self.deadline).status.code)
    } catch {
      result = .failure(DeliveryFailure("\(host):\(port) does not answer: \(plain(error))"))
    }
    try? await client.shutdown()
    return try result.get()
  }

  /// - Parameter status: of the answer. What is wrong with this very notice will not get better.
  private func judge(_ status: UInt) throws(DeliveryFailure) {
    switch status {
    case 200..<300: return
    case 400, 413, 422:
      throw DeliveryFailure("\(host):\(port) refused the notice: status \(status)", isFinal: true)
    default: throw DeliveryFailure("\(host):\(port) answered with status \(status)")
    }
  }

  public func diagnose() async -> [Finding] {
    var findings: [Finding] = []
    let isLocal = host == "localhost" || host == "::1" || host.hasPrefix("127.")
    if !isSecure, !isLocal {
      findings.append(
        Finding(
          .warning, "notices to \(host) can be read on their way",
          remedy: "use an https URL"))
    }
    if secret == nil {
      findings.append(
        Finding(
          .warning, "notices are not signed: whoever knows the address can forge them",
          remedy: "secretFile: /etc/allotment/notify.secret"))
    }
    do {
      let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connectTimeout(.seconds(5)).connect(host: host, port: port).get()
      try? await channel.close()
      findings.append(Finding(.ok, "\(host):\(port) can be reached"))
    } catch {
      findings.append(
        Finding(.error, "\(host):\(port) cannot be reached: \(plain(error))"))
    }
    return findings
  }
}

/// Why an entry of `notify` cannot be used.
public struct ReceiverProblem: Error, Equatable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}

/// An error of the network in one line, without the address that may hold a token.
private func plain(_ error: any Error) -> String {
  if error is CancellationError { return "it was broken off" }
  if let error = error as? HTTPClientError { return printable(error.description, limit: 200) }
  if let error = error as? NIOConnectionError {
    let first = error.connectionErrors.first.map { "\($0.error)" } ?? "no address"
    return printable(first, limit: 200)
  }
  return printable("\(error)", limit: 200)
}
