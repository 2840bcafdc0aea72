/// What a new commit must be before it is taken.
public struct SourceTrust: Sendable, Hashable {
  /// Commits that are looked at together.
  private static let limit = 1_000

  /// Nil: signatures are not checked.
  public var signers: AllowedSigners?

  public init(signers: AllowedSigners? = nil) { self.signers = signers }

  /// Whether `commit` may take the place of `accepted`, the last commit that was taken.
  ///
  /// A branch that was set back to an older commit is held: the older commit is signed as well,
  /// and would undo all that came after it. While signatures are checked the same holds for any
  /// commit that is not built upon the last one.
  ///
  /// - Parameter allowed: a commit that a person let through all the same.
  /// - Returns: who signed it; nil when nobody asks.
  /// - Throws: `rolled-back` or `not-trusted`.
  public func admit(
    _ commit: CommitID, after accepted: CommitID?, allowed: CommitID? = nil, in objects: GitObjects
  ) async throws(SourceFailure) -> String? {
    if let accepted, accepted != commit, allowed != commit {
      try refuseRollback(to: commit, from: accepted, in: objects)
    }
    guard let signers else { return nil }
    let signer = try await signers.signer(of: commit, in: objects)
    guard let accepted, accepted != commit, try objects.contains(accepted) else { return signer }
    let new = try objects.history(since: accepted, to: commit, limit: Self.limit + 1)
    guard new.count <= Self.limit else {
      throw SourceFailure(
        .notTrusted,
        "more than \(Self.limit) commits came at once since \(accepted.short): their signatures "
          + "are not checked; push fewer at a time")
    }
    for info in new where info.id != commit {
      _ = try await signers.signer(of: info.id, in: objects)
    }
    return signer
  }

  /// - Throws: `rolled-back`.
  package func refuseRollback(
    to commit: CommitID, from accepted: CommitID, in objects: some CommitHistory
  ) throws(SourceFailure) {
    guard try objects.contains(accepted) else {
      throw SourceFailure(
        .rolledBack,
        "the branch no longer holds \(accepted.short), the commit that was taken last; "
          + "`allotment approve \(commit.hex)` lets \(commit.short) through")
    }
    if try objects.descends(accepted, from: commit) {
      throw SourceFailure(
        .rolledBack,
        "the branch was set back from \(accepted.short) to the older \(commit.short); "
          + "`allotment approve \(commit.hex)` lets this through")
    }
    if signers != nil, try !objects.descends(commit, from: accepted) {
      throw SourceFailure(
        .rolledBack,
        "the branch was rewritten: \(commit.short) is not built upon \(accepted.short); "
          + "`allotment approve \(commit.hex)` lets this through")
    }
  }
}

/// Which commit was built upon which.
package protocol CommitHistory {
  /// Whether the commit is at hand.
  func contains(_ commit: CommitID) throws(SourceFailure) -> Bool
  /// Whether `ancestor` is the same commit as `commit`, or one that it was built upon.
  func descends(_ commit: CommitID, from ancestor: CommitID) throws(SourceFailure) -> Bool
}

extension GitObjects: CommitHistory {}

extension SourceFailure {
  /// The repository was read, and what it holds is not taken.
  public var isDistrust: Bool { code == .notTrusted || code == .rolledBack }
}
