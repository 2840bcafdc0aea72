import Spec

/// A site's folder as it was planned, read by its tree: the present revision may have another one
/// in its place, or none, while its club stays at the last good state.
struct PlannedTree: RepositoryContent {
  /// The path under which the folder is read.
  let top: String
  let tree: ContentID
  let content: any RepositoryContent

  /// A folder of the tree that was listed, and is not there.
  struct Missing: Error, CustomStringConvertible {
    var tree: ContentID
    var description: String { "there is no folder \(tree)" }
  }

  /// Nil outside of the site, and where its tree has no such folder.
  func list(_ folder: String) throws -> [RepositoryEntry]? {
    // By bytes: a name may begin with what Swift takes for a part of the character before it.
    let slash = UInt8(ascii: "/")
    let below = folder.utf8.dropFirst(top.utf8.count)
    guard folder.utf8.starts(with: top.utf8), below.isEmpty || below.first == slash else {
      return nil
    }
    var entries = try entries(of: tree)
    for name in below.split(separator: slash) {
      let entry = entries.first { $0.kind == .folder && $0.name.utf8.elementsEqual(name) }
      guard let entry else { return nil }
      entries = try self.entries(of: entry.id)
    }
    return entries
  }

  func list(tree: ContentID) throws -> [RepositoryEntry]? { try content.list(tree: tree) }

  func read(_ id: ContentID, limit: Int) throws -> [UInt8] { try content.read(id, limit: limit) }

  private func entries(of tree: ContentID) throws -> [RepositoryEntry] {
    guard let entries = try content.list(tree: tree) else { throw Missing(tree: tree) }
    return entries
  }
}
