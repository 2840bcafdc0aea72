/// What a service showed of one club.
///
/// Unavailable is not empty: there is no way to read "nothing there" out of a read that failed.
public enum Observation: Equatable, Sendable {
  /// Every resource of the club in this service was seen.
  case complete([ObservedResource])
  /// Nothing can be said; `reason` is in plain words: "connection refused".
  case unavailable(reason: String)
}

/// A live thing that nobody's file asks for and that is not ours: reported and left alone.
public struct Unmanaged: Hashable, Sendable {
  public var service: String
  public var kind: String
  public var name: String
  /// The club whose mark it carries, although that club neither declares nor owns it: its file or
  /// the inventory was lost.
  public var mark: String?

  public init(service: String, kind: String, name: String, mark: String? = nil) {
    self.service = service
    self.kind = kind
    self.name = name
    self.mark = mark
  }
}
