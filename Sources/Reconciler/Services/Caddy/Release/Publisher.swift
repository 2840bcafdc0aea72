import Crypto
import Glibc
import ServiceContract
import Spec

/// Makes a release: written aside, flushed to the disk, then moved into place at once.
struct Publisher {
  let layout: Layout
  let access: Access
  let limits: SiteLimits

  /// - Parameters:
  ///   - tree: the git tree that was planned, whatever `path` is in `content` by now.
  /// - Returns: a new release that nothing links to yet.
  /// - Throws: `stale` when `content` does not have that tree.
  func publish(
    club: String, path: String, tree: String, from content: any RepositoryContent
  ) throws(ServiceFailure) -> ReleaseID {
    let content = try planned(tree, at: path, in: content)
    let draft = "\(layout.temporary)/\(club).release"
    do {
      try removeDrafts(of: club)
      try Files.makeFolder(draft, access)
    } catch { throw ServiceFailure(error, doing: "publishing \(path)") }
    do throws(ServiceFailure) {
      let manifest = try write(path, from: content, to: draft)
      return try moved(draft, manifest, club: club, tree: tree)
    } catch {
      // What is left after a failure here is removed the next time.
      try? removeDrafts(of: club)
      throw error
    }
  }

  /// What a process left that was killed; one club is published by one process at a time.
  func removeDrafts(of club: String) throws(FileFailure) {
    for suffix in ["release", "manifest"] {
      try Files.remove("\(layout.temporary)/\(club).\(suffix)")
    }
  }

  /// The content, with the tree that was planned at `path`.
  private func planned(
    _ tree: String, at path: String, in content: any RepositoryContent
  ) throws(ServiceFailure) -> any RepositoryContent {
    let stale = ServiceFailure(
      code: "stale",
      message: "the folder that was planned for \(path) is not in the repository any more: plan "
        + "again", retry: .later)
    guard ReleaseID.isName(tree) else { throw stale }
    let id = ContentID(hex: tree)
    let parts = path.split(separator: "/").map(String.init)
    do {
      let beside = try content.list(parts.dropLast().joined(separator: "/")) ?? []
      if beside.contains(where: { $0.name == parts.last && $0.kind == .folder && $0.id == id }) {
        return content
      }
      guard try content.list(tree: id) != nil else { throw stale }
      return PlannedTree(top: path, tree: id, content: content)
    } catch let failure as ServiceFailure {
      throw failure
    } catch {
      throw .source(path, error)
    }
  }

  private func write(
    _ path: String, from content: any RepositoryContent, to draft: String
  ) throws(ServiceFailure) -> Manifest {
    var manifest = Manifest(path: path)
    var folders: Set<String> = [""]
    var total = 0
    var walk = SiteWalk(content, top: path, limits: limits)
    let tooMany = walk.tooMany
    try walk.run { (file) throws(ServiceFailure) in
      if Task.isCancelled {
        throw ServiceFailure(code: "stopped", message: "stopped while publishing", retry: .later)
      }
      guard manifest.files.count < limits.files else { throw tooMany }
      let bytes = try read(file, from: content)
      total += bytes.count
      guard total <= limits.bytes else {
        throw .badContent("\(path) holds more than \(limits.bytes) bytes: too much to publish")
      }
      do throws(FileFailure) {
        try makeFolders(above: file.path, in: draft, &folders)
        try Files.write(bytes, to: "\(draft)/\(file.path)", access)
      } catch { throw ServiceFailure(error, doing: "publishing \(path)") }
      manifest.files[file.path] = Manifest.File(
        size: Int64(bytes.count), sha256: hexadecimal(SHA256.hash(data: bytes)))
    }
    do { try flush(draft, folders: folders, files: manifest.files.keys) } catch {
      throw ServiceFailure(error, doing: "publishing \(path)")
    }
    return manifest
  }

  private func read(
    _ file: SiteWalk.File, from content: any RepositoryContent
  ) throws(ServiceFailure) -> [UInt8] {
    do { return try content.read(file.content, limit: limits.fileBytes) } catch {
      throw .source(file.path, error)
    }
  }

  private func makeFolders(
    above file: String, in draft: String, _ made: inout Set<String>
  ) throws(FileFailure) {
    var folder = ""
    for part in file.split(separator: "/").dropLast() {
      folder += folder.isEmpty ? "\(part)" : "/\(part)"
      if made.insert(folder).inserted { try Files.makeFolder("\(draft)/\(folder)", access) }
    }
  }

  /// Flushing a file costs 0.3 to 3 ms, and so thousands of them minutes: many are flushed by one
  /// `sync` of everything. That tells no error, but a full disk was told by `write` already.
  private func flush(
    _ draft: String, folders: Set<String>, files: Dictionary<String, Manifest.File>.Keys
  ) throws(FileFailure) {
    if files.count > 32 { return sync() }
    for file in files { try Files.flush("\(draft)/\(file)") }
    for folder in folders { try Files.flush(folder.isEmpty ? draft : "\(draft)/\(folder)") }
  }

  private func moved(
    _ draft: String, _ manifest: Manifest, club: String, tree: String
  ) throws(ServiceFailure) -> ReleaseID {
    do {
      try Files.makeFolder(layout.releases(club), access)
      let release = try unusedName(club: club, tree: tree)
      let record = "\(layout.temporary)/\(club).manifest"
      try Files.write(manifest.bytes, to: record, .agent)
      try Files.flush(record)
      // The record first: a release without one would look like one that was tampered with.
      try Files.rename(record, to: layout.manifest(release))
      try Files.rename(draft, to: layout.release(release))
      try Files.flush(layout.releases(club))
      return release
    } catch { throw ServiceFailure(error, doing: "publishing \(manifest.path)") }
  }

  private func unusedName(club: String, tree: String) throws(FileFailure) -> ReleaseID {
    for number in 0..<10_000 {
      let release = ReleaseID(club: club, name: number == 0 ? tree : "\(tree).\(number)")
      if try Files.status(layout.release(release)) == nil,
        try Files.status(layout.manifest(release)) == nil
      {
        return release
      }
    }
    throw FileFailure("name a release in", layout.releases(club), code: EEXIST)
  }
}

func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  return String(
    decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
