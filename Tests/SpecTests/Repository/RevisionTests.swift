import Spec
import Testing

/// A revision, as people write it.
struct RevisionTests {
  private static let digits = "0123456789abcdef0123456789abcdef01234567"
  private static let revision = Revision.commit(branch: "main", sha1: digits)

  @Test(arguments: [
    "main@sha1:\(digits)", "main@0123456789ab", "main@sha1:0123456", digits, "0123456",
    "0123456789ABCDEF",
  ])
  func `it is meant by all of it, and by seven digits or more`(text: String) {
    #expect(Self.revision.isMeant(by: text) == true)
  }

  @Test(arguments: [
    "trunk@0123456789ab", "main@sha256:0123456", "1123456", "main@1123456", digits + "0",
    "main@sha1:012345", "worktree@sha256:\(digits)",
  ])
  func `another one is another one`(text: String) {
    #expect(Self.revision.isMeant(by: text) == false)
  }

  @Test(arguments: [
    "", "012345", "main", "main@012345", "friday", "0123456 ", "main@", "@", "٠١٢٣٤٥٦",
  ])
  func `what is none is told from another one`(text: String) {
    #expect(Self.revision.isMeant(by: text) == nil)
  }

  @Test func `a folder has one, too, and no commit`() {
    let folder = Revision.worktree(sha256: String(repeating: "ab", count: 32))
    #expect(folder.isMeant(by: "worktree@abababababab") == true)
    #expect(folder.commit(abbreviatedBy: "abababa") == nil)
    #expect(Self.revision.commit(abbreviatedBy: "main@0123456789AB") == "0123456789ab")
    #expect(Self.revision.commit(abbreviatedBy: Self.digits) == nil)
  }
}
