/// The one static configuration of Caddy, for any number of sites: what it serves is decided by
/// the folders below `root` alone, so it is never reloaded. For Caddy 2.6.2 and later.
///
/// In this order, for a `Host` that is a lower-case name of letters, digits and hyphens:
/// 1. `/join/` goes to the chat server, whether the host is known or not.
/// 2. A path with a hidden name (but `/.well-known`), `..`, a backslash or control bytes: 404.
/// 3. A suspended site: 503 with `Retry-After`, so that search engines keep its pages.
/// 4. An alias: 308 to the main host, with path, query, scheme and port as they were asked for.
/// 5. A redirect: its status; its query is the asked one unless the target has its own.
/// 6. A host that moved: 308, below a target that ends in a slash with path and query, else to
///    the target as it stands.
/// 7. The site's files; its own `404.html` for what is not there.
///
/// Capitals or a final dot in `Host`: 308 to the right form. Anything else: a page that says that
/// there is no site, 404.
public struct CaddyConfiguration: Sendable, Equatable {
  /// How it is reached.
  public enum Listener: Sendable, Equatable {
    /// Plain HTTP on one address, `127.0.0.1:8080`: for a demonstration, tests, or behind another
    /// server that speaks TLS.
    case plain(address: String)
    /// HTTPS with certificates had on demand; plain HTTP leads there.
    case tls(TLS)
  }

  public struct TLS: Sendable, Equatable {
    /// Where certificates come from.
    public enum Issuer: Sendable, Equatable {
      /// - Parameters:
      ///   - directory: the URL of the ACME directory; Caddy's own default without.
      case acme(email: String?, directory: String?)
      /// Caddy's own authority, which no browser trusts: for tests.
      case `internal`
    }

    /// Such as `:443` and `:80`.
    public var https: String
    public var http: String
    /// Asked with `?domain=` whether a certificate may be had: the agent's loopback endpoint.
    public var ask: String
    public var issuer: Issuer

    public init(https: String = ":443", http: String = ":80", ask: String, issuer: Issuer) {
      self.https = https
      self.http = http
      self.ask = ask
      self.issuer = issuer
    }
  }

  /// The folder that ``CaddyService`` publishes in.
  public var root: String
  public var listener: Listener
  /// `/join/` of every host is passed on to this address: Prosody's HTTP port, `127.0.0.1:5280`.
  public var joinUpstream: String?
  /// Where Caddy keeps certificates; its own default without.
  public var storage: String?
  /// The path of a UNIX socket for Caddy's admin API, which has no authentication; off without.
  public var adminSocket: String?

  public init(
    root: String, listener: Listener, joinUpstream: String? = nil, storage: String? = nil,
    adminSocket: String? = nil
  ) {
    self.root = root
    self.listener = listener
    self.joinUpstream = joinUpstream
    self.storage = storage
    self.adminSocket = adminSocket
  }

  /// Why no configuration can be made from these values.
  public struct Invalid: Error, Equatable, CustomStringConvertible {
    public var description: String
  }

  /// The content of `caddy.json`: equal values give equal texts.
  public func json() throws -> String {
    try validate()
    var config: [String: JSON] = [
      "admin": adminSocket.map { ["listen": .text("unix/\($0)")] } ?? ["disabled": true],
      "apps": .object(apps),
    ]
    if let storage { config["storage"] = ["module": "file_system", "root": .text(storage)] }
    return try JSON.object(config).text()
  }

  /// Paths become patterns and placeholders of Caddy: what means something there is refused.
  private func validate() throws(Invalid) {
    for path in [root, storage, adminSocket].compactMap(\.self) {
      let isPlain = path.utf8.allSatisfy { byte in
        switch byte {
        case 48...57, 65...90, 97...122: true
        default: "/._-+@,=~".utf8.contains(byte)
        }
      }
      guard path.hasPrefix("/"), path.count > 1, isPlain else {
        throw Invalid(
          description: "`\(printable(path))` is no absolute path of letters, digits and `._-+@,=~`")
      }
    }
    let addresses: [String?] =
      switch listener {
      case .plain(let address): [address, joinUpstream]
      case .tls(let tls): [tls.https, tls.http, joinUpstream]
      }
    for address in addresses.compactMap(\.self) where port(of: address) == nil {
      throw Invalid(description: "`\(printable(address))` is no address with a port")
    }
    if case .tls(let tls) = listener, !tls.ask.hasPrefix("http://") {
      throw Invalid(description: "`\(printable(tls.ask))` is no http URL")
    }
  }

  private func port(of address: String) -> Int? {
    guard let colon = address.lastIndex(of: ":"), !address.contains(where: { "{}/ ".contains($0) }),
      let port = Int(address[address.index(after: colon)...]), (1...65_535).contains(port)
    else { return nil }
    return port
  }

  private var apps: [String: JSON] {
    let routes = Routes(root: root, joinUpstream: joinUpstream)
    switch listener {
    case .plain(let address):
      // Nothing listens on the usual ports, and no certificate is had.
      return [
        "http": [
          "servers": ["sites": server(address, routes.all, errors: routes.errors, isPlain: true)]
        ]
      ]
    case .tls(let tls):
      var apps: [String: JSON] = [
        "http": [
          "http_port": .number(port(of: tls.http) ?? 80),
          "https_port": .number(port(of: tls.https) ?? 443),
          "servers": [
            "sites": server(tls.https, routes.all, errors: routes.errors, isPlain: false),
            "plain": server(tls.http, Routes.toHTTPS, errors: nil, isPlain: true),
          ],
        ],
        "tls": automation(tls),
      ]
      // Caddy would add its authority to what this machine trusts.
      if tls.issuer == .internal {
        apps["pki"] = ["certificate_authorities": ["local": ["install_trust": false]]]
      }
      return apps
    }
  }

  private func server(
    _ address: String, _ routes: JSON, errors: JSON?, isPlain: Bool
  ) -> JSON {
    var server: [String: JSON] = [
      "listen": [.text(address)],
      "routes": routes,
      "automatic_https": isPlain ? ["disable": true] : ["disable_redirects": true],
      "max_header_bytes": 16_384,
      "read_header_timeout": "10s",
      "read_timeout": "60s",
      "idle_timeout": "120s",
    ]
    if let errors { server["errors"] = ["routes": errors] }
    if !isPlain { server["tls_connection_policies"] = [[:]] }
    return .object(server)
  }

  private func automation(_ tls: TLS) -> JSON {
    var issuer: [String: JSON]
    switch tls.issuer {
    case .internal: issuer = ["module": "internal"]
    case .acme(let email, let directory):
      issuer = ["module": "acme"]
      issuer["email"] = email.map { .text($0) }
      issuer["ca"] = directory.map { .text($0) }
    }
    return [
      "automation": [
        "on_demand": ["ask": .text(tls.ask)],
        "policies": [["on_demand": true, "issuers": [.object(issuer)]]],
      ]
    ]
  }
}
