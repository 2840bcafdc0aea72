public import Inventory
public import ServiceContract
public import Spec

/// Where the agent gets its revisions from.
public protocol FleetSource: Sendable {
  /// The last revision that is at hand without the network; nil at the very first start.
  func stored() async throws -> Fleet?
  /// Looks at the remote; nil when `known` is still the newest.
  func fetch(after known: Revision?) async throws -> Fleet?
  /// The id of the commit that was not taken at the last look, where a person can let it through:
  /// the branch was set back to it, or it is dated too early.
  func refused() async -> String?
  /// Lets that commit through; false when this is not its id.
  func allow(_ commit: String) async -> Bool
  /// Whether more than one thing in the repository has an id that begins with these digits.
  func isAmbiguous(_ digits: String) async -> Bool
  /// The club as it was in an earlier commit; nil when it cannot be had, or has errors now.
  func club(_ good: LastGood, provider: Provider, in fleet: Fleet) async -> DeclaredClub?
  /// An earlier provider.yaml; nil when it cannot be had, or has errors now.
  func provider(_ content: ContentID, in fleet: Fleet) async -> Provider?
}

extension FleetSource {
  public func refused() async -> String? { nil }

  public func allow(_ commit: String) async -> Bool { false }

  public func isAmbiguous(_ digits: String) async -> Bool { false }

  public func club(
    _ good: LastGood, provider: Provider, in fleet: Fleet
  ) async -> DeclaredClub? { nil }

  public func provider(_ content: ContentID, in fleet: Fleet) async -> Provider? { nil }
}
