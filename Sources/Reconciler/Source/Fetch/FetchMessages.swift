/// What the fetching process is asked, on its standard input: one line of JSON.
///
/// It travels by a pipe and never as arguments, which every user of a machine can read.
public struct FetchRequest: Hashable, Sendable, Codable {
  public enum Operation: String, Hashable, Sendable, Codable {
    /// Bring what is new into the clone.
    case fetch
    /// Bring all into a new clone beside it.
    case clone
  }

  public var operation: Operation
  public var source: GitSource
  /// The directory that holds the clone.
  public var directory: String
  /// The object that the reference stood at last time.
  public var known: String?
  /// The commit of last time, to tell whether history went on from it.
  public var previous: CommitID?
  /// Whole seconds until the process ends itself, should its parent be gone.
  public var deadline: Int
  public var maximumBytes: Int
  public var maximumObjects: Int
}

/// What the fetching process answers, on its standard output: one JSON object.
public enum FetchAnswer: Hashable, Sendable, Codable {
  case found(Found)
  case failed(SourceFailure)

  public struct Found: Hashable, Sendable, Codable {
    /// The object that the reference stands at: a commit, or an annotated tag.
    public var tip: String
    /// The commit that it leads to.
    public var commit: CommitID?
    /// Is `commit` built upon `previous`? Nil without a previous one.
    public var descends: Bool?
    public var receivedBytes = 0
    public var receivedObjects = 0
    /// The reference of the server that was taken, such as `refs/heads/main`.
    public var reference: String
  }
}
