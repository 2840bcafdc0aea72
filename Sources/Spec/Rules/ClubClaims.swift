/// What a club wants that other clubs may want too, made once for each content of its file.
///
/// Names are hashed beforehand: the pass over all clubs then compares numbers only, and looks at
/// the names where numbers meet.
struct ClubClaims: Sendable {
  /// A name and the names above it, nearest first.
  struct Name: Sendable {
    var text: String
    var hash: Int
    var above: [Int]
    var position: SourcePosition
  }

  /// A member whose address is elsewhere.
  struct Outsider: Sendable {
    var jid: Located<BareJID>
    var domain: Int
    /// The hash of the domain that the address's domain would be a component of.
    var parent: Int?
  }

  /// The domain first, if there is one, then aliases.
  var hosts: [Name] = []
  var hasDomain = false
  /// The domain that the host of the same index would be a component of.
  var componentOf: [Int?] = []
  var delegates: [DomainName] = []
  var site: Name?
  var outsiders: [Outsider] = []
  var movedFrom: Located<String>?

  init(_ club: ClubReading, _ provider: Provider?) {
    for host in club.hosts(provider) {
      hasDomain = hasDomain || host.use == .domain
      let text = host.name.ascii
      hosts.append(
        Name(
          text: text, hash: NameHash.host(text[...]), above: NameHash.above(host: text),
          position: host.position))
      componentOf.append(Components.parent(of: text).map { NameHash.host($0) })
    }
    delegates = club.club.delegates.map(\.value)
    if case .static(let path) = club.club.site?.content {
      site = Name(
        text: path.value, hash: NameHash.path(path.value[...]),
        above: NameHash.above(path: path.value), position: path.position)
    }
    for member in club.club.members {
      guard let jid = member.jid else { continue }
      let domain = jid.value.domain.ascii
      outsiders.append(
        Outsider(
          jid: jid, domain: NameHash.host(domain[...]),
          parent: Components.parent(of: domain).map { NameHash.host($0) }))
    }
    movedFrom = club.club.movedFrom
  }
}

/// Hashes of names, seeded anew in each process: nobody can make them meet on purpose.
enum NameHash {
  static func host(_ name: Substring) -> Int { hash(1, name) }
  static func path(_ path: Substring) -> Int { hash(2, path) }

  /// Of the names above a host, down to two labels.
  static func above(host: String) -> [Int] {
    var above: [Int] = []
    var rest = host[...]
    while let dot = rest.firstIndex(of: ".") {
      rest = rest[rest.index(after: dot)...]
      if rest.contains(".") { above.append(self.host(rest)) }
    }
    return above
  }

  /// Of the folders above a path, down to two names.
  static func above(path: String) -> [Int] {
    var above: [Int] = []
    var rest = path[...]
    while let slash = rest.lastIndex(of: "/") {
      rest = rest[..<slash]
      if rest.contains("/") { above.append(self.path(rest)) }
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
