public import ServiceContract
public import Spec

/// A member's invitation to set a password. Its link is a secret: it is never part of a
/// description.
public struct Invitation: Decodable, Sendable, Equatable {
  public enum State: String, Decodable, Sendable {
    case pending, redeemed, expired
  }

  /// The local part of the address.
  public var user: String
  public var member: String
  /// Counts from 1; a later one replaces those before it.
  public var generation: Int
  public var state: State
  /// The page on which a password is set; only while pending.
  public var link: String?
  /// The same for clients that know XEP-0401; only while pending.
  public var uri: String?
  /// Seconds since 1970.
  public var expires: Int64?
}

extension Invitation: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "invitation \(generation) of \(user), \(state.rawValue)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror {
    Mirror(self, children: ["user": user, "generation": generation, "state": state.rawValue])
  }
}

extension ProsodyService {
  /// The club's invitations, in the order of their addresses, for its letters.
  public func invitations(of club: HostedClub) async throws(ServiceFailure) -> [Invitation] {
    let (page, _) = try await client.call(
      ListInvitations(host: club.domain.unicode), answering: InvitationPage.self)
    return page.invitations.sorted { ($0.user, $0.generation) < ($1.user, $1.generation) }
  }

  /// Makes the invitation of `generation` if the member's current one is lower: the old link
  /// stops working. Asking twice makes one.
  public func renewInvitation(
    of user: String, in club: HostedClub, generation: Int
  ) async throws(ServiceFailure) {
    _ = try await client.call(
      InvitationRenew(host: club.domain.unicode, user: user, generation: generation),
      answering: Changed.self)
  }
}
