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

  /// Whether a person who writes `text` means this revision: the whole of it, as a plan shows it
  /// (`main@0123456789ab`), or so many of its commit's digits, seven at least. Nil when the text
  /// cannot be a revision.
  public func isMeant(by text: String) -> Bool? {
    if text == description { return true }
    let (name, algorithm, digits) = Revision.parts(text)
    guard digits.utf8.count >= 7, digits.utf8.allSatisfy(Revision.isHexDigit) else {
      return name != nil && algorithm != nil ? false : nil
    }
    let own = Revision.parts(description)
    return (name ?? own.name) == own.name && (algorithm ?? own.algorithm) == own.algorithm
      && own.digits.hasPrefix(digits.lowercased())
  }

  /// Its commit, when it is one and these are its digits but not all of them.
  public func commit(abbreviatedBy text: String) -> String? {
    let own = Revision.parts(description)
    let digits = Revision.parts(text).digits.lowercased()
    return own.algorithm == "sha1" && digits.utf8.count < own.digits.utf8.count ? digits : nil
  }

  private static func parts(
    _ text: String
  ) -> (name: Substring?, algorithm: Substring?, digits: Substring) {
    let at = text.lastIndex(of: "@")
    let rest = at.map { text[text.index(after: $0)...] } ?? text[...]
    let colon = rest.firstIndex(of: ":")
    return (
      at.map { text[..<$0] }, colon.map { rest[..<$0] },
      colon.map { rest[rest.index(after: $0)...] } ?? rest
    )
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }
}
