public import Model
public import ServiceContract
import Spec

/// How a club becomes vhosts, accounts, contact lists and rooms of an XMPP server. Pure, and the
/// same for every server, but for what a server cannot do.
public struct ChatDefinition: Sendable {
  /// The service's name in the agent's own file.
  public let service: String
  public let capabilities: ChatCapabilities

  public init(service: String, capabilities: ChatCapabilities = .all) {
    self.service = service
    self.capabilities = capabilities
  }

  /// What the club's file wants here, in order; empty for a club whose placement puts its chat
  /// elsewhere.
  public func resources(for club: DeclaredClub) -> [Resource] {
    guard isPlacedHere(club.hosted) else { return [] }
    let draft = ClubDraft(
      hosted: club.hosted, service: service, peers: club.peers, capabilities: capabilities)
    return [draft.vhost()] + draft.accounts() + draft.contactLists() + draft.rooms()
  }

  /// What the club declares for its chat that is not converged, in the file's order.
  public func notManaged(for club: DeclaredClub) -> [NotManaged] {
    guard isPlacedHere(club.hosted) else { return [] }
    let found =
      unmanagedDeclarations(of: club.hosted.club)
      + missingCapabilities(of: club.hosted.club, capabilities)
    return found.sorted { ($0.location, $0.path) < ($1.location, $1.path) }
  }

  /// A club without any placement is taken: whoever asks has only this service.
  private func isPlacedHere(_ hosted: HostedClub) -> Bool {
    guard let placement = hosted.placement else { return true }
    return placement.chat?.value == service
  }
}
