import Glibc

/// The directory that holds the bare clone. Nobody but us can read it.
///
/// ```
/// repository.git   the clone, always whole
/// incoming.git     a new clone that is being made
/// outgoing.git     the old one, while they change places
/// fetch.lock       held by who writes
/// ssh/             the known hosts for libssh2
/// ```
struct CloneDirectory: Hashable, Sendable {
  let path: String

  var repository: String { "\(path)/repository.git" }
  var incoming: String { "\(path)/incoming.git" }
  private var outgoing: String { "\(path)/outgoing.git" }

  var hasRepository: Bool { access("\(repository)/HEAD", F_OK) == 0 }

  /// Makes the directory, and mends what a killed process left.
  func prepare() throws(SourceFailure) {
    try makePrivateFolder(path)
    do throws(SourceFailure) {
      try locked { () throws(SourceFailure) in try sweep() }
    } catch where error.code == .busy {
      // A fetch is under way: it has swept.
    }
  }

  /// Runs a piece of work alone, among all processes.
  func locked<R>(_ body: () throws(SourceFailure) -> R) throws(SourceFailure) -> R {
    let file = open("\(path)/fetch.lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else {
      throw SourceFailure(
        errno == ENOSPC || errno == EDQUOT ? .diskFull : .unreadable,
        "\(path)/fetch.lock cannot be opened: \(systemError())")
    }
    defer { close(file) }
    if flock(file, LOCK_EX | LOCK_NB) != 0 {
      throw SourceFailure(.busy, "another fetch into \(path) is under way")
    }
    return try body()
  }

  /// Removes what an ended fetch can leave. Only under the lock.
  func sweep() throws(SourceFailure) {
    if !hasRepository, access("\(outgoing)/HEAD", F_OK) == 0 {
      rename(outgoing, repository)
    }
    try removeTree(incoming)
    try removeTree(outgoing)
    removeTemporaryPacks()
    removeStaleLocks("\(repository)", depth: 0)
  }

  /// Puts the new clone in the place of the old one. Only under the lock.
  func swap() throws(SourceFailure) {
    try removeTree(outgoing)
    if hasRepository, rename(repository, outgoing) != 0 { throw renameFailure() }
    if rename(incoming, repository) != 0 {
      let failure = renameFailure()
      rename(outgoing, repository)
      throw failure
    }
    try removeTree(outgoing)
  }

  /// How many packs the clone has: each fetch that brings something adds one.
  func packCount() -> Int {
    packFiles().count { $0.hasSuffix(".pack") }
  }

  private func renameFailure() -> SourceFailure {
    SourceFailure(.unreadable, "the clone in \(path) cannot be replaced: \(systemError())")
  }

  private func packFiles() -> [String] {
    let folder = open("\(repository)/objects/pack", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return [] }
    defer { close(folder) }
    return names(in: folder, limit: 100_000)?.map(\.name) ?? []
  }

  /// A pack counts when both its halves are there; anything else is the rest of a killed fetch.
  private func removeTemporaryPacks() {
    let files = packFiles()
    let packs = Set(files.filter { $0.hasSuffix(".pack") }.map { $0.dropLast(5) })
    let indexes = Set(files.filter { $0.hasSuffix(".idx") }.map { $0.dropLast(4) })
    let whole = packs.intersection(indexes)
    for file in files {
      let stem = file.hasSuffix(".pack") ? file.dropLast(5) : file.dropLast(4)
      let isPart = file.hasSuffix(".pack") || file.hasSuffix(".idx")
      if isPart, file.hasPrefix("pack-"), whole.contains(stem) { continue }
      unlink("\(repository)/objects/pack/\(file)")
    }
  }

  private func removeStaleLocks(_ folder: String, depth: Int) {
    let opened = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
    guard opened >= 0, depth < 8 else { return }
    defer { close(opened) }
    for (name, _) in names(in: opened, limit: 10_000) ?? [] {
      if name.hasSuffix(".lock") { unlinkat(opened, name, 0) }
      if depth > 0 || name == "refs" { removeStaleLocks("\(folder)/\(name)", depth: depth + 1) }
    }
  }
}
