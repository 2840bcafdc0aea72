/// What a command asks of whoever holds the data directory: this process, or a running agent over
/// its control socket. Both answer with the same text and exit code.
public struct ControlRequest: Codable, Sendable, Equatable {
  public enum Command: String, Codable, Sendable, CaseIterable {
    case plan, drift, apply, approve, reconcile, pause, resume, erase
  }

  public enum Format: String, Codable, Sendable, CaseIterable {
    case text, json, markdown
  }

  public var command: Command
  /// Empty: all clubs.
  public var clubs: [String] = []
  public var format: Format = .text
  public var colour = false
  /// Show every change, however many.
  public var verbose = false
  /// `apply`: let what is held through, for this revision.
  public var allowHeld = false
  /// `plan`: the reply brings the plan as a file (``ControlReply/saved``).
  public var saves = false
  /// `apply`: do what this plan shows, or nothing and end with 7. Nil: what is due.
  public var plan: SavedPlan?
  /// `approve`: ids of held changes, or a commit to which the branch was set back.
  public var changes: [String] = []
  /// `approve`: while the agent is at this revision, as a person writes it (``Spec/Revision``). Nil:
  /// at whichever it is.
  public var revision: String?
  /// `pause`: seconds since 1970.
  public var until: Int64?
  /// `pause`.
  public var reason = ""
  /// `erase`: a member's id.
  public var member: String?
  /// Who asks: a user name. Over the control socket the agent asks the kernel instead, and only root
  /// may name somebody besides.
  public var by = ""

  public init(_ command: Command) { self.command = command }
}

/// What a command prints, and the code that it ends with.
public struct ControlReply: Codable, Sendable, Equatable {
  /// As `allotment --help` lists them: 0 when all is in sync, 2 when there are differences, …
  public var exitCode: Int32
  /// For standard output.
  public var output: String
  /// For standard error.
  public var problems: String
  /// Of a plan that was to be saved: the text of its file.
  public var saved: String?

  public init(exitCode: Int32, output: String = "", problems: String = "") {
    self.exitCode = exitCode
    self.output = output
    self.problems = problems
  }
}

/// Whoever answers control requests.
public protocol ControlHandler: Sendable {
  func handle(_ request: ControlRequest) async -> ControlReply
}
