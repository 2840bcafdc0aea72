/// What a club wants that other clubs may want too, made once for each content of its file.
///
/// Names are hashed beforehand: the pass over all clubs then compares numbers only, and looks at
/// the names where numbers meet.
final class ClubClaims: Sendable {
  /// A host name or a folder, and the names above it, nearest first.
  struct Name: Sendable {
    var text: String
    var hash: Int
    var above: [Int]
    /// The hash of the domain that a host would be a component of.
    var parent: Int?
    var position: SourcePosition
  }

  /// A member whose address is elsewhere.
  struct Outsider: Sendable {
    var local: String
    var domain: String
    var position: SourcePosition
    var hash: Int
    /// The hash of the domain that the address's domain would be a component of.
    var parent: Int?

    /// The id of the club that would live on the domain, where that is a name right below the
    /// provider's.
    var club: String?

    var address: String { "\(local)@\(domain)" }
  }

  /// The domain first, if there is one, then aliases.
  let hosts: [Name]
  let hasDomain: Bool
  let delegates: [DomainName]
  let delegatesAreWhole: Bool
  let site: Name?
  /// The host that the whole site is redirected to.
  let redirect: Name?
  let outsiders: [Outsider]
  let movedFrom: Located<String>?
  let movedFromHash: Int?
  let idPosition: SourcePosition
  /// Ids of active members with an account here; nil when they could not all be read.
  let accounts: [String]?

  init(_ reading: ClubReading, _ provider: Provider?) {
    let claims = reading.hosts(provider)
    hasDomain = claims.first?.use == .domain
    hosts = claims.map { host in
      let text = host.name.ascii
      return Name(
        text: text, hash: NameHash.host(text[...]), above: NameHash.above(host: text),
        parent: Components.parent(of: text).map { NameHash.host($0) }, position: host.position)
    }
    let club = reading.club
    delegates = club.delegates.map(\.value)
    delegatesAreWhole = reading.delegatesAreWhole
    site = club.site.flatMap(ClubClaims.site)
    redirect = club.site.flatMap(ClubClaims.redirect)
    // By index: a member is large, and a loop over the values copies each.
    let members = club.members.indices
    outsiders = members.compactMap { index in
      club.members[index].jid.map { ClubClaims.outsider($0, provider) }
    }
    movedFrom = club.movedFrom
    movedFromHash = club.movedFrom.map { NameHash.id($0.value) }
    idPosition = club.id.position
    accounts =
      reading.membersAreWhole
      ? members.compactMap { club.members[$0].isActiveHere ? club.members[$0].id.value : nil } : nil
  }

  private static func site(_ site: Site) -> Name? {
    guard case .static(let path) = site.content else { return nil }
    return Name(
      text: path.value, hash: NameHash.path(path.value[...]),
      above: NameHash.above(path: path.value), position: path.position)
  }

  private static func redirect(_ site: Site) -> Name? {
    guard case .redirect(let target) = site.content,
      let host = try? WebAddress(target.value).host.ascii
    else { return nil }
    return Name(
      text: host, hash: NameHash.host(host[...]), above: [], parent: nil, position: target.position)
  }

  private static func outsider(_ jid: Located<BareJID>, _ provider: Provider?) -> Outsider {
    let domain = jid.value.domain.ascii
    let label = domain.prefix { $0 != "." }
    return Outsider(
      local: jid.value.local, domain: domain, position: jid.position,
      hash: NameHash.host(domain[...]),
      parent: Components.parent(of: domain).map { NameHash.host($0) },
      club: provider.flatMap { provider in
        domain.dropFirst(label.count + 1) == provider.domain.value.ascii ? String(label) : nil
      })
  }
}

extension Member {
  /// Whether the member has an account here and may log in.
  var isActiveHere: Bool { state.value == .active && hasAccountHere }
}

/// Hashes of names, seeded anew in each process: nobody can make them meet on purpose.
enum NameHash {
  static func host(_ name: Substring) -> Int { hash(1, name) }
  static func path(_ path: Substring) -> Int { hash(2, path) }
  static func id(_ id: String) -> Int { hash(3, id[...]) }

  /// Of the names above a host, down to two labels.
  static func above(host: String) -> [Int] {
    var above: [Int] = []
    var rest = host[...]
    while let dot = rest.firstIndex(of: ".") {
      rest = rest[rest.index(after: dot)...]
      if rest.holds(".") { above.append(self.host(rest)) }
    }
    return above
  }

  /// Of the folders above a path, down to two names.
  static func above(path: String) -> [Int] {
    var above: [Int] = []
    var rest = path[...]
    while let slash = rest.lastIndex(of: "/") {
      rest = rest[..<slash]
      if rest.holds("/") { above.append(self.path(rest)) }
    }
    return above
  }

  private static func hash(_ kind: UInt8, _ text: Substring) -> Int {
    var hasher = Hasher()
    hasher.combine(kind)
    hasher.combine(text)
    return hasher.finalize()
  }
}
