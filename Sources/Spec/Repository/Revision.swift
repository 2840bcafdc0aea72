/// Which state of the repository something was read from or applied at.
///
/// Written `main@sha1:<40 hex>` for a commit, `worktree@sha256:<64 hex>` for a plain folder.
public struct Revision: Hashable, Sendable, CustomStringConvertible {
  public var description: String

  public init(_ text: String) { description = text }

  public static func commit(branch: String, sha1: String) -> Revision {
    Revision("\(branch)@sha1:\(sha1)")
  }

  public static func worktree(sha256: String) -> Revision { Revision("worktree@sha256:\(sha256)") }
}
