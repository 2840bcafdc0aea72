public import Spec

/// Where the agent gets its revisions from.
public protocol FleetSource: Sendable {
  /// The last revision that is at hand without the network; nil at the very first start.
  func stored() async throws -> Fleet?
  /// Looks at the remote; nil when `known` is still the newest.
  func fetch(after known: Revision?) async throws -> Fleet?
  /// Lets this commit through although the branch was set back to it; false when the text is no
  /// commit's id.
  func allow(_ commit: String) async -> Bool
  /// The club as it was in an earlier content, read with today's provider.yaml.
  func club(file: String, content: ContentID, siteTree: ContentID?, in fleet: Fleet) async
    -> LoadedClub?
}

extension FleetSource {
  public func allow(_ commit: String) async -> Bool { false }
}
