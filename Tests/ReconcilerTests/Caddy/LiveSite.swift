import CaddyService
import FoundationEssentials
import Glibc
import Model
import ServiceContract
import Spec
import TestSupport
import Testing

/// A club's site in a folder of its own, with or without a Caddy that serves it.
final class LiveSite {
  let root: String
  var service: CaddyService
  var club: DeclaredClub
  var content: any RepositoryContent
  private var owned: Set<ResourceID> = []

  init(root: String, _ content: any RepositoryContent, _ club: HostedClub) throws {
    self.root = root
    self.content = content
    service = CaddyService(name: "caddy", root: root)
    self.club = try declared(club, content)
  }

  func declare(_ hosted: HostedClub) throws { club = try declared(hosted, content) }

  var desired: [Resource] { service.desired(for: club) }

  var scope: Scope {
    owned.formUnion(desired.map(\.id))
    return Scope(club: club.hosted.id, resources: owned)
  }

  func observation() async -> Observation? { await service.observe([scope])[club.hosted.id] }

  func observed() async throws -> [ObservedResource] {
    let seen = await observation()
    guard case .complete(let resources)? = seen else {
      throw ContractBroken("\(String(describing: seen))")
    }
    return resources
  }

  func site() async throws -> ObservedResource {
    try #require(try await observed().first { $0.id.kind == CaddyKind.site })
  }

  /// What the plan would say of the site's files.
  func tree() async throws -> String? { try await site().fields["tree"]?.description }

  var wantedTree: String { club.siteTree?.hex ?? "" }

  func differences() async throws -> [Change] {
    changesNeeded(from: try await observed(), to: desired)
  }

  func apply(_ changes: [Change]) async -> [Outcome] {
    await service.apply(changes, of: club.hosted.id, from: content)
  }

  /// Converges, and sees that nothing is left to do.
  func converge() async throws {
    let outcomes = await apply(try await differences())
    try #require(outcomes.allSatisfy { $0 == .applied }, "\(outcomes)")
    let rest = try await differences()
    try #require(rest.isEmpty, "\(rest.map { "\($0.id) \($0.fields)" })")
  }

  func digest(cold: Bool = false) async throws -> String {
    try #require(
      try await service.sweep([scope], cold: cold).digests[club.hosted.id])
  }

  /// The path of a published file of chess.example.
  func published(_ file: String) -> String { "\(root)/sites/chess.example/\(file)" }
}

/// With the tree of the club's folder, as the specs would find it.
func declared(_ hosted: HostedClub, _ content: any RepositoryContent) throws -> DeclaredClub {
  guard case .static(let path)? = hosted.club.site?.content else {
    return DeclaredClub(hosted: hosted)
  }
  let parts = path.value.split(separator: "/")
  let folder = try content.list(parts.dropLast().joined(separator: "/")) ?? []
  let entry = try #require(folder.first { $0.name == String(parts[parts.count - 1]) })
  return DeclaredClub(hosted: hosted, siteTree: entry.id)
}

extension HostedClub {
  /// Chess, with a static site.
  static func chess(
    path: String = "sites/chess", id: String = "chess", domain: String? = "chess.example",
    _ change: (inout Site, inout Club) -> Void = { _, _ in }
  ) -> HostedClub {
    .fixture(id, domain: domain) { club in
      var site = Site(
        position: SourcePosition(line: 50, column: 1), content: .static(path: .at(51, path)))
      change(&site, &club)
      club.site = site
    }
  }
}

extension Site.Redirect {
  static func at(_ line: UInt32, _ from: String, _ to: String, _ status: Int) -> Site.Redirect {
    Site.Redirect(
      position: SourcePosition(line: line, column: 5), from: .at(line, from), to: .at(line, to),
      status: status)
  }
}

/// The code of a failure; nil for every other outcome.
func failure(_ outcome: Outcome?) -> ServiceFailure? {
  if case .failed(let failure)? = outcome { return failure }
  return nil
}

/// Folders with whatever names, kinds and contents a hostile repository could hold.
struct RawRepository: RepositoryContent {
  var folders: [String: [RepositoryEntry]] = [:]
  var contents: [ContentID: [UInt8]] = [:]
  static let tree = ContentID(hex: "abcdef")
  /// Whether another folder, an empty one, is at `sites/chess` by now.
  var isReplaced = false

  /// A repository whose only site is `sites/chess`.
  init(_ entries: [RepositoryEntry] = []) {
    folders["sites"] = [RepositoryEntry(name: "chess", kind: .folder, id: Self.tree)]
    folders["sites/chess"] = entries
  }

  mutating func add(
    _ name: String, in folder: String = "sites/chess", kind: RepositoryEntry.Kind? = nil,
    _ text: String = "text"
  ) {
    let id = ContentID(hex: String(contents.count + 4_096, radix: 16))
    contents[id] = Array(text.utf8)
    folders[folder, default: []].append(
      RepositoryEntry(name: name, kind: kind ?? .file(executable: false), id: id))
  }

  func list(_ folder: String) throws -> [RepositoryEntry]? {
    guard isReplaced else { return folders[folder] }
    switch folder {
    case "sites":
      return [RepositoryEntry(name: "chess", kind: .folder, id: ContentID(hex: "fedcba"))]
    case "sites/chess": return []
    default: return nil
    }
  }

  func list(tree id: ContentID) throws -> [RepositoryEntry]? {
    if id == Self.tree { return folders["sites/chess"] }
    for (folder, entries) in folders {
      if let entry = entries.first(where: { $0.kind == .folder && $0.id == id }) {
        return folders["\(folder)/\(entry.name)"]
      }
    }
    return nil
  }

  func read(_ id: ContentID, limit: Int) throws -> [UInt8] {
    guard let bytes = contents[id], bytes.count <= limit else {
      throw ContractBroken("no content of at most \(limit) bytes")
    }
    return bytes
  }
}

/// The names in a folder, in order.
func names(in folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}

func text(of file: String) -> String? {
  FileManager.default.contents(atPath: file).map { String(decoding: $0, as: UTF8.self) }
}

/// Overwrites a file in place, as somebody with an editor would.
func edit(_ file: String, _ text: String) throws {
  guard let stream = fopen(file, "w") else { throw SystemFailure("open \(file)") }
  fputs(text, stream)
  fclose(stream)
}
