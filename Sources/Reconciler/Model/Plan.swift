public import Spec

/// What would change, for all clubs that were looked at.
public struct Plan: Equatable, Sendable {
  public var revision: Revision
  public var clubs: [ClubPlan]
  /// Live things of no club, such as a vhost that somebody made by hand.
  public var unmanaged: [Unmanaged]

  public init(revision: Revision, clubs: [ClubPlan], unmanaged: [Unmanaged] = []) {
    self.revision = revision
    self.clubs = clubs
    self.unmanaged = unmanaged
  }
}

/// What would change for one club.
public struct ClubPlan: Equatable, Sendable {
  /// A service that could not be read.
  public struct Unknown: Equatable, Sendable {
    public var service: String
    public var reason: String

    public init(service: String, reason: String) {
      self.service = service
      self.reason = reason
    }
  }

  public var id: String
  /// The club's name for people; its id when the file cannot be read.
  public var name: String
  public var sync: SyncState
  /// In the order in which they are made.
  public var changes: [Change]
  public var unmanaged: [Unmanaged]
  public var unknown: [Unknown]
  /// Declared, but not converged by this version.
  public var notManaged: [NotManaged]
  /// Why the file is not used: its club keeps its last good state.
  public var errors: [Diagnostic]
  /// As declared, but not yet in the inventory as such: recorded without touching the service.
  public var settled: [Resource]
  /// What the club's lifecycle comes to; nil without a readable file.
  public var standing: Standing?
  /// What time will bring by itself, the nearest first.
  public var upcoming: [Upcoming]
  /// When the club is to be looked at anew, whatever else happens; seconds since 1970.
  public var wakesAt: Int64?
  /// Of what the services showed; nil unless somebody asked for it.
  public var live: Fingerprint?
  /// The club has no file any more, or its time is over: what is deleted goes for good.
  public var isLeaving = false
  /// What a guard held once and the files want now: it is held no more.
  public var wantedAgain: Set<ResourceID> = []
  /// The club is left alone: none of this is made before that ends.
  public var pause: Pause?

  public init(
    id: String, name: String, sync: SyncState, changes: [Change] = [], unmanaged: [Unmanaged] = [],
    unknown: [Unknown] = [], notManaged: [NotManaged] = [], errors: [Diagnostic] = [],
    settled: [Resource] = [], standing: Standing? = nil, upcoming: [Upcoming] = [],
    wakesAt: Int64? = nil
  ) {
    self.id = id
    self.name = name
    self.sync = sync
    self.changes = changes
    self.unmanaged = unmanaged
    self.unknown = unknown
    self.notManaged = notManaged
    self.errors = errors
    self.settled = settled
    self.standing = standing
    self.upcoming = upcoming
    self.wakesAt = wakesAt
  }
}

/// Something that time brings by itself.
public struct Upcoming: Hashable, Sendable {
  /// Seconds since 1970.
  public var time: Int64
  /// What comes: "closes on 31 August 2027".
  public var text: String
  /// To what; nil: to the whole club.
  public var resource: ResourceID?
  /// Within two months.
  public var isSoon: Bool

  public init(time: Int64, text: String, resource: ResourceID? = nil, now: Int64) {
    self.time = time
    self.text = text
    self.resource = resource
    isSoon = time - now <= 60 * 86_400
  }
}

/// A declared value that is not converged, or only in part: said, never silently ignored.
public struct NotManaged: Hashable, Sendable {
  /// `site.wordpress`
  public var path: String
  public var location: SourceLocation
  /// Why, and what happens instead, where there is more to say than that it is not converged yet.
  public var reason: String?

  public init(path: String, location: SourceLocation, reason: String? = nil) {
    self.path = path
    self.location = location
    self.reason = reason
  }
}

/// Whether live state is what the files say.
public enum SyncState: String, Sendable, CaseIterable {
  case synced = "Synced"
  case outOfSync = "OutOfSync"
  case unknown = "Unknown"
}

/// How a club is.
public enum HealthState: String, Sendable, CaseIterable {
  case healthy = "Healthy"
  case progressing = "Progressing"
  case degraded = "Degraded"
  case suspended = "Suspended"
  case missing = "Missing"
}
