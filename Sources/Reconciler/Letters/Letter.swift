import Mustache

/// An invitation letter for one member: an HTML page to print and hand over.
public struct Letter: Sendable, Equatable {
  public var club: String
  public var member: String
  /// `rose@thornbury-gardeners.example`
  public var address: String
  /// The page on which the member chooses a password.
  public var link: String
  /// For chat clients (XEP-0401).
  public var uri: String
  /// The last day on which the link works: `2026-12-31`.
  public var validUntil: String
  /// BCP 47.
  public var language: String
  /// The member has no device of their own.
  public var hasNoDevice: Bool
  /// Whom to ask: an address of the club's.
  public var help: String?
  /// Instead of an invitation, where the server has none: the member signs in with it and changes
  /// it.
  public var firstPassword: String?

  public init(
    club: String, member: String, address: String, link: String, uri: String, validUntil: String,
    language: String, hasNoDevice: Bool, help: String?
  ) {
    self.club = club
    self.member = member
    self.address = address
    self.link = link
    self.uri = uri
    self.validUntil = validUntil
    self.language = language
    self.hasNoDevice = hasNoDevice
    self.help = help
  }

  /// The page. Every value is escaped by the template engine.
  public func html() throws -> String {
    let template = try MustacheTemplate(string: letterTemplate)
    var values: [String: Any] = [
      "club": club, "member": member, "address": address, "link": link, "uri": uri,
      "validUntil": validUntil, "language": language, "hasNoDevice": hasNoDevice,
    ]
    values["help"] = help
    values["firstPassword"] = firstPassword
    return template.render(values)
  }
}
