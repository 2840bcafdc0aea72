public import Spec

/// One aspect of a club's state, in the form of Kubernetes' conditions.
public struct Condition: Equatable, Sendable {
  /// Which aspect; the raw value is its name in reports.
  public enum Kind: String, Sendable, CaseIterable {
    case ready = "Ready"
    case reconciling = "Reconciling"
    case stalled = "Stalled"
    case drifted = "Drifted"
    case pruneBlocked = "PruneBlocked"
    case sourceVerified = "SourceVerified"
  }

  /// Whether it holds; `unknown` when that cannot be told.
  public enum Status: String, Sendable {
    case yes = "True"
    case no = "False"
    case unknown = "Unknown"
  }

  public var type: Kind
  public var status: Status
  /// One CamelCase word for machines: `ReconciliationSucceeded`.
  public var reason: String
  public var message: String
  public var observedRevision: Revision?
  /// Seconds since 1970.
  public var lastTransitionTime: Int64

  public init(
    type: Kind, status: Status, reason: String, message: String, observedRevision: Revision?,
    lastTransitionTime: Int64
  ) {
    self.type = type
    self.status = status
    self.reason = reason
    self.message = message
    self.observedRevision = observedRevision
    self.lastTransitionTime = lastTransitionTime
  }
}

/// Where a club stands.
public struct ClubStatus: Equatable, Sendable {
  public var id: String
  public var name: String
  public var sync: SyncState
  public var health: HealthState
  public var lastAttemptedRevision: Revision?
  public var lastAppliedRevision: Revision?
  public var conditions: [Condition]

  public init(
    id: String, name: String, sync: SyncState, health: HealthState,
    lastAttemptedRevision: Revision?, lastAppliedRevision: Revision?, conditions: [Condition]
  ) {
    self.id = id
    self.name = name
    self.sync = sync
    self.health = health
    self.lastAttemptedRevision = lastAttemptedRevision
    self.lastAppliedRevision = lastAppliedRevision
    self.conditions = conditions
  }
}
