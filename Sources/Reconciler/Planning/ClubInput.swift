public import Model
public import Spec

/// All that is known of one club when its plan is made.
public struct ClubInput: Sendable {
  /// What the repository says of the club.
  public enum Declaration: Sendable {
    /// The file, or its last good state when `errors` is not empty.
    case declared([Resource])
    /// The file is broken and there is no last good state: nothing is planned.
    case unreadable
    /// There is no file any more.
    case gone
  }

  public var id: String
  public var name: String
  public var declaration: Declaration
  public var errors: [Diagnostic]
  public var notManaged: [NotManaged]
  public var prune: Prune
  /// By service; a service that is missing here was not read.
  public var observations: [String: Observation]
  public var owned: [Owned]
  /// Names that were used and deleted: nobody inherits an identity.
  public var reserved: Set<String>
  /// Resources whose removal was part of a large one at the last look, by their full names.
  public var heldBefore: Set<String> = []
  /// The id that the club had before (`moved: {from: …}`): marks with it are this club's.
  public var formerIDs: Set<String>
  /// Whether the club had another id, as its file says, or the last good state of it.
  public var isMoved = false
  /// The club's id was used by one that left, and this one has nothing so far: who takes the id
  /// would take on the other one's history.
  public var takesUsedID = false
  /// Why this may be a club that is here under another id, of which the file says nothing.
  public var doubt: String?
  /// What the club's lifecycle comes to at this time; nil without a readable file.
  public var standing: Standing?
  /// When that changes by itself.
  public var upcoming: [Upcoming] = []
  /// What is declared is the last good state of a file that is broken now: no date ends anything.
  public var isOlderState = false
  /// Since when all that the club has is to go; seconds since 1970.
  public var overSince: Int64?
  /// What the file protects now, by kind; what it protected before, ``owned`` says.
  public var protects: [Kind: Protected] = [:]
  /// Whether the file protects the club as a whole.
  public var isProtected = false

  public init(
    id: String, name: String, declaration: Declaration, errors: [Diagnostic] = [],
    notManaged: [NotManaged] = [], prune: Prune, observations: [String: Observation],
    owned: [Owned], reserved: Set<String> = [], formerIDs: Set<String> = []
  ) {
    self.id = id
    self.name = name
    self.declaration = declaration
    self.errors = errors
    self.notManaged = notManaged
    self.prune = prune
    self.observations = observations
    self.owned = owned
    self.reserved = reserved
    self.formerIDs = formerIDs
  }
}

/// What the plan of every club depends on besides the club.
public struct PlanningContext: Sendable {
  /// Which held changes a person let through: all, all of some clubs, or single ones.
  public struct LetThrough: Sendable, Equatable {
    public var everything = false
    public var clubs: Set<String> = []
    /// Ids of changes.
    public var changes: Set<String> = []

    public init(clubs: Set<String> = [], changes: Set<String> = []) {
      self.clubs = clubs
      self.changes = changes
    }

    public static let nothing = LetThrough()
    public static var all: LetThrough {
      var all = LetThrough()
      all.everything = true
      return all
    }

    /// What is not ours goes for nobody's word, and neither does a club that would be emptied.
    public func includes(_ change: Change) -> Bool {
      if change.held?.by.yields == false { return false }
      return includes(change.action, of: change.resource)
    }

    func includes(_ action: Change.Action, of resource: ResourceID) -> Bool {
      everything || clubs.contains(resource.club)
        || changes.contains(Change.id(action, of: resource))
    }
  }

  public var policy: Policy
  /// How many removals wait for a person: the policy's, or a stricter one that was in force before.
  public var holdOver: Policy.HoldOver
  /// Seconds since 1970.
  public var now: Int64
  /// As `now`, but it does not jump: what a date deletes must be due by this time too.
  public var lived: Int64
  public var letThrough: LetThrough
  /// How many clubs own something, and how many of these have no file any more: over the whole
  /// fleet, even when only some clubs are planned.
  public var fleet: Removals
  /// Why it is not certain that a club without a file has left, such as a file that cannot be
  /// read and may be its own under a new name.
  public var fleetDoubt: String?
  /// Which club declares a host name (U-labels), over the whole fleet.
  public var hosts: [String: String]

  public init(
    policy: Policy, holdOver: Policy.HoldOver? = nil, now: Int64, letThrough: LetThrough = .nothing,
    fleet: Removals = Removals(removed: 0, owned: 0), fleetDoubt: String? = nil,
    hosts: [String: String] = [:], lived: Int64? = nil
  ) {
    self.policy = policy
    self.holdOver = holdOver ?? policy.holdOver
    self.hosts = hosts
    self.now = now
    self.lived = lived ?? now
    self.letThrough = letThrough
    self.fleet = fleet
    self.fleetDoubt = fleetDoubt
  }
}

/// How many of how many would go.
public struct Removals: Sendable, Equatable {
  public var removed: Int
  public var owned: Int

  public init(removed: Int, owned: Int) {
    self.removed = removed
    self.owned = owned
  }

  /// Whether so many removals wait for a person: `count` or more, or more than one and more than
  /// `percent` of what is owned.
  public func exceed(_ limit: Policy.HoldOver) -> Bool {
    removed >= limit.count || (removed > 1 && removed * 100 > limit.percent * owned)
  }
}
