public import Model
public import Spec

/// The kinds of resources that live on an XMPP server, in the order in which they are made.
public enum ChatKind {
  /// A host with its `conference.` component: `chess.example`.
  public static let vhost = Kind("vhost", rank: 0, namesHost: true, keepsNameReserved: true)
  /// `rose@chess.example`
  public static let account = Kind(
    "account", rank: 10, keepsNameReserved: true, personalFields: ["name"],
    leadingRoles: ["owner", "admin"])
  /// A list that stands in the contacts of all who are on it: `everyone@chess.example`.
  public static let contactList = Kind(
    "contact-list", rank: 20, personalFields: ["members"])
  /// `pawns@conference.chess.example`
  public static let room = Kind("room", rank: 30)

  /// Which of a club's protections holds things of this kind.
  public static func protection(of kind: Kind) -> Protected? {
    switch kind {
    case vhost: .club
    case account: .members
    default: nil
    }
  }
}

extension ResourceID {
  /// The vhost on which this stands.
  public var host: String {
    switch kind {
    case ChatKind.vhost: name
    case ChatKind.room: conferenceParent
    default: domainPart
    }
  }

  /// What stands before the `@`; the whole name of a vhost.
  public var localPart: String {
    guard let at = name.firstIndex(of: "@") else { return name }
    return String(name[..<at])
  }

  private var domainPart: String {
    guard let at = name.firstIndex(of: "@") else { return name }
    return String(name[name.index(after: at)...])
  }

  private var conferenceParent: String {
    let domain = domainPart
    return domain.hasPrefix(conferencePrefix)
      ? String(domain.dropFirst(conferencePrefix.count)) : domain
  }
}

/// Rooms live on `conference.<domain>`.
public let conferencePrefix = "conference."
