public import Spec

/// Where the agent gets its revisions from.
public protocol FleetSource: Sendable {
  /// The last revision that is at hand without the network; nil at the very first start.
  func stored() async throws -> Fleet?
  /// Looks at the remote; nil when `known` is still the newest.
  func fetch(after known: Revision?) async throws -> Fleet?
  /// The club as it was in an earlier content, read with today's provider.yaml.
  func club(file: String, content: ContentID, siteTree: ContentID?, in fleet: Fleet) async
    -> LoadedClub?
}
