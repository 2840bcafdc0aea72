/// What `provider.yaml` says.
public struct Provider: Sendable, Equatable {
  public static let file = "provider.yaml"

  public var name: Located<String>
  /// Where clubs without a domain of their own live: `<id>.<domain>`.
  public var domain: Located<DomainName>
  public var contacts: Contacts
  public var tariffs: [String: Tariff]
  public var placements: [String: Placement]
  public var defaults: Defaults
  public var policy: Policy
  public var wordpress: WordPressAllowList

  public init(name: Located<String>, domain: Located<DomainName>) {
    self.name = name
    self.domain = domain
    contacts = Contacts()
    tariffs = [:]
    placements = [:]
    defaults = Defaults()
    policy = Policy()
    wordpress = WordPressAllowList()
  }

  public struct Defaults: Sendable, Equatable {
    public var tariff: Located<String>?
    public var placement: Located<String>?
    public var language: Located<String>?
    public var timezone: Located<String>?

    public init() {}
  }
}

/// What a club pays and may use.
public struct Tariff: Sendable, Equatable {
  public struct Fee: Sendable, Equatable {
    /// A decimal as it was written: `5.00`.
    public var amount: String
    /// ISO 4217.
    public var currency: String
    public var period: Period

    public enum Period: String, Sendable, CaseIterable { case month, quarter, year }

    public init(amount: String, currency: String, period: Period) {
      self.amount = amount
      self.currency = currency
      self.period = period
    }
  }

  public struct Limits: Sendable, Equatable {
    public var members: Int?
    public var rooms: Int?
    /// Bytes.
    public var uploads: Int64?
    public var retention: Duration?

    public init() {}
  }

  public var position: SourcePosition
  public var fee: Fee?
  public var limits: Limits

  public init(position: SourcePosition, fee: Fee? = nil, limits: Limits = Limits()) {
    self.position = position
    self.fee = fee
    self.limits = limits
  }
}

/// A set of services: the names stand in the agent's own file.
public struct Placement: Sendable, Equatable {
  public var position: SourcePosition
  public var chat: Located<String>?
  public var web: Located<String>?
  /// Video meetings: each chat room has one.
  public var meetings: Located<String>?

  public init(
    position: SourcePosition, chat: Located<String>? = nil, web: Located<String>? = nil,
    meetings: Located<String>? = nil
  ) {
    self.position = position
    self.chat = chat
    self.web = web
    self.meetings = meetings
  }

  /// The names of all its services, in the order in which their resources are planned.
  public var services: [String] { [chat, web, meetings].compactMap { $0?.value } }
}

/// How changes are made, over all clubs.
public struct Policy: Sendable, Equatable {
  public enum Adopt: String, Sendable, CaseIterable { case confirm, auto }

  /// Removals are held when they are `count` or more, or more than one and more than `percent`.
  public struct HoldOver: Sendable, Equatable {
    public var percent: Int
    public var count: Int

    public init(percent: Int = 30, count: Int = 10) {
      self.percent = percent
      self.count = count
    }
  }

  /// Nothing is changed until then.
  public struct Freeze: Sendable, Equatable {
    public var until: CalendarDate
    public var reason: String?

    public init(until: CalendarDate, reason: String? = nil) {
      self.until = until
      self.reason = reason
    }
  }

  public var prune: Prune = .confirm
  public var holdOver = HoldOver()
  public var adopt: Adopt = .confirm
  /// How long the data of who left is kept; a month counts 30 days, a year 365.
  public var keepLeft: Duration = .seconds(30 * 86_400)
  public var freeze: Freeze?
  public var reservedMembers: [Located<String>] = []
  public var reservedDomains: [Located<DomainName>] = []

  public init() {}
}

public struct WordPressAllowList: Sendable, Equatable {
  public var themes: [String] = []
  public var plugins: [String] = []
  public var options: [String] = []

  public init() {}
}
