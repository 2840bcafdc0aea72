import Spec

/// A repository cut out of one input: `#! file PATH` begins a file. What stands before the first
/// such line is `clubs/chess.yaml`, in a repository with a provider.yaml of its own.
final class FuzzedContent: RepositoryContent {
  let texts: [String: [UInt8]]
  private let contents: [ContentID: [UInt8]]
  private let folders: [String: [RepositoryEntry]]

  private static let mostFiles = 32

  convenience init(_ input: [UInt8]) {
    var texts = FuzzedContent.split(input)
    if let single = texts.removeValue(forKey: "") {
      texts["clubs/chess.yaml"] = single
      texts["provider.yaml"] = Array(provider.utf8)
      texts["sites/chess/index.html"] = Array("<p>Chess".utf8)
    }
    self.init(texts: texts)
  }

  /// The private file of a club that is right by itself.
  convenience init(privateFile: [UInt8]) {
    self.init(texts: [
      "provider.yaml": Array(provider.utf8), "clubs/chess.yaml": Array(club.utf8),
      "clubs/chess.private.yaml": privateFile,
    ])
  }

  private init(texts: [String: [UInt8]]) {
    self.texts = texts
    var contents: [ContentID: [UInt8]] = [:]
    var folders: [String: [String: RepositoryEntry]] = ["": [:]]
    for (path, bytes) in texts {
      let id = ContentID(hex: "\(path) \(bytes.count)")
      contents[id] = bytes
      FuzzedContent.enter(path, id, &folders)
    }
    self.contents = contents
    self.folders = folders.mapValues { $0.values.sorted { $0.name < $1.name } }
  }

  func list(_ folder: String) -> [RepositoryEntry]? { folders[folder] }

  func read(_ id: ContentID, limit: Int) throws -> [UInt8] {
    guard let bytes = contents[id] else { throw FuzzedError(isTooLarge: false) }
    guard bytes.count <= limit else { throw FuzzedError(isTooLarge: true) }
    return bytes
  }

  private static func split(_ input: [UInt8]) -> [String: [UInt8]] {
    let mark = Array("#! file ".utf8)
    guard input.starts(with: mark) else { return ["": input] }
    var texts: [String: [UInt8]] = [:]
    var path = ""
    for line in input.split(separator: 0x0A, omittingEmptySubsequences: false) {
      if line.starts(with: mark) {
        guard texts.count < mostFiles else { break }
        path = checked(String(decoding: line.dropFirst(mark.count), as: UTF8.self))
        texts[path] = []
      } else {
        texts[path, default: []] += line + [0x0A]
      }
    }
    return texts
  }

  /// A path that a repository can have.
  private static func checked(_ path: String) -> String {
    let names = path.split(separator: "/").prefix(6).filter { $0 != "." && $0 != ".." }
    return names.isEmpty ? "provider.yaml" : names.joined(separator: "/")
  }

  private static func enter(
    _ path: String, _ id: ContentID, _ folders: inout [String: [String: RepositoryEntry]]
  ) {
    var folder = ""
    let names = path.split(separator: "/").map(String.init)
    for name in names.dropLast() {
      let below = folder.isEmpty ? name : "\(folder)/\(name)"
      folders[folder, default: [:]][name] = RepositoryEntry(
        name: name, kind: .folder, id: ContentID(hex: below))
      folders[below] = folders[below] ?? [:]
      folder = below
    }
    guard let name = names.last, folders[path] == nil else { return }
    folders[folder, default: [:]][name] = RepositoryEntry(
      name: name, kind: .file(executable: false), id: id)
  }
}

struct FuzzedError: ContentError {
  var isTooLarge: Bool
}

private let provider = """
  apiVersion: allotment/v1
  kind: Provider
  name: Thornbury Community Hosting
  domain: clubs.example
  contacts: {abuse: abuse@clubs.example}
  tariffs:
    small:
      fee: {amount: "5.00", currency: GBP, period: month}
      limits: {members: 50, rooms: 5, uploads: 1GB, retention: P90D}
  placements:
    green-1: {chat: prosody, web: caddy}
  defaults: {tariff: small, placement: green-1, language: en-GB}
  wordpress: {themes: [twentyfive], plugins: [calendar], options: [blogdescription]}

  """

private let club = """
  apiVersion: allotment/v1
  kind: Club
  id: chess
  name: Chess Club
  members:
    - {id: rose, name: Rose Hill, role: owner}
    - {id: dan, name: Dan Molar}

  """
