import Spec

/// A repository in which one more file stands, or another text of it.
struct ContentWithFile: RepositoryContent {
  private static let id = ContentID(hex: "new")

  let content: any RepositoryContent
  let file: String
  let bytes: [UInt8]

  func list(_ folder: String) throws -> [RepositoryEntry]? {
    let prefix = folder.isEmpty ? "" : "\(folder)/"
    guard file.hasPrefix(prefix) else { return try content.list(folder) }
    let rest = file.dropFirst(prefix.count).split(separator: "/").map(String.init)
    var entries = try content.list(folder) ?? []
    if rest.count > 1 {
      if !entries.contains(where: { $0.name == rest[0] }) {
        entries.append(RepositoryEntry(name: rest[0], kind: .folder, id: ContentWithFile.id))
      }
    } else {
      entries.removeAll { $0.name == rest[0] }
      entries.append(
        RepositoryEntry(
          name: rest[0], kind: .file(executable: false), id: ContentWithFile.id))
    }
    return entries
  }

  func read(_ id: ContentID, limit: Int) throws -> [UInt8] {
    id == ContentWithFile.id ? bytes : try content.read(id, limit: limit)
  }
}
