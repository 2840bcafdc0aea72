public import ServiceContract
public import Spec

/// An XMPP server: what it offers besides the contract of every service.
public protocol ChatService: Service {
  var capabilities: ChatCapabilities { get }

  /// What the club's members need to log in for the first time, for its letters.
  ///
  /// - Parameter again: ids of members who get a new invitation or first password; what they had
  ///   before stops working.
  func admissions(
    of club: HostedClub, again: [String]
  ) async throws(ServiceFailure) -> Admissions
}

/// How members log in for the first time.
public struct Admissions: Sendable {
  /// What is to be handed over, in the order of the addresses.
  public var open: [Admission]
  /// Invitations that were used, or first passwords that their members changed.
  public var used: Int
  /// Invitations that ran out.
  public var expired: Int
  /// First passwords that were handed over before and are still in use.
  public var unchanged: Int

  public init(open: [Admission], used: Int, expired: Int = 0, unchanged: Int = 0) {
    self.open = open
    self.used = used
    self.expired = expired
    self.unchanged = unchanged
  }
}

/// One member's way in. It is a secret, and never part of a description.
public struct Admission: Sendable {
  public enum Way: Sendable {
    /// A page, and a link for chat clients, on which the password is chosen; seconds since 1970.
    case invitation(link: String, uri: String, expires: Int64?)
    /// To be changed by the member; it is shown this once.
    case firstPassword(String)
  }

  public var member: String
  public var way: Way

  public init(member: String, way: Way) {
    self.member = member
    self.way = way
  }
}

extension Admission: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "admission of \(member)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: ["member": member]) }
}

extension ServiceFailure {
  /// Whoever is to be admitted again has not been admitted yet.
  public static func neverAdmitted(_ member: String) -> ServiceFailure {
    ServiceFailure(
      code: "never-admitted",
      message: "`\(String(member.prefix(80)))` has no account here that waits for its member: is "
        + "it applied yet, and active?", retry: .never)
  }
}
