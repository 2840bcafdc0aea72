/// A club as its file says it: `clubs/**/<id>.yaml`, decoded, with the place of every value.
///
/// Absent keys are nil or empty here; ``HostedClub`` applies the provider's defaults.
public struct Club: Sendable, Equatable {
  /// Relative to the repository's root.
  public var file: String
  public var id: Located<String>
  public var name: Located<String>
  /// BCP 47.
  public var language: Located<String>?
  /// IANA time zone.
  public var timezone: Located<String>?
  public var tariff: Located<String>?
  public var placement: Located<String>?
  public var domain: Located<DomainName>?
  public var lifecycle: Located<Lifecycle>
  public var contacts: Contacts
  public var offices: [Office]
  /// Where the key `members` stands.
  public var membersPosition: SourcePosition
  public var members: [Member]
  public var groups: [Group]
  public var chat: Chat?
  public var site: Site?
  public var protect: [Located<Protected>]
  public var prune: Located<Prune>?
  public var ignore: [Located<String>]
  public var delegates: [Located<DomainName>]
  public var movedFrom: Located<String>?

  public init(file: String, id: Located<String>, name: Located<String>) {
    self.file = file
    self.id = id
    self.name = name
    language = nil
    timezone = nil
    tariff = nil
    placement = nil
    domain = nil
    lifecycle = Located(.active, at: id.position)
    contacts = Contacts()
    offices = []
    membersPosition = id.position
    members = []
    groups = []
    chat = nil
    site = nil
    protect = []
    prune = nil
    ignore = []
    delegates = []
    movedFrom = nil
  }

  /// The place of a value of this club.
  public func location(_ position: SourcePosition) -> SourceLocation {
    SourceLocation(file: file, position: position)
  }
}

/// Who holds which office: `offices: {secretary: rose}`.
public struct Office: Sendable, Equatable {
  public var title: Located<String>
  public var member: Located<String>

  public init(title: Located<String>, member: Located<String>) {
    self.title = title
    self.member = member
  }
}

/// A named set of members of the club.
public struct Group: Sendable, Equatable {
  public var id: Located<String>
  public var members: [Located<String>]

  public init(id: Located<String>, members: [Located<String>]) {
    self.id = id
    self.members = members
  }
}

/// What stays even when it leaves the file: the protection lives in the inventory.
public enum Protected: String, Sendable, CaseIterable {
  case club
  case members
  case site
}

/// Whether what left the specs is deleted.
public enum Prune: String, Sendable, CaseIterable {
  case enabled
  /// Held until somebody lets it through.
  case confirm
  case disabled
}

/// Addresses that the public may write to (XEP-0157), each an e-mail address or a `mailto:`,
/// `xmpp:` or `https:` URI as it was written.
public struct Contacts: Sendable, Equatable {
  public enum Purpose: String, Sendable, CaseIterable {
    case abuse, admin, feedback, sales, security, support
  }

  public var addresses: [Purpose: Located<String>]

  public init(addresses: [Purpose: Located<String>] = [:]) { self.addresses = addresses }
}
