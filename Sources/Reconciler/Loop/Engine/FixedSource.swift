public import Spec

/// One revision that never changes: what a command works on.
public struct FixedSource: FleetSource {
  public init() {}

  public func stored() async throws -> Fleet? { nil }
  public func fetch(after known: Revision?) async throws -> Fleet? { nil }
}
