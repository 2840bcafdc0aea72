/// A host name that a club claims.
struct HostClaim {
  enum Use {
    case domain
    case alias
  }

  var name: DomainName
  var use: Use
  var position: SourcePosition
}

/// The hosts that every club's domain brings along.
enum Components {
  static let labels = ["conference", "upload"]

  /// The domain that `name` would be a component of.
  static func parent(of name: String) -> Substring? {
    for label in labels where name.hasPrefix(label + ".") {
      return name.dropFirst(label.count + 1)
    }
    return nil
  }
}

extension ClubReading {
  /// Its domain first, then its site's aliases. Components follow from the domain.
  func hosts(_ provider: Provider?) -> [HostClaim] {
    var hosts: [HostClaim] = []
    if let domain = domain(provider) {
      hosts.append(HostClaim(name: domain.value, use: .domain, position: domain.position))
    }
    for alias in club.site?.aliases ?? [] {
      hosts.append(HostClaim(name: alias.value, use: .alias, position: alias.position))
    }
    return hosts
  }

  func domain(_ provider: Provider?) -> Located<DomainName>? {
    if let domain = club.domain { return domain }
    guard let provider, hasID, !domainIsBroken else { return nil }
    return Located(provider.domain.value.prefixed(by: club.id.value), at: club.id.position)
  }
}
