import Crypto
import Spec

// The ids that git would give (gitformat-pack, "Object types"): what lies in a folder and what was
// committed of it have equal ids, so that a dry run of a folder shows only what is different.

func gitBlobID(of bytes: [UInt8]) -> ContentID {
  var hash = gitBlobHash(size: bytes.count)
  hash.update(data: bytes)
  return ContentID(hex: hex(hash.finalize()))
}

/// To be fed with exactly so many bytes.
func gitBlobHash(size: Int) -> Insecure.SHA1 {
  var hash = Insecure.SHA1()
  hash.update(data: Array("blob \(size)\0".utf8))
  return hash
}

/// Git knows neither empty folders nor sockets: the first are left out, the others have a mode of
/// their own so that they count.
func gitTreeID(of entries: [RepositoryEntry]) -> ContentID {
  let sorted = entries.filter { $0.id != emptyTree }.sorted {
    sortName($0).lexicographicallyPrecedes(sortName($1))
  }
  var body: [UInt8] = []
  for entry in sorted {
    body += Array("\(entry.kind.mode) \(entry.name)\0".utf8) + bytes(ofHex: entry.id.hex)
  }
  var hash = Insecure.SHA1()
  hash.update(data: Array("tree \(body.count)\0".utf8))
  hash.update(data: body)
  return ContentID(hex: hex(hash.finalize()))
}

private let emptyTree = ContentID(hex: "4b825dc642cb6eb9a060e54bf8d69288fbee4904")

/// Git sorts a folder as if its name ended with a slash.
private func sortName(_ entry: RepositoryEntry) -> [UInt8] {
  Array(entry.name.utf8) + (entry.kind == .folder ? [UInt8(ascii: "/")] : [])
}

private func bytes(ofHex text: String) -> [UInt8] {
  let digits = text.utf8.map { $0 < 58 ? $0 - 48 : $0 - 87 }
  return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

extension RepositoryEntry.Kind {
  var mode: String {
    switch self {
    case .file(executable: false): "100644"
    case .file(executable: true): "100755"
    case .folder: "40000"
    case .link: "120000"
    case .other: "0"
    }
  }
}
