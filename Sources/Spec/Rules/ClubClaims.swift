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

  /// A redirect to a host that is not the club's own.
  struct Departure: Sendable {
    /// Of the host.
    var hash: Int
    /// The index of a redirect of the site; nil for the one of the whole site.
    var line: Int?
  }

  /// A member whose address is elsewhere.
  struct Outsider: Sendable {
    var local: String
    var domain: String
    var position: SourcePosition
    var hash: Int
    /// The hashes of the names above the domain, nearest first.
    var above: [Int]
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
  let redirectURL: String?
  /// The site's redirects of single pages.
  let redirects: [Site.Redirect]
  let departures: [Departure]
  let outsiders: [Outsider]
  let movedFrom: Located<String>?
  let movedFromHash: Int?
  let idPosition: SourcePosition
  /// Ids of active members with an account here, as far as could be read.
  let accounts: [String]
  let membersAreWhole: Bool
  /// As ``ClubReading/brokenMembers``.
  let brokenMembers: [String]?
  /// The other members, by their ids, and where they stand.
  let others: [Located<String>]
  let membersPosition: SourcePosition
  /// Whether a domain is written that could not be read.
  let domainIsBroken: Bool
  let aliasesAreWhole: Bool

  /// - Parameter claimed: as ``ClubReading/hosts(_:)`` gives them.
  init(_ reading: ClubReading, hosts claimed: [HostClaim], _ provider: KnownProvider?) {
    hasDomain = claimed.first?.use == .domain
    hosts = claimed.map { host in
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
    if case .redirect(let target)? = club.site?.content {
      redirectURL = target.value
    } else {
      redirectURL = nil
    }
    redirects = club.site?.redirects ?? []
    departures = ClubClaims.departures(redirect, redirects, from: hosts)
    movedFrom = club.movedFrom
    movedFromHash = club.movedFrom.map { NameHash.id($0.value) }
    idPosition = club.id.position
    membersPosition = club.membersPosition
    domainIsBroken = reading.domainIsBroken
    aliasesAreWhole = reading.aliasesAreWhole
    membersAreWhole = reading.membersAreWhole
    brokenMembers = reading.brokenMembers
    var outsiders: [Outsider] = []
    var accounts: [String] = []
    var others: [Located<String>] = []
    accounts.reserveCapacity(club.members.count)
    // By index: a member is large, and a loop over the values copies each.
    for index in club.members.indices {
      if let jid = club.members[index].jid {
        outsiders.append(ClubClaims.outsider(jid, provider))
      } else if club.members[index].state.value == .active {
        accounts.append(club.members[index].id.value)
        continue
      }
      others.append(Located(club.members[index].id.value, at: club.members[index].position))
    }
    self.outsiders = outsiders
    self.accounts = accounts
    self.others = others
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

  private static func departures(
    _ whole: Name?, _ redirects: [Site.Redirect], from hosts: [Name]
  ) -> [Departure] {
    var departures = whole.map { [Departure(hash: $0.hash, line: nil)] } ?? []
    for index in redirects.indices where !redirects[index].to.value.hasPrefix("/") {
      guard let host = try? WebAddress(redirects[index].to.value).host.ascii else { continue }
      departures.append(Departure(hash: NameHash.host(host[...]), line: index))
    }
    guard !departures.isEmpty else { return [] }
    let own = Set(hosts.map(\.hash))
    return departures.filter { !own.contains($0.hash) }
  }

  private static func outsider(_ jid: Located<BareJID>, _ provider: KnownProvider?) -> Outsider {
    let domain = jid.value.domain.ascii
    return Outsider(
      local: jid.value.local, domain: domain, position: jid.position,
      hash: NameHash.host(domain[...]), above: NameHash.above(host: domain),
      parent: Components.parent(of: domain).map { NameHash.host($0) },
      club: provider.flatMap { label(of: jid.value.domain, rightBelow: $0.own.domain.value) })
  }

  private static func label(of name: DomainName, rightBelow domain: DomainName) -> String? {
    let length = name.ascii.utf8.count - domain.ascii.utf8.count - 1
    guard length > 0, name.isWithin(domain) else { return nil }
    let label = name.ascii.utf8.prefix(length)
    return label.contains(UInt8(ascii: ".")) ? nil : String(Substring(label))
  }
}

/// Hashes of names, seeded anew in each process: nobody can make them meet on purpose.
enum NameHash {
  static func host(_ name: Substring) -> Int { hash(1, name) }
  static func path(_ path: Substring) -> Int { hash(2, path) }
  static func id(_ id: String) -> Int { hash(3, id[...]) }

  /// Of the names above a host, down to two labels.
  static func above(host: String) -> [Int] {
    var above: [Int] = []
    var rest = host[...].utf8
    while let dot = rest.firstIndex(of: UInt8(ascii: ".")) {
      rest = rest[rest.index(after: dot)...]
      if rest.contains(UInt8(ascii: ".")) { above.append(self.host(Substring(rest))) }
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
    text.utf8.span.withUnsafeBytes { hasher.combine(bytes: $0) }
    return hasher.finalize()
  }
}
