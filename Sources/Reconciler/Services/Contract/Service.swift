public import Model
public import Spec

/// A live system that clubs are converged on: Prosody, ejabberd, Caddy, Galène.
///
/// The first two are pure: how a club becomes this service's resources. The others talk to
/// the live system. They do not throw for a club's sake: one club's failure is one club's failure.
public protocol Service: Sendable {
  /// The name in the agent's own file, which placements use.
  var name: String { get }

  /// What the club's file wants here.
  func desired(for club: DeclaredClub) -> [Resource]

  /// What the club declares for this sort of service that this version does not converge yet.
  func notManaged(for club: DeclaredClub) -> [NotManaged]

  /// Which of a club's protections holds things of this kind; nil: none by itself.
  func protection(of kind: Kind) -> Protected?

  /// One hash for each club, of all that ``observe(_:)`` would show; equal hashes mean that
  /// nothing changed. Clubs that it cannot speak for are absent. `cold` reads everything anew.
  func sweep(_ scopes: [Scope], cold: Bool) async throws(ServiceFailure) -> Sweep

  /// The hashes of these few clubs alone, at no more cost than theirs.
  func digests(of scopes: [Scope]) async throws(ServiceFailure) -> [String: String]

  /// Reads the live state of these clubs, whole or not at all.
  func observe(_ scopes: [Scope]) async -> [String: Observation]

  /// Clubs whose changes it takes at the same time. A service that gathers what several clubs
  /// change wants many.
  var width: Int { get }

  /// Makes the changes of one club in order; one outcome a change, in the same order. After a
  /// failure, changes that need the failed one are `.skipped`.
  func apply(_ changes: [Change], of club: String, from content: (any RepositoryContent)?) async
    -> [Outcome]

  /// Whether the service can be reached and is set up as it must be.
  func diagnose() async -> [Finding]
}

/// A club together with what its files bring besides the YAML.
public struct DeclaredClub: Sendable, Equatable {
  public var hosted: HostedClub
  /// The git tree of the club's static site.
  public var siteTree: ContentID?
  /// Domains (U-labels) of this provider's clubs whose chat is on another service.
  public var peers: Set<String>

  public init(hosted: HostedClub, siteTree: ContentID? = nil, peers: Set<String> = []) {
    self.hosted = hosted
    self.siteTree = siteTree
    self.peers = peers
  }
}

/// What to look at for one club in one service: what it declares or owns there, of those kinds
/// whose names are hosts (``Kind/namesHost``).
public struct Scope: Sendable, Equatable {
  public var club: String
  public var resources: Set<ResourceID>

  public init(club: String, resources: Set<ResourceID>) {
    self.club = club
    self.resources = resources
  }
}

/// What a cheap look at many clubs of a service shows.
public struct Sweep: Sendable, Equatable {
  /// By club.
  public var digests: [String: String]
  /// Live things that belong to none of the clubs asked for; with their mark when they carry one.
  public var unmanaged: [Unmanaged]

  public init(digests: [String: String], unmanaged: [Unmanaged] = []) {
    self.digests = digests
    self.unmanaged = unmanaged
  }
}

extension Service {
  public var width: Int { 4 }

  public func protection(of kind: Kind) -> Protected? { nil }

  public func digests(of scopes: [Scope]) async throws(ServiceFailure) -> [String: String] {
    try await sweep(scopes, cold: false).digests
  }
}
