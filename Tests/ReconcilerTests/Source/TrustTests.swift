import Foundation
import Reconciler
import Source
import Spec
import TestSupport
import Testing

/// Which commits are taken. Git signs them, ssh-keygen made the keys.
@Suite(.timeLimit(.minutes(5)))
struct TrustTests {
  private let shop: GitWorkshop
  private let keys: SignerKeys

  init() throws {
    shop = try GitWorkshop()
    keys = try SignerKeys()
  }

  /// A repository whose first commit is not signed, and Ada's key, who may sign.
  private func prepare(options: String = "namespaces=\"git\" ") async throws -> CommitID {
    try await shop.makeRepository()
    let ada = try await keys.make("ada")
    _ = try await keys.make("mallory")
    try keys.allow("# who may sign", "ada@clubs.example \(options)\(ada)")
    return try await shop.head()
  }

  private func admit(
    _ commit: CommitID, after accepted: CommitID? = nil, allowed: CommitID? = nil,
    checked: Bool = true
  ) async throws -> String? {
    let clone = try shop.clone()
    _ = try await clone.fetch()
    let trust = SourceTrust(signers: checked ? keys.signers : nil)
    return try await trust.admit(
      commit, after: accepted, allowed: allowed, in: try #require(clone.objects))
  }

  @Test func `a commit that an allowed signer signed is taken, and its signer is named`()
    async throws
  {
    let first = try await prepare()
    let second = try await shop.commit("Two", signedWith: "ada", of: keys)
    let third = try await shop.commit("Three", signedWith: "ada", of: keys)
    #expect(try await admit(third, after: first) == "ada@clubs.example")
    #expect(try await admit(third, after: second) == "ada@clubs.example")
    #expect(try await admit(third) == "ada@clubs.example")
    let left = try FileManager.default.contentsOfDirectory(atPath: keys.folder.path)
    #expect(left.filter { $0.hasPrefix(".signature") }.isEmpty)
  }

  @Test func `a commit that is not signed, or by somebody else, is not taken`() async throws {
    let first = try await prepare()
    let unsigned = try await shop.commit("No signature", allowEmpty: true)
    let failure = try await sourceFailure { try await admit(unsigned, after: first) }
    #expect(failure.code == .notTrusted)
    #expect(failure.message.contains("is not signed"))
    #expect(failure.message.contains("Rose Hill <rose@mail.example>"))
    let foreign = try await shop.commit("Mallory's", signedWith: "mallory", of: keys)
    #expect(try await sourceFailure { try await admit(foreign) }.code == .notTrusted)
  }

  @Test func `a signed tip does not cover an unsigned commit below it`() async throws {
    let first = try await prepare()
    let unsigned = try await shop.commit("Smuggled", allowEmpty: true)
    let tip = try await shop.commit("On top", signedWith: "ada", of: keys)
    let failure = try await sourceFailure { try await admit(tip, after: first) }
    #expect(failure.code == .notTrusted)
    #expect(failure.message.contains(unsigned.short))
    // What lies before the last commit that was taken was looked at then.
    #expect(try await admit(tip, after: unsigned) == "ada@clubs.example")
  }

  @Test func `a signature of another commit does not count`() async throws {
    _ = try await prepare()
    let signed = try await shop.commit("Signed", signedWith: "ada", of: keys)
    let text = try await shop.git("cat-file", "commit", signed.hex)
    let forged = text.replacingOccurrences(of: "Signed", with: "Forged") + "\n"
    try shop.write("work/forged", forged)
    let id = try await shop.git("hash-object", "-t", "commit", "-w", "forged")
    try await shop.git("reset", "-q", "--hard", id)
    let commit = try #require(CommitID(id))
    #expect(try await sourceFailure { try await admit(commit) }.code == .notTrusted)
  }

  @Test func `a signature in a form that is not SSH's is refused with a hint`() async throws {
    let first = try await prepare()
    let tree = try await shop.git("rev-parse", "\(first.hex)^{tree}")
    let who = "Rose Hill <rose@mail.example> 1700000000 +0000"
    try shop.write(
      "work/pgp",
      """
      tree \(tree)
      parent \(first.hex)
      author \(who)
      committer \(who)
      gpgsig -----BEGIN PGP SIGNATURE-----
       
       iHUEABYIAB0WIQ
       -----END PGP SIGNATURE-----

      With PGP

      """)
    let id = try await shop.git("hash-object", "-t", "commit", "-w", "pgp")
    try await shop.git("reset", "-q", "--hard", id)
    let commit = try #require(CommitID(id))
    let failure = try await sourceFailure { try await admit(commit) }
    #expect(failure.code == .notTrusted)
    #expect(failure.message.contains("gpg.format=ssh"))
  }

  @Test(arguments: [
    "valid-before=\"20200101\" ", "valid-after=\"20990101\" ", "namespaces=\"file\" ",
  ])
  func `a key that is not allowed at that time or for that use does not count`(options: String)
    async throws
  {
    _ = try await prepare(options: options)
    let commit = try await shop.commit("Signed", signedWith: "ada", of: keys)
    #expect(try await sourceFailure { try await admit(commit) }.code == .notTrusted)
  }

  @Test func `without the file of signers nothing is taken`() async throws {
    _ = try await prepare()
    let commit = try await shop.commit("Signed", signedWith: "ada", of: keys)
    try keys.allow()
    #expect(try await sourceFailure { try await admit(commit) }.code == .notTrusted)
    try await output(of: Command("rm", [keys.file]))
    #expect(try await sourceFailure { try await admit(commit) }.code == .credentialsUnreadable)
  }

  @Test func `a branch that was set back is held until a person lets it through`() async throws {
    _ = try await prepare()
    let older = try await shop.commit("Older", signedWith: "ada", of: keys)
    let newer = try await shop.commit("Newer", signedWith: "ada", of: keys)
    for checked in [true, false] {
      let failure = try await sourceFailure {
        try await admit(older, after: newer, checked: checked)
      }
      #expect(failure.code == .rolledBack)
      #expect(failure.message.contains("allotment approve \(older.hex)"))
      let signer = try await admit(older, after: newer, allowed: older, checked: checked)
      #expect(signer == (checked ? "ada@clubs.example" : nil))
    }
  }

  @Test func `a branch that was set back is let through once`() async throws {
    let old = try await prepare()
    let source = GitFleetSource(repository: try shop.clone())
    var known = try await source.fetch(after: nil)?.revision
    for round in 1...2 {
      _ = try await shop.commit("Newer \(round)", allowEmpty: true)
      known = try #require(try await source.fetch(after: known)).revision
      try await shop.git("reset", "-q", "--hard", old.hex)
      let before = known
      // Nothing is let through before it was refused, and nothing else is.
      #expect(await source.refused() == nil)
      #expect(await !source.allow(old.hex))
      let failure = try await sourceFailure { try await source.fetch(after: before)?.author ?? "" }
      #expect(failure.code == .rolledBack)
      #expect(await source.refused() == old.hex)
      #expect(await !source.allow(String(repeating: "0", count: 40)))
      #expect(await source.allow(old.hex))
      known = try #require(try await source.fetch(after: known)).revision
      #expect(known?.description.hasSuffix(old.hex) == true)
    }
  }

  @Test func `what was applied last counts when the clone does not know it`() async throws {
    let old = try await prepare()
    let newer = try await shop.commit("Newer", allowEmpty: true)
    let applied = Revision.commit(branch: "main", sha1: newer.hex)
    try await shop.git("reset", "-q", "--hard", old.hex)
    let forgetful = GitFleetSource(repository: try shop.clone(), applied: applied)
    let failure = try await sourceFailure { try await forgetful.fetch(after: nil)?.author ?? "" }
    #expect(failure.code == .rolledBack)
    // Nor when it took an older one, and `apply` a newer one since then.
    let clone = try shop.clone()
    _ = try await clone.fetch()
    try clone.accept(old)
    let behind = GitFleetSource(repository: try shop.clone(), applied: applied)
    #expect(
      try await sourceFailure { try await behind.fetch(after: nil)?.author ?? "" }.code
        == .rolledBack)
    // A person lets that through once, and it is the last one then.
    #expect(await behind.allow(old.hex))
    #expect(try await behind.fetch(after: nil)?.revision.commit(of: "main") == old)
    #expect(try await behind.fetch(after: nil)?.revision.commit(of: "main") == old)
    // Nobody signed what came between.
    try await output(of: Command("rm", ["-rf", "\(shop.path)/data"]))
    try await shop.git("reset", "-q", "--hard", newer.hex)
    _ = try await shop.commit("Unsigned", allowEmpty: true)
    _ = try await shop.commit("Signed", signedWith: "ada", of: keys)
    let trust = SourceTrust(signers: keys.signers)
    let checking = GitFleetSource(repository: try shop.clone(), trust: trust, applied: applied)
    let unsigned = try await sourceFailure { try await checking.fetch(after: nil)?.author ?? "" }
    #expect(unsigned.code == .notTrusted)
    // What is no commit of this branch says nothing.
    #expect(Revision.worktree(sha256: newer.hex).commit(of: "main") == nil)
    #expect(applied.commit(of: "other") == nil)
  }

  @Test func `a commit that is not signed cannot be let through`() async throws {
    let first = try await prepare()
    let source = GitFleetSource(
      repository: try shop.clone(), trust: SourceTrust(signers: keys.signers))
    let failure = try await sourceFailure { try await source.fetch(after: nil)?.author ?? "" }
    #expect(failure.code == .notTrusted)
    #expect(await source.refused() == nil)
    #expect(await !source.allow(first.hex))
  }

  @Test func `a rewritten branch is held while signatures are checked`() async throws {
    _ = try await prepare()
    let base = try await shop.commit("Base", signedWith: "ada", of: keys)
    let lost = try await shop.commit("Lost", signedWith: "ada", of: keys)
    let clone = try shop.clone()
    _ = try await clone.fetch()
    try await shop.git("reset", "-q", "--hard", base.hex)
    let other = try await shop.commit("Other", signedWith: "ada", of: keys)
    #expect(try await sourceFailure { try await admit(other, after: lost) }.code == .rolledBack)
    #expect(
      try await admit(other, after: lost, allowed: other) == "ada@clubs.example")
    #expect(try await admit(other, after: lost, checked: false) == nil)
  }

  @Test func `the commit that was taken last outlives the clone`() async throws {
    let first = try await prepare()
    let clone = try shop.clone()
    _ = try await clone.fetch()
    #expect(try clone.accepted() == nil)
    try clone.accept(first)
    #expect(try shop.clone().accepted()?.commit == first)
    // Of another branch nothing was taken.
    #expect(try shop.clone(shop.source(.branch("other"))).accepted() == nil)
    let file = try #require(shop.names(in: "data").first { $0.hasPrefix("accepted-") })
    try shop.write("data/\(file)", "nonsense\n")
    let failure = try await sourceFailure { try shop.clone().accepted()?.commit.hex ?? "" }
    #expect(failure.code == .unreadable)
  }
}
