/// The first labels that a club's own domain may not have: names that its services use.
private let reservedLabels: Set<String> = [
  "conference", "muc", "groups", "upload", "share", "pubsub", "proxy", "www", "mail", "autoconfig",
  "mta-sts",
]

extension DomainName {
  /// Why no club can have a domain of this name, whoever its provider is; nil when one can.
  public static func problemForClub(_ text: String) -> String? {
    let name: DomainName
    do throws(InvalidName) {
      name = try DomainName(parsing: text)
    } catch {
      return "it \(error.reason)"
    }
    if !name.isSameForXMPP { return "it \(InvalidName.differsForXMPP.reason)" }
    if let label = name.reservedLabel {
      return "names that begin with `\(label).` belong to the services of the domain above"
    }
    if name.ascii.utf8.count > longestForClub { return "it is longer than \(longestForClub) bytes" }
    if PublicSuffix.contains(name) { return "it is a public suffix: anybody registers below it" }
    return nil
  }

  /// The first label, when no club's own domain may have it.
  fileprivate var reservedLabel: String? {
    let label = String(Substring(ascii.utf8.prefix { $0 != UInt8(ascii: ".") }))
    return reservedLabels.contains(label) ? label : nil
  }
}

extension ClubAgainstProvider {
  /// What host names a club may have, whatever other clubs have.
  mutating func checkHosts() {
    checkDuplicates()
    for host in hosts {
      checkOwner(host)
      checkSuffix(host)
      if host.use == .domain { checkDomain(host) }
    }
    if club.club.domain == nil, let domain = club.domain(provider) {
      club.checkDelegates(domain, &findings)
    }
    checkMembersElsewhere()
    checkRedirects()
  }

  private mutating func checkDomain(_ host: HostClaim) {
    if host.name.ascii.utf8.count > DomainName.longestForClub {
      findings.add(
        .domainName,
        "\(quoted(host.name.unicode)) is longer than \(DomainName.longestForClub) bytes",
        at: host.position, hint: "the names of its components must fit, too")
    }
    if let label = host.name.reservedLabel {
      findings.add(
        .reservedLabel, "a club's domain cannot begin with `\(label).`", at: host.position,
        hint: "such names belong to the services of the domain above")
    }
  }

  /// The provider's names and those that it reserves.
  private mutating func checkOwner(_ host: HostClaim) {
    let name = host.name.unicode
    let own = provider.own.domain.value
    if own.isWithin(host.name) {
      findings.add(
        .providerDomain,
        host.name == own
          ? "\(quoted(name)) is the provider's own domain"
          : "\(quoted(name)) is above the provider's own domain",
        at: host.position, related: [providerDomain])
    } else if host.name.isWithin(own) {
      // A club with another id lives where it lived.
      let ids = [club.club.id.value] + (club.club.movedFrom.map { [$0.value] } ?? [])
      let mine = ids.map { own.prefixed(by: $0) }
      let isMine = mine.contains {
        host.use == .domain ? host.name == $0 : host.name.isWithin($0)
      }
      if club.hasID, !isMine {
        findings.add(
          .providerDomain, "\(quoted(name)) is not this club's name below the provider's domain",
          at: host.position,
          hint: "below it, this club has "
            + mine.map { "`\($0.unicode)`" }.joined(separator: " or "),
          related: [providerDomain])
      }
    }
    for reserved in provider.own.policy.reservedDomains where claims(host, reserved.value) {
      findings.add(
        .reservedDomain, "\(quoted(name)) is reserved by the provider", at: host.position,
        related: [inProvider(reserved.position, "reserved here")])
    }
  }

  private var providerDomain: Diagnostic.Related {
    inProvider(provider.own.domain.position, "the provider's domain is here")
  }

  /// Whether the name, or one that comes with it, is a reserved one or below it. What the provider
  /// keeps for itself above the domain where clubs live is not kept from them.
  private func claims(_ host: HostClaim, _ reserved: DomainName) -> Bool {
    let own = provider.own.domain.value
    if host.name.isWithin(own), own.isWithin(reserved) { return false }
    return host.name.isWithin(reserved)
      || (host.use == .domain && Components.isComponent(reserved, of: host.name))
  }

  private mutating func checkSuffix(_ host: HostClaim) {
    guard PublicSuffix.contains(host.name) else { return }
    findings.add(
      .publicSuffix, "\(quoted(host.name.unicode)) is a public suffix: anybody registers below it",
      at: host.position)
  }

  /// No host name twice in one club, its components included.
  private mutating func checkDuplicates() {
    guard let aliases = club.club.site?.aliases, !aliases.isEmpty else { return }
    let domain = hosts.first { $0.use == .domain }
    var seen: [DomainName: SourcePosition] = [:]
    for alias in aliases {
      let isOwn = domain.map { domain in
        alias.value == domain.name || Components.isComponent(alias.value, of: domain.name)
      }
      if let first = isOwn ?? false ? domain?.position : seen[alias.value] {
        findings.add(
          .duplicateHostName, "this club has the name \(quoted(alias.value.unicode)) already",
          at: alias.position, related: [findings.related(first, "first here")])
      } else {
        seen[alias.value] = alias.position
      }
    }
  }

  /// Who is elsewhere is not here.
  private mutating func checkMembersElsewhere() {
    guard let domain = club.domain(provider) else { return }
    for index in club.club.members.indices {
      guard let jid = club.club.members[index].jid,
        jid.value.domain == domain.value
          || Components.isComponent(jid.value.domain, of: domain.value)
      else { continue }
      findings.add(
        .memberElsewhere, "\(quoted(jid.value.description)) is an address of this club",
        at: jid.position,
        hint: "leave `jid` out for members with an account here",
        related: [findings.related(domain.position, "the club's domain is here")])
    }
  }
}
