import Reconciler
import Source
import TestSupport
import Testing

/// A key that is no longer valid is not made valid by a commit that says it is old.
@Suite(.timeLimit(.minutes(5)))
struct BackdatingTests {
  private static let day: Int64 = 86_400
  /// 2026-11-30, 12:00 UTC.
  private static let now: Int64 = 1_796_040_000

  private let shop: GitWorkshop
  private let keys: SignerKeys

  init() throws {
    shop = try GitWorkshop()
    keys = try SignerKeys()
  }

  /// A commit of Ada's, a day old. Bea's key was valid until the beginning of 2026.
  private func prepare() async throws -> CommitID {
    try await shop.makeRepository()
    let ada = try await keys.make("ada")
    let bea = try await keys.make("bea")
    try keys.allow(
      "ada@clubs.example \(ada)", "bea@clubs.example valid-before=\"20260101\" \(bea)")
    try await shop.git("commit", "-q", "--amend", "--no-edit", time: Self.now - 2 * Self.day)
    return try await commit("ada", daysAgo: 1)
  }

  private func commit(_ signer: String, daysAgo days: Int64) async throws -> CommitID {
    try await shop.commit(
      "By \(signer)", signedWith: signer, of: keys, time: Self.now - days * Self.day)
  }

  private func admit(
    _ commit: CommitID, after accepted: CommitID?, allowed: CommitID? = nil
  ) async throws -> String? {
    let clone = try shop.clone()
    _ = try await clone.fetch()
    return try await SourceTrust(signers: keys.signers).admit(
      commit, after: accepted, allowed: allowed, in: try #require(clone.objects), now: Self.now)
  }

  @Test func `a key that is no longer valid is not made valid by an older date`() async throws {
    let accepted = try await prepare()
    let honest = try await commit("bea", daysAgo: 0)
    #expect(
      try await sourceFailure { try await admit(honest, after: accepted) }.code == .notTrusted)
    try await shop.git("reset", "-q", "--hard", accepted.hex)
    let backdated = try await commit("bea", daysAgo: 500)
    let failure = try await sourceFailure { try await admit(backdated, after: accepted) }
    #expect(failure.code == .backdated)
    #expect(failure.isDistrust)
    #expect(failure.message.contains("is dated 2025-07-18"))
    #expect(failure.message.contains("built upon 2026-11-29"))
    #expect(failure.message.contains("git commit --amend"))
    // Nor is it before the first commit was taken.
    #expect(try await sourceFailure { try await admit(backdated, after: nil) }.code == .backdated)
  }

  @Test func `a backdated commit is not hidden below another, nor by a merge`() async throws {
    let accepted = try await prepare()
    let backdated = try await commit("bea", daysAgo: 500)
    let tip = try await commit("ada", daysAgo: 0)
    let hidden = try await sourceFailure { try await admit(tip, after: accepted) }
    #expect(hidden.code == .backdated)
    #expect(hidden.message.contains(backdated.short))
    #expect(hidden.message.contains("allotment approve \(tip.hex)"))

    // Bea's own branch began long ago; what joins it with what was taken is dated like that too.
    try await shop.git("checkout", "-q", "--orphan", "old")
    _ = try await commit("bea", daysAgo: 501)
    try await shop.git(
      "-c", "gpg.format=ssh", "-c", "user.signingkey=\(keys.folder("bea"))", "merge", "-q", "-S",
      "--allow-unrelated-histories", "-s", "ours", "-m", "Joined", accepted.hex,
      time: Self.now - 500 * Self.day)
    let joined = try await shop.head()
    try await shop.git("checkout", "-q", "-B", "main", joined.hex)
    #expect(try await sourceFailure { try await admit(joined, after: accepted) }.code == .backdated)
  }

  @Test func `clocks that differ by less than a day do not matter`() async throws {
    let accepted = try await prepare()
    let slow = try await shop.commit(
      "Slow", signedWith: "ada", of: keys, time: Self.now - 2 * Self.day + 60)
    #expect(try await admit(slow, after: accepted) == "ada@clubs.example")
  }

  @Test func `older work that is merged now is taken`() async throws {
    let accepted = try await prepare()
    try await shop.git("checkout", "-q", "-b", "side", "HEAD~1")
    _ = try await shop.commit(
      "Older", signedWith: "ada", of: keys, time: Self.now - 2 * Self.day)
    try await shop.git("checkout", "-q", "main")
    try await shop.git(
      "-c", "gpg.format=ssh", "-c", "user.signingkey=\(keys.folder("ada"))", "merge", "-q", "-S",
      "--no-ff", "-m", "Merged", "side", time: Self.now)
    #expect(try await admit(try await shop.head(), after: accepted) == "ada@clubs.example")
  }

  @Test func `who has a right clock goes on from a commit that is dated in the future`()
    async throws
  {
    let accepted = try await prepare()
    let ahead = try await commit("ada", daysAgo: -400)
    #expect(try await admit(ahead, after: accepted) == "ada@clubs.example")
    let next = try await commit("ada", daysAgo: 0)
    #expect(try await admit(next, after: ahead) == "ada@clubs.example")
    let backdated = try await commit("bea", daysAgo: 500)
    #expect(try await sourceFailure { try await admit(backdated, after: ahead) }.code == .backdated)
  }

  @Test func `a person lets a commit with an old date through, and it stays taken`() async throws {
    let accepted = try await prepare()
    let old = try await commit("ada", daysAgo: 30)
    #expect(try await sourceFailure { try await admit(old, after: accepted) }.code == .backdated)
    #expect(try await admit(old, after: accepted, allowed: old) == "ada@clubs.example")
    #expect(try await admit(old, after: old) == "ada@clubs.example")
  }
}
