/// What became of one change.
public enum Outcome: Sendable, Equatable {
  case applied
  case failed(ServiceFailure)
  /// Not tried, because something before it failed.
  case skipped
}

/// The world's failure, with advice.
public struct ServiceFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// Whether the same call is worth making again.
  public enum Retry: Sendable, Equatable {
    /// Worth trying again, with backoff.
    case later
    /// The same call will fail again until a person mends something.
    case never
  }

  /// A stable word: `unreachable`, `timeout`, `refused`, `not-ours`.
  public var code: String
  /// Plain words and what to do, without any secret.
  public var message: String
  public var retry: Retry

  public init(code: String, message: String, retry: Retry) {
    self.code = code
    self.message = message
    self.retry = retry
  }

  /// Nothing answered: what is there is not known.
  public static func unreachable(_ message: String) -> ServiceFailure {
    ServiceFailure(code: "unreachable", message: message, retry: .later)
  }

  /// The service as a whole did not answer as it should: nothing more is worth trying now.
  public var isOutage: Bool { ["unreachable", "timeout", "bad-answer"].contains(code) }

  public var description: String { message }
}

/// One thing that `allotment doctor` says about a service.
public struct Finding: Sendable, Equatable {
  public enum Severity: String, Sendable { case ok, warning, error }

  public var severity: Severity
  public var message: String
  /// The exact line to add or command to run.
  public var remedy: String?

  public init(_ severity: Severity, _ message: String, remedy: String? = nil) {
    self.severity = severity
    self.message = message
    self.remedy = remedy
  }
}
