import Spec
import Synchronization

/// A repository in memory. Equal content has equal ids, as in git.
final class MemoryContent: RepositoryContent {
  enum File {
    case text(String)
    case bytes([UInt8])
    case link(String)
    case submodule
  }

  private let folders: [String: [RepositoryEntry]]
  private let contents: [ContentID: [UInt8]]
  /// How many files were read.
  let reads = Atomic<Int>(0)

  convenience init(_ files: [String: String]) { self.init(files: files.mapValues(File.text)) }

  init(files: [String: File]) {
    var contents: [ContentID: [UInt8]] = [:]
    var tree = Folder()
    for (path, file) in files { tree.add(path.split(separator: "/")[...], file) }
    var folders: [String: [RepositoryEntry]] = [:]
    _ = tree.store(at: "", &folders, &contents)
    self.folders = folders
    self.contents = contents
  }

  func list(_ folder: String) -> [RepositoryEntry]? { folders[folder] }

  func read(_ id: ContentID, limit: Int) throws -> [UInt8] {
    reads.wrappingAdd(1, ordering: .relaxed)
    guard let bytes = contents[id] else { throw MemoryError.missing }
    guard bytes.count <= limit else { throw MemoryError.tooLarge }
    return bytes
  }
}

enum MemoryError: ContentError {
  case missing
  case tooLarge

  var isTooLarge: Bool { self == .tooLarge }
}

private struct Folder {
  var folders: [String: Folder] = [:]
  var files: [String: MemoryContent.File] = [:]

  mutating func add(_ path: ArraySlice<Substring>, _ file: MemoryContent.File) {
    guard let name = path.first else { return }
    if path.count == 1 {
      files[String(name)] = file
    } else {
      folders[String(name), default: Folder()].add(path.dropFirst(), file)
    }
  }

  func store(
    at path: String, _ stored: inout [String: [RepositoryEntry]],
    _ contents: inout [ContentID: [UInt8]]
  ) -> ContentID {
    var entries: [RepositoryEntry] = []
    for (name, folder) in folders {
      let id = folder.store(at: path.isEmpty ? name : "\(path)/\(name)", &stored, &contents)
      entries.append(RepositoryEntry(name: name, kind: .folder, id: id))
    }
    for (name, file) in files {
      let (kind, bytes): (RepositoryEntry.Kind, [UInt8]) =
        switch file {
        case .text(let text): (.file(executable: false), Array(text.utf8))
        case .bytes(let bytes): (.file(executable: false), bytes)
        case .link(let target): (.link, Array(target.utf8))
        case .submodule: (.other, [])
        }
      let id = identity(of: bytes)
      contents[id] = bytes
      entries.append(RepositoryEntry(name: name, kind: kind, id: id))
    }
    entries.sort { $0.name < $1.name }
    stored[path] = entries
    return identity(of: Array("\(entries)".utf8))
  }
}

/// Two rounds of FNV-1a: good enough to tell files of a test apart.
private func identity(of bytes: [UInt8]) -> ContentID {
  var hex = ""
  for seed: UInt64 in [0xcbf2_9ce4_8422_2325, 0x8422_2325_cbf2_9ce4] {
    var hash = seed
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 16)
    hex += String(repeating: "0", count: 16 - digits.count) + digits
  }
  return ContentID(hex: hex)
}
