public import Spec

/// Whom a vhost may talk to, in the one-line form that plans show: `open`, `allow: a.example`.
public struct FederationText: CustomStringConvertible, Equatable, Sendable {
  /// `open`, `local`, `provider`, `allow`, `deny`.
  public var mode: String
  /// U-labels, sorted.
  public var domains: [String]

  /// - Parameter peers: domains of this provider's clubs on other servers.
  public init(_ federation: Chat.Federation, peers: Set<String> = []) {
    switch federation {
    case .open: self.init(mode: "open")
    case .local: self.init(mode: "local")
    case .provider: self.init(mode: "provider", domains: peers.sorted())
    case .allow(let domains): self.init(mode: "allow", domains: domains.map(\.value.unicode))
    case .deny(let domains): self.init(mode: "deny", domains: domains.map(\.value.unicode))
    }
  }

  public init(mode: String, domains: [String] = []) {
    self.mode = mode
    self.domains = Set(domains).sorted()
  }

  /// Reads what ``description`` writes; no domain name holds a comma or a space.
  public init(parsing text: String) {
    let parts = text.split(separator: ":", maxSplits: 1)
    self.init(
      mode: parts.first.map(String.init) ?? "",
      domains: parts.count < 2
        ? [] : parts[1].split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init))
  }

  public var description: String {
    domains.isEmpty ? mode : "\(mode): \(domains.joined(separator: ", "))"
  }
}
