/// A club is left alone for a while.
public struct Pause: Sendable, Equatable {
  /// Seconds since 1970; nil until somebody resumes it.
  public var until: Int64?
  public var reason: String
  /// Who asked for it; empty where that is not shown.
  public var by: String

  public init(until: Int64?, reason: String, by: String) {
    self.until = until
    self.reason = reason
    self.by = by
  }
}
