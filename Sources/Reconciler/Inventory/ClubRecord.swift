public import Model
public import Spec

/// All that is remembered of one club between two passes.
public struct ClubRecord: Sendable, Equatable {
  public var id: String
  public var name: String
  public var sync: SyncState
  public var health: HealthState
  public var lastAttemptedRevision: Revision?
  public var lastAppliedRevision: Revision?
  public var conditions: [Condition]
  /// The last state of the club's files that could be applied.
  public var lastGood: LastGood?
  /// By service.
  public var digests: [String: DigestRecord]
  /// Seconds since 1970.
  public var lastReconciledAt: Int64?
  /// The file has `protect: [club]`, or had it when it left.
  public var protected: Bool
  /// Set by ``Inventory/pause(_:until:reason:by:)`` only: ``Inventory/save(_:)`` leaves a pause as
  /// it is.
  public var pause: Pause?

  public init(
    id: String, name: String, sync: SyncState, health: HealthState,
    lastAttemptedRevision: Revision? = nil, lastAppliedRevision: Revision? = nil,
    conditions: [Condition] = [], lastGood: LastGood? = nil, digests: [String: DigestRecord] = [:],
    lastReconciledAt: Int64? = nil, protected: Bool = false, pause: Pause? = nil
  ) {
    self.id = id
    self.name = name
    self.sync = sync
    self.health = health
    self.lastAttemptedRevision = lastAttemptedRevision
    self.lastAppliedRevision = lastAppliedRevision
    self.conditions = conditions
    self.lastGood = lastGood
    self.digests = digests
    self.lastReconciledAt = lastReconciledAt
    self.protected = protected
    self.pause = pause
  }

  public var pausedUntil: Int64? { pause?.until }

  /// Whether the club is left alone at this time, in seconds since 1970.
  public func isPaused(at now: Int64) -> Bool {
    guard let pause else { return false }
    return pause.until.map { now < $0 } ?? true
  }

  public var status: ClubStatus {
    ClubStatus(
      id: id, name: name, sync: sync, health: health, lastAttemptedRevision: lastAttemptedRevision,
      lastAppliedRevision: lastAppliedRevision, conditions: conditions)
  }
}

/// What to go back to while a club's file is broken.
public struct LastGood: Sendable, Equatable {
  /// Relative to the repository's root.
  public var file: String
  public var content: ContentID
  /// Of the file of its members' personal fields; nil without one.
  public var privateContent: ContentID?
  /// The git tree of the club's static site.
  public var siteTree: ContentID?

  public init(
    file: String, content: ContentID, privateContent: ContentID? = nil, siteTree: ContentID?
  ) {
    self.file = file
    self.content = content
    self.privateContent = privateContent
    self.siteTree = siteTree
  }
}

/// What a service's digest was when the club was last in sync with this desired state: while both
/// are the same, there is nothing to look at.
public struct DigestRecord: Sendable, Equatable {
  public var digest: String
  public var desired: Fingerprint

  public init(digest: String, desired: Fingerprint) {
    self.digest = digest
    self.desired = desired
  }
}
