public import ChatContract
public import Model
public import ServiceContract
public import Spec

/// An ejabberd server, spoken to over its HTTP API, as a service that clubs are converged on.
public struct EjabberdService: Service {
  /// What ejabberd 23.01 cannot do of what clubs declare.
  public static let capabilities = ChatCapabilities(missing: [
    .invitations: "members get a first password in their letter, which they should change",
    .contactsElsewhere:
      "members elsewhere do not stand in the contact lists of the club's accounts",
    .federationWithinServer:
      "it holds towards other servers; vhosts of this very ejabberd still reach each other",
    .limitedMembers: "the member is treated as an ordinary one, who may talk to everybody",
    .accountMoves: "the server cannot rename an account; the old one stays as it is",
    .lastLogins: "a plan that removes an account does not say when it was used last",
    .roomSubjects: "it is the room's description; its subject line is set once, with the room",
    .tracelessRemoval:
      "the records of rooms that go on keep the address of who was in them, without a name",
    .sweptRooms: "changes made in rooms and contact lists are seen at least every hour",
  ])

  public let name: String
  let client: EjabberdClient
  let keeper: HostsKeeper
  let memory = DigestMemory()
  private let definition: ChatDefinition

  /// - Parameters:
  ///   - name: the service's name in the agent's own file.
  ///   - url: of the HTTP API, such as `http://127.0.0.1:5281/api`.
  ///   - tokenFile: holds one line, an OAuth token or `user@host:password`.
  ///   - hostsFile: the file that ejabberd.yml includes. It belongs to allotment.
  public init(name: String, url: String, tokenFile: String, hostsFile: String) {
    self.name = name
    client = EjabberdClient(url: url, tokenFile: tokenFile)
    keeper = HostsKeeper(path: hostsFile, client: client)
    definition = ChatDefinition(service: name, capabilities: Self.capabilities)
  }

  /// Of the server's configuration, by this value: what tests count.
  package var reloads: Int {
    get async { await keeper.reloads }
  }

  /// Clubs that gather in one reload of the server.
  public var width: Int { 50 }

  public func desired(for club: DeclaredClub) -> [Resource] { definition.resources(for: club) }

  public func protection(of kind: Kind) -> Protected? { ChatKind.protection(of: kind) }

  public func notManaged(for club: DeclaredClub) -> [NotManaged] {
    definition.notManaged(for: club)
  }
}
