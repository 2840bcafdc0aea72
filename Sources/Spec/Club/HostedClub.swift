/// A club with its provider's defaults applied: what the services' definitions read.
public struct HostedClub: Sendable, Equatable {
  public let club: Club
  public let provider: Provider
  /// What the lifecycle comes to: on the day that ``on(_:)`` was asked for, or on most days.
  public var standing: Standing

  public init(club: Club, provider: Provider) {
    self.club = club
    self.provider = provider
    standing = club.lifecycle.value.standing(on: nil)
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

  /// IANA time zone.
  public var timezone: String? { (club.timezone ?? provider.defaults.timezone)?.value }

  /// The same club on a day of its own time zone.
  public func on(_ day: CalendarDate) -> HostedClub {
    var hosted = self
    hosted.standing = club.lifecycle.value.standing(on: day)
    return hosted
  }

  /// Whether nobody comes in; all data stays.
  public var isClosed: Bool { standing != .open }

  /// Whether the site only says that it is closed.
  public var isSiteClosed: Bool { standing == .closed || standing == .over }
}
