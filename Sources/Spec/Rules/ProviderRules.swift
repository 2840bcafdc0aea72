/// The rules between one club and provider.yaml.
struct ClubAgainstProvider {
  let club: ClubReading
  let provider: KnownProvider
  /// As ``ClubReading/hosts(_:)`` gives them.
  let hosts: [HostClaim]
  /// The host that the whole site is redirected to.
  let redirect: String?
  var findings: Findings

  static func check(
    _ club: ClubReading, _ provider: KnownProvider, hosts: [HostClaim], redirect: String?
  ) -> [Diagnostic] {
    var check = ClubAgainstProvider(
      club: club, provider: provider, hosts: hosts, redirect: redirect,
      findings: Findings(file: club.club.file))
    check.checkReferences()
    check.checkServices()
    check.checkReservedMembers()
    check.checkAbuseContact()
    check.checkWordPress()
    check.checkHosts()
    return check.findings.diagnostics
  }

  func inProvider(_ position: SourcePosition, _ message: String) -> Diagnostic.Related {
    Diagnostic.Related(
      location: SourceLocation(file: Provider.file, position: position), message: message)
  }

  private mutating func checkReferences() {
    if let placement = club.club.placement, provider.own.placements[placement.value] == nil {
      findings.add(
        .unknownPlacement, "there is no placement \(quoted(placement.value))",
        at: placement.position,
        hint: nearest(to: placement.value, in: provider.own.placements.keys.sorted())
          .map { "did you mean `\($0)`?" })
    }
    guard let name = club.club.tariff?.value ?? provider.own.defaults.tariff?.value else { return }
    if let tariff = provider.own.tariffs[name] {
      checkLimits(of: tariff, name)
    } else if let own = club.club.tariff {
      findings.add(
        .unknownTariff, "there is no tariff \(quoted(name))", at: own.position,
        hint: nearest(to: name, in: provider.own.tariffs.keys.sorted())
          .map { "did you mean `\($0)`?" })
    }
  }

  private mutating func checkReservedMembers() {
    let own = provider.reservedMembers
    for index in club.club.members.indices {
      let member = club.club.members[index].id
      let id = member.value
      if !own.isEmpty, let position = own[id] {
        findings.add(
          .reservedMember, "\(quoted(id)) is reserved by the provider", at: member.position,
          related: [inProvider(position, "reserved here")])
      } else if ReservedMembers.holds(id) {
        findings.add(
          .reservedMember, "\(quoted(id)) is a reserved address", at: member.position,
          hint: "RFC 2142 and custom give it to whoever runs the domain")
      }
    }
  }

  private mutating func checkAbuseContact() {
    guard club.club.contacts.addresses[.abuse] == nil,
      provider.own.contacts.addresses[.abuse] == nil
    else { return }
    findings.add(
      .missingAbuseContact, "neither this club nor its provider has a contact for abuse",
      at: club.contactsPosition ?? club.start,
      hint: "write `contacts: {abuse: …}` here or in provider.yaml")
  }

  private mutating func checkWordPress() {
    guard case .wordpress(let site) = club.club.site?.content else { return }
    let lists = provider.own.wordpress
    if let theme = site.theme { checkAllowed(theme, "theme", lists.themes) }
    for plugin in site.plugins { checkAllowed(plugin, "plugin", lists.plugins) }
    for option in site.options.keys.sorted(by: { $0.position < $1.position }) {
      checkAllowed(option, "option", lists.options)
    }
  }

  private mutating func checkAllowed(_ name: Located<String>, _ what: String, _ list: [String]) {
    guard !list.contains(name.value) else { return }
    findings.add(
      .wordpressAllowList, "the \(what) \(quoted(name.value)) is not allowed by provider.yaml",
      at: name.position,
      hint: nearest(to: name.value, in: list).map { "did you mean `\($0)`?" })
  }
}

/// Ids that no member with an account here may have.
public enum ReservedMembers {
  /// The mailbox names of RFC 2142, and those that people take for the operator's.
  public static let names: Set<String> = [
    "info", "marketing", "sales", "support", "abuse", "noc", "security", "postmaster",
    "hostmaster", "usenet", "news", "webmaster", "www", "uucp", "ftp",
    "root", "admin", "administrator", "system",
  ]

  /// By their length: nearly every other name is told from them by that and by a letter.
  private static let byLength = (0...20).map { length in
    names.filter { $0.utf8.count == length }
  }

  static func holds(_ id: String) -> Bool {
    let length = id.utf8.count
    return length < byLength.count && byLength[length].contains { $0 == id }
  }
}
