import Glibc

/// The directory that holds the bare clone. Nobody but us can read it.
///
/// ```
/// repository.git -> clone-7.git   a link to the clone, which is always whole
/// clone-8.git                     a new clone that is being made
/// accepted-…                      the last commit that was taken, for each URL and branch
/// fetch.lock                      held by who writes
/// ssh/                            the known hosts for libssh2
/// ```
/// Each new clone has a name of its own, because libgit2 remembers packs by their paths.
struct CloneDirectory: Hashable, Sendable {
  let path: String

  var repository: String { "\(path)/repository.git" }
  /// Where the next new clone is made.
  var incoming: String { "\(path)/\(cloneName(generation + 1))" }

  var hasRepository: Bool { access("\(repository)/HEAD", F_OK) == 0 }

  private func cloneName(_ number: Int) -> String { "clone-\(number).git" }

  /// The number of the clone in use; 0 without one.
  var generation: Int {
    var buffer = [CChar](repeating: 0, count: 64)
    let count = readlink(repository, &buffer, buffer.count)
    let target = String(
      decoding: buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard target.hasPrefix("clone-"), target.hasSuffix(".git") else { return 0 }
    return Int(target.dropFirst(6).dropLast(4)) ?? 0
  }

  /// Makes the directory, and mends what a killed process left.
  func prepare() throws(SourceFailure) {
    try makePrivateFolder(path)
    // When somebody else holds the lock, they have swept.
    guard let file = try lock() else { return }
    defer { unlock(file) }
    try sweep()
  }

  /// Runs a piece of work alone, among all processes; waits for its turn.
  func locked<R: Sendable>(
    patience: Duration, isolation: isolated (any Actor)? = #isolation,
    _ body: () async throws(SourceFailure) -> R
  ) async throws(SourceFailure) -> R {
    let file = try await waitForLock(patience)
    defer { unlock(file) }
    return try await body()
  }

  private func waitForLock(_ patience: Duration) async throws(SourceFailure) -> Int32 {
    let clock = ContinuousClock()
    let end = clock.now + patience
    while true {
      if let file = try lock() { return file }
      guard clock.now < end else {
        throw SourceFailure(.busy, "another fetch into \(path) is under way")
      }
      do {
        try await Task.sleep(for: .milliseconds(20))
      } catch {
        throw SourceFailure(.cancelled, "the fetch was cancelled")
      }
    }
  }

  /// An open file that holds the lock until ``unlock(_:)``; nil when another one holds it.
  private func lock() throws(SourceFailure) -> Int32? {
    let file = open("\(path)/fetch.lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else {
      throw SourceFailure(
        errno == ENOSPC || errno == EDQUOT ? .diskFull : .unreadable,
        "\(path)/fetch.lock cannot be opened: \(systemError())")
    }
    if flock(file, LOCK_EX | LOCK_NB) == 0 { return file }
    close(file)
    return nil
  }

  /// Closing alone would not do: a process that is just being started has a copy for a moment.
  private func unlock(_ file: Int32) {
    flock(file, LOCK_UN)
    close(file)
  }

  /// Removes what an ended fetch can leave. Only under the lock.
  func sweep() throws(SourceFailure) {
    try removeOtherClones()
    removeTemporaryPacks()
    removeStaleLocks(repository, depth: 0)
  }

  /// Puts the new clone in the place of the old one, at once. Only under the lock.
  func swap() throws(SourceFailure) {
    let name = cloneName(generation + 1)
    let link = "\(path)/repository.new"
    unlink(link)
    guard symlink(name, link) == 0, rename(link, repository) == 0 else {
      throw SourceFailure(
        .unreadable, "the clone in \(path) cannot be replaced: \(systemError())")
    }
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
    try removeOtherClones()
  }

  /// Lets go of the clone, so that the next fetch makes a new one; false when there is none, or
  /// another process is at work in it.
  func discard() -> Bool {
    guard let file = try? lock() else { return false }
    defer { unlock(file) }
    return unlink(repository) == 0
  }

  private func removeOtherClones() throws(SourceFailure) {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    defer { close(folder) }
    let used = cloneName(generation)
    for name in names(in: folder, limit: 10_000)?.map(\.name) ?? []
    where name.hasPrefix("clone-") && name.hasSuffix(".git") && name != used {
      try removeTree("\(path)/\(name)")
    }
  }

  /// Nil when there is none; a file that cannot be read is an error, not nothing.
  func accepted(of key: String) throws(SourceFailure) -> CommitID? {
    let path = "\(path)/accepted-\(key)"
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw SourceFailure(.unreadable, "\(path) cannot be opened: \(systemError())")
    }
    defer { close(file) }
    var buffer = [UInt8](repeating: 0, count: 64)
    let count = read(file, &buffer, buffer.count)
    guard count >= 0, let commit = CommitID(String(decoding: buffer.prefix(40), as: UTF8.self))
    else {
      throw SourceFailure(
        .unreadable, "\(path) does not hold a commit; remove it to take the branch as it is")
    }
    return commit
  }

  func setAccepted(_ commit: CommitID, of key: String) throws(SourceFailure) {
    try replaceFile("\(path)/accepted-\(key)", with: commit.hex + "\n")
  }

  /// How many packs the clone has: each fetch that brings something adds one.
  func packCount() -> Int {
    packFiles().count { $0.hasSuffix(".pack") }
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
    // The first is reached by our own link.
    let kind = depth == 0 ? O_DIRECTORY : O_DIRECTORY | O_NOFOLLOW
    let opened = open(folder, O_RDONLY | O_CLOEXEC | kind)
    guard opened >= 0 else { return }
    defer { close(opened) }
    for name in names(in: opened, limit: 10_000)?.map(\.name) ?? [] {
      if name.hasSuffix(".lock") { unlinkat(opened, name, 0) }
      if (depth > 0 || name == "refs") && depth < 8 {
        removeStaleLocks("\(folder)/\(name)", depth: depth + 1)
      }
    }
  }
}
