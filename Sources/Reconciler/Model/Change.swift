public import Spec

/// One step from the observed state to the desired one.
public struct Change: Equatable, Sendable {
  /// What is done to the thing.
  public enum Action: String, Sendable, CaseIterable {
    case create
    case update
    case delete
    /// Takes over what exists and is declared; its fields are then as declared.
    case adopt
    /// Strikes from the inventory what is neither declared nor live any more.
    case forget

    /// When it is made: what makes and changes things first (0), then what is only struck from the
    /// inventory (1), then what deletes (2).
    public var phase: Int {
      switch self {
      case .create, .update, .adopt: 0
      case .forget: 1
      case .delete: 2
      }
    }
  }

  /// Why a change is needed at all.
  public enum Cause: String, Sendable {
    /// The files say something new.
    case revision
    /// The live state changed since it was last applied.
    case drift
    /// Time passed: a grace period ended.
    case time
  }

  /// One field's value before and after; nil where it has none, as before a create.
  public struct FieldChange: Equatable, Sendable {
    public var path: String
    public var before: Value?
    public var after: Value?
    /// Whether no report shows the values: they are encrypted in the repository.
    public var isConcealed: Bool

    public init(path: String, before: Value?, after: Value?, isConcealed: Bool = false) {
      self.path = path
      self.before = before
      self.after = after
      self.isConcealed = isConcealed
    }
  }

  public var action: Action
  public var resource: ResourceID
  public var fields: [FieldChange]
  /// What is wanted; nil for delete and forget.
  public var desired: Resource?
  /// Where the change comes from: the declaration, or the last one when it left the files.
  public var origin: SourceLocation?
  public var cause: Cause
  /// Plain words: "declared, not live".
  public var reason: String
  /// Why it is not made now; nil when it is.
  public var held: Hold?
  /// What would hold it if a person had not let it through.
  public var letThrough: Hold?
  /// It is made only when one of these was made before in the same pass; empty: in any case.
  public var needs: Set<ResourceID> = []
  /// What is taken along and has this name until then; nil for every other change.
  public var movesFrom: ResourceID?
  /// What somebody loses by it.
  public var loses: Holdings?

  public init(
    action: Action, resource: ResourceID, fields: [FieldChange] = [], desired: Resource? = nil,
    origin: SourceLocation?, cause: Cause, reason: String, held: Hold? = nil
  ) {
    self.action = action
    self.resource = resource
    self.fields = fields
    self.desired = desired
    self.origin = origin
    self.cause = cause
    self.reason = reason
    self.held = held
  }

  /// `chess/prosody/account/rose@chess.example#create`
  public var id: String { Self.id(action, of: resource) }

  public static func id(_ action: Action, of resource: ResourceID) -> String {
    "\(resource)#\(action.rawValue)"
  }
}

/// Why a change waits for a person.
public struct Hold: Hashable, Sendable {
  /// The rules that hold a change back; the raw value is their name in reports.
  public enum Guard: String, Sendable, CaseIterable {
    /// Too many removals at once.
    case removals = "hold-over"
    /// It is not certain that the club has left. Ends by itself when that is certain.
    case doubt
    case prune
    case protected
    case adopt
    /// The host holds what is not ours, or what cannot be read. Cannot be let through.
    case foreign
    case freeze
    /// The chat is placed on another server, and what is on the old one cannot be moved yet.
    /// Cannot be let through.
    case placement
    /// The name was somebody else's before.
    case reserved
    /// A date says so, and the machine has not lived until then.
    case clock
    /// The same thing is live in another service: its service has another name now. Cannot be let
    /// through.
    case renamed = "service-renamed"
    /// It has another name now, and cannot be taken along. Cannot be let through.
    case move
    /// Nobody else who is live and active could look after the club. Cannot be let through.
    case lastAdmin = "last-admin"

    /// Whether a person's word lets it through.
    public var yields: Bool {
      switch self {
      case .foreign, .placement, .renamed, .move, .lastAdmin: false
      case .clock, .doubt, .removals, .prune, .protected, .adopt, .freeze, .reserved: true
      }
    }
  }

  public var by: Guard
  /// Plain words, with what lets it through.
  public var message: String

  public init(by: Guard, message: String) {
    self.by = by
    self.message = message
  }
}
