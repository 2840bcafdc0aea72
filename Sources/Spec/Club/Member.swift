/// A person who belongs to a club.
public struct Member: Sendable, Equatable {
  /// What a member may do in the club, from most to least.
  public enum Role: String, Sendable, CaseIterable {
    case owner, admin, moderator, member, limited
  }

  /// Whether a member belongs to the club, and what becomes of the account.
  public enum State: String, Sendable, CaseIterable {
    case active
    /// Login refused, all else kept.
    case suspended
    /// Login refused, out of every room and contact list; the data goes after `keepLeft`.
    case left
    /// As left, and the data goes now.
    case erased
  }

  /// What a member reads with; for `none` alone the invitation letter offers help.
  public enum Device: String, Sendable, CaseIterable {
    case phone, desktop, web, none
  }

  /// Where the member's mapping begins.
  public var position: SourcePosition
  /// The local part of the address here, prepared (nodeprep).
  public var id: Located<String>
  /// Empty only for `state: erased`.
  public var name: Located<String>?
  /// Whether the name is encrypted in the repository: it is then kept out of plans and logs.
  public var isNamePrivate = false
  public var role: Located<Role>
  public var state: Located<State>
  public var email: Located<String>?
  /// An address elsewhere: no account is made here.
  public var jid: Located<BareJID>?
  public var devices: [Located<Device>]
  public var movedFrom: Located<String>?

  public init(position: SourcePosition, id: Located<String>) {
    self.position = position
    self.id = id
    name = nil
    role = Located(.member, at: position)
    state = Located(.active, at: position)
    email = nil
    jid = nil
    devices = []
    movedFrom = nil
  }

  /// Whether the member's account is made here.
  public var hasAccountHere: Bool { jid == nil }
}
