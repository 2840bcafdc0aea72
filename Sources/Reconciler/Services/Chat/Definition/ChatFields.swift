public import Model
public import Spec

// The fields of the resources of an XMPP server: written by the definition and by what observes,
// read back by what applies.

/// What is set for a vhost.
public struct VhostFields: Equatable, Sendable {
  public var name: String?
  /// BCP 47; empty for the server's default.
  public var language: String?
  public var federation: FederationText?
  /// URIs by purpose (XEP-0157). A live value may hold several.
  public var contacts: [String: [String]]

  public init(
    name: String?, language: String?, federation: FederationText?, contacts: [String: [String]]
  ) {
    self.name = name
    self.language = language
    self.federation = federation
    self.contacts = contacts
  }

  public static func path(of purpose: Contacts.Purpose) -> String {
    "contacts.\(purpose.rawValue)"
  }

  public var fields: Fields {
    var fields: Fields = [:]
    fields["name"] = name.map { .text($0) }
    fields["language"] = language.map { .text($0) }
    fields["federation"] = federation.map { .text($0.description) }
    for (purpose, addresses) in contacts {
      fields["contacts.\(purpose)"] =
        addresses.count == 1 ? .text(addresses[0]) : .set(Set(addresses))
    }
    return fields
  }

  /// Nil when a part that is always declared is missing.
  public init?(_ fields: Fields) {
    guard let name = fields.text("name"), let language = fields.text("language"),
      let federation = fields.text("federation").map(FederationText.init(parsing:))
    else { return nil }
    self.init(name: name, language: language, federation: federation, contacts: [:])
    for purpose in Contacts.Purpose.allCases {
      switch fields[Self.path(of: purpose)] {
      case .text(let address): contacts[purpose.rawValue] = [address]
      case .set(let addresses): contacts[purpose.rawValue] = addresses.sorted()
      default: break
      }
    }
  }
}

/// An account as its member's file wants it.
public struct AccountFields: Equatable, Sendable {
  public var member: String?
  public var name: String?
  public var role: String?
  /// `active`, `suspended`, `left`.
  public var state: String?

  public init(member: String?, name: String?, role: String?, state: String?) {
    self.member = member
    self.name = name
    self.role = role
    self.state = state
  }

  public var fields: Fields {
    var fields: Fields = [:]
    fields["member"] = member.map { .text($0) }
    fields["name"] = name.map { .text($0) }
    fields["role"] = role.map { .text($0) }
    fields["state"] = state.map { .text($0) }
    return fields
  }

  /// Nil when a part is missing.
  public init?(_ fields: Fields) {
    guard let member = fields.text("member"), let name = fields.text("name"),
      let role = fields.text("role"), let state = fields.text("state")
    else { return nil }
    self.init(member: member, name: name, role: role, state: state)
  }
}

/// A list that stands in the contacts of all who are on it.
public struct ContactListFields: Equatable, Sendable {
  public var name: String
  /// Names by address.
  public var members: [String: String]

  public init(name: String, members: [String: String]) {
    self.name = name
    self.members = members
  }

  public var fields: Fields { ["name": .text(name), "members": .map(members)] }

  /// Nil when a part is missing.
  public init?(_ fields: Fields) {
    guard let name = fields.text("name"), let members = fields.map("members") else { return nil }
    self.init(name: name, members: members)
  }
}

/// A room (XEP-0045).
public struct RoomFields: Equatable, Sendable {
  public var name: String
  public var topic: String
  public var isMembersOnly: Bool
  public var isPersistent: Bool
  /// Whether it is listed.
  public var isPublic: Bool
  /// By bare address; the whole map.
  public var affiliations: [String: String]

  public init(
    name: String, topic: String, isMembersOnly: Bool, isPersistent: Bool, isPublic: Bool,
    affiliations: [String: String]
  ) {
    self.name = name
    self.topic = topic
    self.isMembersOnly = isMembersOnly
    self.isPersistent = isPersistent
    self.isPublic = isPublic
    self.affiliations = affiliations
  }

  public var fields: Fields {
    let access = isMembersOnly ? "members" : "public"
    return [
      "name": .text(name), "topic": .text(topic),
      "access": .text(isPersistent ? access : "\(access), until it is empty"),
      "public": .flag(isPublic), "affiliations": .map(affiliations),
    ]
  }

  /// Nil when a part is missing.
  public init?(_ fields: Fields) {
    guard let name = fields.text("name"), let topic = fields.text("topic"),
      let access = fields.text("access"), let isPublic = fields.flag("public"),
      let affiliations = fields.map("affiliations")
    else { return nil }
    self.init(
      name: name, topic: topic, isMembersOnly: !access.hasPrefix("public"),
      isPersistent: !access.hasSuffix("until it is empty"), isPublic: isPublic,
      affiliations: affiliations)
  }
}

extension Fields {
  fileprivate func text(_ path: String) -> String? {
    if case .text(let text)? = self[path] { return text }
    return nil
  }

  fileprivate func flag(_ path: String) -> Bool? {
    if case .flag(let flag)? = self[path] { return flag }
    return nil
  }

  fileprivate func map(_ path: String) -> [String: String]? {
    if case .map(let map)? = self[path] { return map }
    return nil
  }
}
