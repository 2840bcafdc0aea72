public import Spec

/// A repository of texts, for tests.
public struct InMemoryRepository: RepositoryContent {
  public struct NoSuchContent: Error {
    public var id: ContentID
  }

  public struct TooLarge: ContentError {
    public var limit: Int
    public var isTooLarge: Bool { true }
  }

  private final class Folder {
    var files: [String: [UInt8]] = [:]
    var folders: [String: Folder] = [:]
  }

  private var folders: [String: [RepositoryEntry]] = [:]
  private var trees: [ContentID: [RepositoryEntry]] = [:]
  private var contents: [ContentID: [UInt8]] = [:]

  /// - Parameter files: texts by path, such as `clubs/chess.yaml`.
  public init(_ files: [String: String]) {
    self.init(files.mapValues { Array($0.utf8) })
  }

  public init(_ files: [String: [UInt8]]) {
    let root = Folder()
    for (path, bytes) in files {
      let parts = path.split(separator: "/").map(String.init)
      guard let name = parts.last else { continue }
      var folder = root
      for part in parts.dropLast() {
        let next = folder.folders[part] ?? Folder()
        folder.folders[part] = next
        folder = next
      }
      folder.files[name] = bytes
    }
    _ = add(root, at: "")
  }

  public func list(_ folder: String) throws -> [RepositoryEntry]? { folders[folder] }

  public func list(tree id: ContentID) throws -> [RepositoryEntry]? { trees[id] }

  /// With the folders and texts of an earlier revision, as git keeps them.
  public func following(_ earlier: InMemoryRepository) -> InMemoryRepository {
    var both = self
    both.trees.merge(earlier.trees) { mine, _ in mine }
    both.contents.merge(earlier.contents) { mine, _ in mine }
    return both
  }

  public func read(_ id: ContentID, limit: Int) throws -> [UInt8] {
    guard let bytes = contents[id] else { throw NoSuchContent(id: id) }
    guard bytes.count <= limit else { throw TooLarge(limit: limit) }
    return bytes
  }

  private mutating func add(_ folder: Folder, at path: String) -> ContentID {
    var entries: [RepositoryEntry] = []
    for (name, bytes) in folder.files {
      let id = contentID(of: bytes)
      contents[id] = bytes
      entries.append(RepositoryEntry(name: name, kind: .file(executable: false), id: id))
    }
    for (name, child) in folder.folders {
      let id = add(child, at: path.isEmpty ? name : "\(path)/\(name)")
      entries.append(RepositoryEntry(name: name, kind: .folder, id: id))
    }
    entries.sort { $0.name < $1.name }
    folders[path] = entries
    let id = contentID(of: Array(entries.map { "\($0.name)\0\($0.id)\0" }.joined().utf8))
    trees[id] = entries
    return id
  }
}

/// FNV-1a, twice with different beginnings: enough to tell a test's texts apart.
private func contentID(of bytes: [UInt8]) -> ContentID {
  func hash(_ basis: UInt64) -> String {
    let value = bytes.reduce(basis) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
  return ContentID(hex: hash(0xcbf2_9ce4_8422_2325) + hash(0x9ae1_6a3b_2f90_404f))
}
