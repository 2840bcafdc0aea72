/// An XMPP address without a resource (RFC 7622), both parts prepared.
public struct BareJID: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let local: String
  public let domain: DomainName

  public init(local: String, domain: DomainName) {
    self.local = local
    self.domain = domain
  }

  /// As on the wire, with U-labels: `rose@münchen.example`.
  public var description: String { "\(local)@\(domain.unicode)" }

  public static func < (a: Self, b: Self) -> Bool {
    (a.domain, a.local) < (b.domain, b.local)
  }
}
