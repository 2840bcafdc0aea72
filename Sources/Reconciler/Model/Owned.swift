public import Spec

/// What the inventory knows of a resource that allotment made or adopted.
public struct Owned: Equatable, Sendable {
  public enum State: String, Sendable {
    /// Written before the service is called: whatever is there afterwards is ours.
    case intended
    case applied
  }

  public var id: ResourceID
  public var state: State
  /// Of the desired fields that were last applied.
  public var fingerprint: Fingerprint
  /// Seconds since 1970 when these very fields were first applied.
  public var appliedAt: Int64
  public var revision: Revision
  public var origin: SourceLocation
  /// Outlives the file.
  public var protection: Protected?

  public init(
    id: ResourceID, state: State, fingerprint: Fingerprint, appliedAt: Int64, revision: Revision,
    origin: SourceLocation, protection: Protected? = nil
  ) {
    self.id = id
    self.state = state
    self.fingerprint = fingerprint
    self.appliedAt = appliedAt
    self.revision = revision
    self.origin = origin
    self.protection = protection
  }
}
