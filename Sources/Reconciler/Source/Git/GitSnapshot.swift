public import Spec

/// One commit, read by tree and file ids without a checkout.
public struct GitSnapshot: RepositoryContent {
  public let objects: GitObjects
  public let commit: CommitID
  /// The folder of the repository that counts as the root; empty for the repository itself.
  public let prefix: String
  private let root: ContentID

  init(objects: GitObjects, commit: CommitID, prefix: String, root: ContentID) {
    self.objects = objects
    self.commit = commit
    self.prefix = prefix
    self.root = root
  }

  /// The entries of a folder in git's order; nil when there is no such folder.
  public func list(_ folder: String) throws -> [RepositoryEntry]? {
    try objects.tree(at: folder, below: root).map { (id) throws(SourceFailure) in
      try objects.listTree(id)
    }
  }

  /// Of any revision that the repository has.
  public func list(tree id: ContentID) throws -> [RepositoryEntry]? {
    guard try objects.hasTree(id) else { return nil }
    return try objects.listTree(id)
  }

  public func read(_ id: ContentID, limit: Int) throws -> [UInt8] {
    try objects.readFile(id, limit: limit)
  }
}

extension GitObjects {
  /// The content of a commit; `prefix` names the folder that counts as its root.
  public func snapshot(
    at commit: CommitID, prefix: String = ""
  ) throws(SourceFailure) -> GitSnapshot {
    let tree = try rootTree(of: commit)
    guard let root = try self.tree(at: prefix, below: tree) else {
      throw SourceFailure(.notARepository, "commit \(commit.short) has no folder \(prefix)")
    }
    return GitSnapshot(objects: self, commit: commit, prefix: prefix, root: root)
  }

  /// The tree id of a folder below a tree; nil when there is no such folder.
  func tree(at folder: String, below root: ContentID) throws(SourceFailure) -> ContentID? {
    var tree = root
    for name in folder.split(separator: "/") {
      let entries = try listTree(tree)
      guard let entry = entries.first(where: { $0.name == name && $0.kind == .folder }) else {
        return nil
      }
      tree = entry.id
    }
    return tree
  }
}
