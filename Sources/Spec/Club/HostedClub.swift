/// A club with its provider's defaults applied: what the services' definitions read.
public struct HostedClub: Sendable, Equatable {
  public let club: Club
  public let provider: Provider

  public init(club: Club, provider: Provider) {
    self.club = club
    self.provider = provider
  }

  public var id: String { club.id.value }

  /// The club's own domain, or `<id>.<the provider's domain>`.
  public var domain: DomainName {
    club.domain?.value ?? provider.domain.value.prefixed(by: club.id.value)
  }

  public var placement: Placement? {
    guard let name = (club.placement ?? provider.defaults.placement)?.value else { return nil }
    return provider.placements[name]
  }

  public var prune: Prune { club.prune?.value ?? provider.policy.prune }

  public var language: String? { (club.language ?? provider.defaults.language)?.value }

  /// The member's address: their own elsewhere, or the one here.
  public func address(of member: Member) -> BareJID {
    member.jid?.value ?? BareJID(local: member.id.value, domain: domain)
  }

  /// Whether nobody comes in, because the club is suspended or archived; all data stays.
  public var isClosed: Bool {
    switch club.lifecycle.value {
    case .suspended, .archived: true
    case .trial, .active, .seasonal, .offboarding: false
    }
  }

  /// Whether the whole club is closed: nobody logs in, all data stays.
  public var isSuspended: Bool {
    if case .suspended = club.lifecycle.value { return true }
    return false
  }
}
