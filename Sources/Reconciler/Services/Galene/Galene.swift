import Model
import ServiceContract
import Spec

/// Galène (galene.org): video meetings. A folder of group definitions is all of its state:
/// `chess/pawns.json` is the group `chess/pawns`. It reads them anew when they change, and need
/// not run meanwhile.
struct Galene: Service {
  static let adapter = Adapter(
    ServiceType("galene", keys: [.init("groups", .folder, required: true, "Its groups folder.")])
  ) { name, settings in Galene(name: name, groups: settings["groups"]) }

  let name: String
  private let files: FileTree

  init(name: String, groups: String) {
    self.name = name
    files = FileTree(root: groups)
  }

  func desired(for club: DeclaredClub) -> [Resource] {
    MeetingDefinition(service: name).resources(for: club.hosted)
  }

  func notManaged(for club: DeclaredClub) -> [NotManaged] { [] }

  func observe(_ scopes: [Scope]) async -> [String: Observation] {
    var seen: [String: Observation] = [:]
    for scope in scopes {
      do throws(ServiceFailure) {
        seen[scope.club] = .complete(try resources(in: scope))
      } catch { seen[scope.club] = .unavailable(reason: error.message) }
    }
    return seen
  }

  private func resources(in scope: Scope) throws(ServiceFailure) -> [ObservedResource] {
    var found: [ObservedResource] = []
    _ = try files.names()  // The root must be there.
    for folder in folders(of: scope).sorted() {
      for group in try groups(in: folder) {
        let id = ResourceID(
          club: scope.club, service: name, kind: MeetingDefinition.kind, name: group)
        found.append(try GroupFile.observed(id, in: files))
      }
    }
    return found
  }

  private func groups(in folder: String) throws(ServiceFailure) -> [String] {
    try files.names(in: folder).filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }
      .map { (folder.isEmpty ? "" : "\(folder)/") + $0.dropLast(5) }
  }

  /// The club's own, and those in which it had meetings under another id.
  private func folders(of scope: Scope) -> Set<String> {
    Set(scope.resources.compactMap { $0.name.split(separator: "/").first.map(String.init) })
      .union([scope.club])
  }

  func sweep(_ scopes: [Scope], cold: Bool) async throws(ServiceFailure) -> Sweep {
    var sweep = Sweep(digests: [:])
    let known = scopes.reduce(into: Set<String>()) { $0.formUnion(folders(of: $1)) }
    for folder in [""] + (try files.folders()) where !known.contains(folder) {
      for group in try groups(in: folder) {
        let id = ResourceID(club: "", service: name, kind: MeetingDefinition.kind, name: group)
        let mark = try? GroupFile.observed(id, in: files).mark
        sweep.unmanaged.append(
          Unmanaged(service: name, kind: id.kind.name, name: group, mark: mark))
      }
    }
    for scope in scopes {
      sweep.digests[scope.club] = (try? resources(in: scope)).map {
        Fingerprint(of: $0).description
      }
    }
    return sweep
  }

  func apply(_ changes: [Change], of club: String, from content: (any RepositoryContent)?) async
    -> [Outcome]
  {
    changes.map { change in
      if change.held != nil { return .skipped }
      do throws(ServiceFailure) {
        try make(change, of: club)
        return .applied
      } catch { return .failed(error) }
    }
  }

  private func make(_ change: Change, of club: String) throws(ServiceFailure) {
    let group = change.resource.name
    let parts = group.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts.contains(where: { $0.isEmpty || $0.hasPrefix(".") }) else {
      throw refusal("refused", "Galène can have no group called \(group)")
    }
    let live = try GroupFile.read(group, in: files)
    if let live, live.club != club, change.action != .adopt {
      throw refusal("not-ours", "the group \(group) was not made by allotment for this club")
    }
    if change.action == .delete { return try files.remove("\(group).json") }
    guard let desired = change.desired else { return }
    var file = live ?? GroupFile()
    file.set(desired.fields, of: club)
    try files.write(file.bytes, to: "\(group).json")
  }

  private func refusal(_ code: String, _ message: String) -> ServiceFailure {
    ServiceFailure(code: code, message: message, retry: .never)
  }

  func diagnose() async -> [Finding] {
    do throws(ServiceFailure) {
      return [Finding(.ok, "\(files.root) holds \(try files.folders().count) clubs' groups")]
    } catch {
      let remedy = "install -d -m 2770 -o allotment -g galene \(files.root)"
      return [Finding(.error, error.message, remedy: remedy)]
    }
  }
}
