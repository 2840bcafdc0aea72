import CaddyService
import ServiceContract
import Spec
import TestSupport
import Testing

/// A real Caddy with the configuration that we write, and what tests ask of it.
struct ServedSites {
  let caddy: PrivateCaddy
  /// An answer as a browser would see it.
  struct Answer {
    var status: Int
    /// Names in lower case.
    var headers: [String: String]
    var body: String
    var location: String? { headers["location"] }
  }

  static func with(
    joinUpstream: String? = nil, _ body: @Sendable (ServedSites) async throws -> Void
  ) async throws {
    try await PrivateCaddy.with(
      configuration: { caddy in
        try CaddyConfiguration(
          root: caddy.root, listener: .plain(address: caddy.address), joinUpstream: joinUpstream,
          storage: caddy.directory("caddy/storage")
        ).json()
      },
      { caddy in try await body(ServedSites(caddy: caddy)) })
  }

  func live(_ content: any RepositoryContent, _ club: HostedClub) throws -> LiveSite {
    try LiveSite(root: caddy.root, content, club)
  }

  /// Asks with curl; the path goes over the wire as it is.
  func get(_ host: String, _ path: String = "/", _ options: String...) async throws -> Answer {
    let arguments =
      ["-s", "-i", "--path-as-is", "-g", "--max-time", "10", "-H", "Host: \(host)"] + options
    let result = try await run(Command("curl", arguments + ["http://\(caddy.address)\(path)"]))
    try #require(result.isSuccess, "curl \(host)\(path): \(result.code)")
    return try Self.parse(result.output)
  }

  /// Sends one request line and one `Host`, byte for byte.
  func raw(host: String, target: String = "/") throws -> Answer {
    try Self.parse(
      caddy.raw("GET \(target) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n"))
  }

  static func parse(_ text: String) throws -> Answer {
    let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
    let lines = parts[0].split(separator: "\r\n")
    let status = try #require(
      lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) })
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = String(line[colon...].dropFirst(2))
    }
    return Answer(status: status, headers: headers, body: parts.count > 1 ? String(parts[1]) : "")
  }
}
