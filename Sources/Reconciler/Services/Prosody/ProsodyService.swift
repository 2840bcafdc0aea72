import ChatContract
public import Model
public import ServiceContract
public import Spec

/// A Prosody server with `mod_allotment`, as a service that clubs are converged on.
public struct ProsodyService: Service {
  public let name: String
  /// Where the vhosts' files are, as agent.yaml says; nil when it does not.
  let hostsDirectory: String?
  let client: ProsodyClient
  private let definition: ChatDefinition

  /// - Parameters:
  ///   - name: the service's name in the agent's own file.
  ///   - socket: the path of the module's UNIX socket. Whoever can open it may do anything.
  ///   - deadline: for one request, of at most fifty operations.
  public init(
    name: String, socket: String, hostsDirectory: String? = nil, deadline: Duration = .seconds(60)
  ) {
    self.name = name
    self.hostsDirectory = hostsDirectory
    var limits = ProsodyClient.Limits()
    limits.deadline = deadline
    client = ProsodyClient(socket: socket, limits: limits)
    definition = ChatDefinition(service: name)
  }

  public func desired(for club: DeclaredClub) -> [Resource] { definition.resources(for: club) }

  public func protection(of kind: Kind) -> Protected? { ChatKind.protection(of: kind) }

  public func notManaged(for club: DeclaredClub) -> [NotManaged] {
    definition.notManaged(for: club)
  }
}
