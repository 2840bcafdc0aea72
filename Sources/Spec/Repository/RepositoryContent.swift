/// The identity of a file's or folder's content: a git object id, or a hash of a plain file.
///
/// Equal ids mean equal content; everything derived from a file is cached by it.
public struct ContentID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Lower-case hexadecimal digits.
  public let hex: String

  public init(hex: String) { self.hex = hex }

  public var description: String { hex }
  public static func < (a: Self, b: Self) -> Bool { a.hex < b.hex }
}

/// One revision of a provider's repository, as a tree of names and content ids.
///
/// Paths are relative to the root, with `/` between names; the root is the empty path.
public protocol RepositoryContent: Sendable {
  /// The entries of a folder, by name; nil when there is no such folder.
  func list(_ folder: String) throws -> [RepositoryEntry]?
  /// The entries of a folder by its content id, in this revision or another one; nil when it is not
  /// at hand, which is so for all folders of a source that keeps no other revisions.
  func list(tree id: ContentID) throws -> [RepositoryEntry]?
  /// A file's bytes; throws when it is larger than `limit` bytes or cannot be read.
  ///
  /// May be called from several threads at once. What it throws for a file that is too large
  /// conforms to ``ContentError``: that is the author's mistake, and all else is the world's.
  func read(_ id: ContentID, limit: Int) throws -> [UInt8]
}

extension RepositoryContent {
  public func list(tree id: ContentID) throws -> [RepositoryEntry]? { nil }
}

/// An error of reading that can tell whose mistake it is.
public protocol ContentError: Error {
  /// Whether the file is larger than the limit that was given.
  var isTooLarge: Bool { get }
}

/// One name in a folder of a repository.
public struct RepositoryEntry: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    case file(executable: Bool)
    case folder
    /// A symbolic link: its content is the target's path.
    case link
    /// Something that cannot be published, such as a git submodule or a socket.
    case other
  }

  public var name: String
  public var kind: Kind
  /// Of its content; of a folder, of all below it.
  public var id: ContentID

  public init(name: String, kind: Kind, id: ContentID) {
    self.name = name
    self.kind = kind
    self.id = id
  }
}
