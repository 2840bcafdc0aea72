/// What a club declares and a chat server cannot do, or does only in part. It is said by `plan`
/// with its place and by `doctor`, never silently dropped.
public struct ChatCapabilities: Sendable, Equatable {
  public enum Feature: String, Sendable, CaseIterable {
    /// A link with which a member chooses the first password (XEP-0401).
    case invitations
    /// Members elsewhere stand in the contact lists of the club's own accounts.
    case contactsElsewhere = "contacts-elsewhere"
    /// `federation` holds between the clubs on this very server too.
    case federationWithinServer = "federation-within-server"
    /// Role `limited`: talks to nobody outside the club.
    case limitedMembers = "limited-members"
    /// A member who gets another id takes the account along (`movedFrom`).
    case accountMoves = "account-moves"
    /// When a member logged in last is told by the plan that would remove the account.
    case lastLogins = "last-logins"
    /// A room's subject line that somebody changed is seen and set back.
    case roomSubjects = "room-subjects"
    /// Nothing at all is left of an account that was removed.
    case tracelessRemoval = "traceless-removal"
    /// Changes in rooms and contact lists are seen by every sweep, not only by those that read
    /// everything anew.
    case sweptRooms = "swept-rooms"
  }

  /// What is missing, with what happens instead, in plain words.
  public var missing: [Feature: String]

  public init(missing: [Feature: String] = [:]) { self.missing = missing }

  /// Nothing is missing.
  public static let all = ChatCapabilities()

  public func has(_ feature: Feature) -> Bool { missing[feature] == nil }
}
