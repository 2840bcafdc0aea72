import CLibgit2
import Spec

/// Reads a tree object. Names that no file system should be given are of kind `other`.
func readTree(
  _ id: ContentID, in repository: borrowing GitHandle
) throws(GitError) -> [RepositoryEntry] {
  guard var oid = objectID(id.hex) else { throw GitError(code: GIT_ENOTFOUND.rawValue) }
  let opened = repository.pointer
  let tree = try GitHandle(free: git_tree_free) { git_tree_lookup(&$0, opened, &oid) }
  let count = git_tree_entrycount(tree.pointer)
  var entries: [RepositoryEntry] = []
  entries.reserveCapacity(count)
  for index in 0..<count {
    guard let entry = git_tree_entry_byindex(tree.pointer, index),
      let name = git_tree_entry_name(entry), let id = git_tree_entry_id(entry)
    else { throw GitError(code: -1) }
    let text = String(validatingCString: name)
    let sound = text.map(isSoundName) ?? false
    entries.append(
      RepositoryEntry(
        name: text ?? String(cString: name),
        kind: sound ? kind(of: git_tree_entry_filemode_raw(entry)) : .other,
        id: ContentID(id.pointee)))
  }
  return entries
}

private func kind(of mode: git_filemode_t) -> RepositoryEntry.Kind {
  switch mode.rawValue & 0o170000 {
  case GIT_FILEMODE_TREE.rawValue: .folder
  case GIT_FILEMODE_LINK.rawValue: .link
  case 0o100000: .file(executable: mode.rawValue & 0o111 != 0)
  default: .other
  }
}

/// Is this one name below a folder, and no way out of it? Git itself stores any bytes.
func isSoundName(_ name: String) -> Bool {
  !name.isEmpty && name != "." && name != ".." && name.lowercased() != ".git"
    && !name.utf8.contains(UInt8(ascii: "/")) && !name.utf8.contains(0)
}
