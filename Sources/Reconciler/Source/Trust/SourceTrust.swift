import Glibc

/// What a new commit must be before it is taken.
public struct SourceTrust: Sendable, Hashable {
  /// Commits that are looked at together.
  private static let limit = 1_000
  /// Seconds that a commit may be dated before the one that it is built upon: a day. Honest clocks
  /// differ by minutes, and by 14 hours at most where one shows local time for UTC.
  private static let tolerance: Int64 = 86_400

  /// Nil: signatures are not checked.
  public var signers: AllowedSigners?

  public init(signers: AllowedSigners? = nil) { self.signers = signers }

  /// Whether `commit` may take the place of `accepted`, the last commit that was taken.
  ///
  /// A branch that was set back to an older commit is held: the older commit is signed as well,
  /// and would undo all that came after it. While signatures are checked the same holds for any
  /// commit that is not built upon the last one.
  ///
  /// Signatures are checked for the time that a commit says of itself. So that a key that is no
  /// longer valid is not made valid again by an older date, time must go on from commit to commit.
  ///
  /// - Parameters:
  ///   - accepted: nil before the first one: then the commit alone is looked at.
  ///   - allowed: a commit that a person let through all the same. It must be signed.
  ///   - now: seconds since 1970; nil: the machine's clock.
  /// - Returns: who signed it; nil when nobody asks.
  /// - Throws: `rolled-back`, `not-trusted` or `backdated`.
  public func admit(
    _ commit: CommitID, after accepted: CommitID?, allowed: CommitID? = nil,
    in objects: GitObjects, now: Int64? = nil
  ) async throws(SourceFailure) -> String? {
    if let accepted, accepted != commit, allowed != commit {
      try refuseRollback(to: commit, from: accepted, in: objects)
    }
    guard let signers else { return nil }
    let signer = try await signers.signer(of: commit, in: objects)
    // Its date was looked at when it was taken.
    if accepted == commit { return signer }
    let now = now ?? Int64(time(nil))
    if allowed != commit { try refuseBackdating(of: commit, below: commit, now, in: objects) }
    guard let accepted, try objects.contains(accepted) else { return signer }
    let new = try objects.history(since: accepted, to: commit, limit: Self.limit + 1)
    guard new.count <= Self.limit else {
      throw SourceFailure(
        .notTrusted,
        "more than \(Self.limit) commits came at once since \(accepted.short): their signatures "
          + "are not checked; push fewer at a time")
    }
    for info in new where info.id != commit {
      _ = try await signers.signer(of: info.id, in: objects)
      if allowed != commit { try refuseBackdating(of: info.id, below: commit, now, in: objects) }
    }
    return signer
  }

  /// The newest of the parents counts. One that is dated in the future counts as made just now:
  /// whoever has a right clock can go on from it.
  ///
  /// - Parameter tip: what a person can let through.
  /// - Throws: `backdated`.
  private func refuseBackdating(
    of commit: CommitID, below tip: CommitID, _ now: Int64, in objects: GitObjects
  ) throws(SourceFailure) {
    guard let newest = try objects.parentTimes(of: commit).max() else { return }
    let time = try objects.commitTime(commit)
    guard time < min(newest, now) - Self.tolerance else { return }
    throw SourceFailure(
      .backdated,
      "commit \(commit.short) is dated \(day(time)), and what it is built upon \(day(newest)): set "
        + "the clock right and commit anew (git commit --amend --no-edit); "
        + "`allotment approve \(tip.hex)` lets \(tip.short) through")
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
  public var isDistrust: Bool { [.notTrusted, .rolledBack, .backdated].contains(code) }

  /// A person can let the commit through all the same.
  public var yieldsToApproval: Bool { [.rolledBack, .backdated].contains(code) }
}

/// `YYYY-MM-DD`, in UTC.
private func day(_ time: Int64) -> String {
  var seconds = time_t(time)
  var parts = tm()
  gmtime_r(&seconds, &parts)
  let numbers = [Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)]
  return numbers.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: "-")
}
