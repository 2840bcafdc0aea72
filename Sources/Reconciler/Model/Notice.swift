public import Spec

/// What those are told whom agent.yaml names under `notify`.
public struct Notice: Equatable, Sendable {
  public typealias Event = AgentConfiguration.Notification.Event

  /// What a notice is about.
  public enum Subject: Hashable, Sendable {
    case club(String)
    /// A live system, which many clubs may wait for: one notice for all of them.
    case service(String)
    /// The provider's repository as such.
    case repository
    /// provider.yaml, and files of no club.
    case provider
  }

  public var event: Event
  /// What has ended; only with `recovered`.
  public var ended: Event?
  public var subject: Subject
  /// For people: the club's name, or the service's.
  public var name: String
  /// One CamelCase word for machines, as of a ``Condition``: `RemovalsHeld`.
  public var condition: String
  public var message: String
  public var revision: Revision?
  /// Who wrote the commit.
  public var author: String?
  /// Seconds since 1970.
  public var time: Int64
  /// When it began, in seconds since 1970; only with `recovered`.
  public var since: Int64?

  public init(
    event: Event, ended: Event? = nil, subject: Subject, name: String, condition: String,
    message: String, revision: Revision?, author: String? = nil, time: Int64, since: Int64? = nil
  ) {
    self.event = event
    self.ended = ended
    self.subject = subject
    self.name = name
    self.condition = condition
    self.message = message
    self.revision = revision
    self.author = author
    self.time = time
    self.since = since
  }
}

extension Notice.Subject: CustomStringConvertible {
  /// `club/chess`, `service/prosody`, `repository`, `provider`.
  public var description: String {
    switch self {
    case .club(let id): "club/\(id)"
    case .service(let name): "service/\(name)"
    case .repository: "repository"
    case .provider: "provider"
    }
  }

  /// Nil for what is no ``description``.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1)
    switch (parts.first, parts.count) {
    case ("club", 2): self = .club(String(parts[1]))
    case ("service", 2): self = .service(String(parts[1]))
    case ("repository", 1): self = .repository
    case ("provider", 1): self = .provider
    default: return nil
    }
  }
}

/// A trouble that was told: it is not told again before it is another one, or has ended.
public struct Told: Equatable, Sendable {
  public struct Key: Hashable, Sendable {
    public var subject: Notice.Subject
    /// `drift`, `held` or `failed`.
    public var event: Notice.Event

    public init(_ subject: Notice.Subject, _ event: Notice.Event) {
      self.subject = subject
      self.event = event
    }
  }

  public var key: Key
  public var condition: String
  /// The revision, or what else tells two troubles of one condition apart.
  public var revision: String
  /// Seconds since 1970.
  public var since: Int64
  /// False: it has ended already, and is remembered so that it is not told too often.
  public var isOpen: Bool
  /// Of what the subject's own files held, and of what was said; nil where nobody knows.
  public var about: Fingerprint?

  public init(
    _ key: Key, condition: String, revision: String, since: Int64, isOpen: Bool,
    about: Fingerprint? = nil
  ) {
    self.key = key
    self.condition = condition
    self.revision = revision
    self.since = since
    self.isOpen = isOpen
    self.about = about
  }
}

/// What is to be written down together with the status that it comes from.
public struct Telling: Equatable, Sendable {
  /// A notice for one of those who are told.
  public struct Addressed: Equatable, Sendable {
    public var receiver: String
    public var notice: Notice

    public init(_ notice: Notice, to receiver: String) {
      self.receiver = receiver
      self.notice = notice
    }
  }

  public var remembered: [Told.Key: Told] = [:]
  public var forgotten: Set<Told.Key> = []
  public var notices: [Addressed] = []

  public init() {}

  public var isEmpty: Bool { remembered.isEmpty && forgotten.isEmpty && notices.isEmpty }
}
