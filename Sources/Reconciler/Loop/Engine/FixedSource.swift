public import Spec

/// Brings no revision: a command sets the one that it works on, and nothing comes after it.
public struct FixedSource: FleetSource {
  public init() {}

  public func stored() async throws -> Fleet? { nil }
  public func fetch(after known: Revision?) async throws -> Fleet? { nil }
}
