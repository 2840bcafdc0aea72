public import Spec

/// What a fetch has brought.
public struct FetchResult: Hashable, Sendable {
  /// How the reference moved since the last fetch.
  public enum Movement: String, Hashable, Sendable {
    /// There was no earlier fetch of this source.
    case first
    case unchanged
    /// `current` is built upon `previous`.
    case forward
    /// History was rewritten (a force-push): `current` is not built upon `previous`.
    case rewritten
  }

  /// Such as `main@sha1:…`.
  public var revision: Revision
  public var current: CommitID
  /// The commit of the last fetch, by this process or an earlier one.
  public var previous: CommitID?
  public var movement: Movement
  public var receivedBytes: Int
  public var receivedObjects: Int
}

extension FetchResult.Movement {
  init(from previous: CommitID?, to current: CommitID, descends: Bool?) {
    guard let previous else {
      self = .first
      return
    }
    if previous == current {
      self = .unchanged
    } else {
      self = descends == true ? .forward : .rewritten
    }
  }
}
