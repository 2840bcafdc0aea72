public import ChatContract
public import ServiceContract
public import Spec

extension ProsodyService: ChatService {
  public var capabilities: ChatCapabilities { .all }

  public func admissions(
    of club: HostedClub, again: [String]
  ) async throws(ServiceFailure) -> Admissions {
    let existing = again.isEmpty ? [] : try await invitations(of: club)
    for member in again {
      let theirs = existing.filter { $0.member == member }
      guard let latest = theirs.max(by: { $0.generation < $1.generation }) else {
        throw .neverAdmitted(member)
      }
      try await renewInvitation(of: latest.user, in: club, generation: latest.generation + 1)
    }
    let all = try await invitations(of: club)
    return Admissions(
      open: all.compactMap(Admission.init), used: all.count { $0.state == .redeemed },
      expired: all.count { $0.state == .expired })
  }
}

extension Admission {
  /// Nil when the invitation does not wait any more.
  fileprivate init?(_ invitation: Invitation) {
    guard invitation.state == .pending, let link = invitation.link, let uri = invitation.uri
    else { return nil }
    self.init(
      member: invitation.member,
      way: .invitation(link: link, uri: uri, expires: invitation.expires))
  }
}
