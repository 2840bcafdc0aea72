public import Spec

/// What the inventory knows of a resource that allotment made or adopted.
public struct Owned: Equatable, Sendable {
  public enum State: String, Sendable {
    /// Written before the service is called: what carries our mark afterwards is ours.
    case intended
    case applied
  }

  public var id: ResourceID
  public var state: State
  /// Whether a service ever acknowledged it. What was only intended, and carries no mark of ours in
  /// its service, may as well be somebody else's.
  public var wasApplied: Bool
  /// Of the desired fields that were last applied.
  public var fingerprint: Fingerprint
  /// Seconds since 1970 when these very fields were first applied; 0 when others were intended
  /// since then.
  public var appliedAt: Int64
  public var revision: Revision
  public var origin: SourceLocation
  /// Outlives the file.
  public var protection: Protected?

  public init(
    id: ResourceID, state: State, fingerprint: Fingerprint, appliedAt: Int64, revision: Revision,
    origin: SourceLocation, protection: Protected? = nil, wasApplied: Bool? = nil
  ) {
    self.id = id
    self.state = state
    self.wasApplied = wasApplied ?? (state == .applied)
    self.fingerprint = fingerprint
    self.appliedAt = appliedAt
    self.revision = revision
    self.origin = origin
    self.protection = protection
  }
}
