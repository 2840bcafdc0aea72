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
    for label in labels where begins(name, with: label) {
      return Substring(name.utf8.dropFirst(label.utf8.count + 1))
    }
    return nil
  }

  /// Whether `name` is the one of a component of the domain.
  static func isComponent(_ name: DomainName, of domain: DomainName) -> Bool {
    let rest = name.ascii.utf8.count - domain.ascii.utf8.count - 1
    return labels.contains { $0.utf8.count == rest && begins(name.ascii, with: $0) }
      && name.isWithin(domain)
  }

  private static func begins(_ name: String, with label: String) -> Bool {
    let (name, label) = (name.utf8.span, label.utf8.span)
    guard name.count > label.count, name[label.count] == UInt8(ascii: ".") else { return false }
    for index in label.indices where name[index] != label[index] { return false }
    return true
  }
}

extension ClubReading {
  /// Its domain first, then its site's aliases. Components follow from the domain.
  func hosts(_ provider: KnownProvider?) -> [HostClaim] {
    var hosts: [HostClaim] = []
    if let domain = domain(provider) {
      hosts.append(HostClaim(name: domain.value, use: .domain, position: domain.position))
    }
    for alias in club.site?.aliases ?? [] {
      hosts.append(HostClaim(name: alias.value, use: .alias, position: alias.position))
    }
    return hosts
  }

  func domain(_ provider: KnownProvider?) -> Located<DomainName>? {
    if let domain = club.domain { return domain }
    guard let provider, hasID, !domainIsBroken else { return nil }
    return Located(provider.own.domain.value.prefixed(by: club.id.value), at: club.id.position)
  }
}
