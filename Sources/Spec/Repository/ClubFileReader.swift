import CMalloc
import Dispatch
import Synchronization

/// A club's file as it was decoded, with its private file, and what was found in both.
final class DecodedClub: Sendable {
  /// Nil when it is no YAML mapping, or was let go.
  let reading: ClubReading?
  let diagnostics: [Diagnostic]
  /// How many encrypted values nobody can see here, in both files.
  let sealedCount: Int
  /// Whether it is a club with such values.
  let isSealed: Bool
  /// For what is found later about the club.
  let concealment: Concealment?

  /// The bytes of a club's files.
  struct Source {
    var file: String
    /// What the club must be called: the file's name without its ending; nil: anything.
    var id: String?
    /// Nil for a file that is too large.
    var bytes: [UInt8]?
    var privateFile: (file: String, bytes: [UInt8]?)?
  }

  /// - Parameter tree: memory to use again.
  init(_ source: Source, _ keys: (any DecryptionKeys)?, tree: inout YAMLTree) {
    var privateFile = source.privateFile.map {
      PrivateFile(file: $0.file, bytes: $0.bytes, keys: keys, tree: &tree)
    }
    var reading = Reading(file: source.file, tree: tree)
    // One owner of the memory at a time: it is written into.
    tree = YAMLTree()
    reading.mayBeEncrypted = true
    reading.keys = keys
    if let privateFile {
      reading.privateNames = Set(
        privateFile.entries.filter { $0.namePosition != nil }.map(\.member.value))
    }
    var club: ClubReading?
    if let bytes = source.bytes {
      club = DecodedClub.read(bytes, source.id, &reading)
    } else {
      reading.report(.fileTooLarge, "the file is larger than 1 MiB", at: .start)
    }
    if club != nil, privateFile != nil {
      let isWhole = club?.membersAreWhole == true
      if var complete = club {
        club = nil
        privateFile?.complete(&complete.club, membersAreWhole: isWhole)
        club = complete
      }
    }
    sealedCount = reading.sealedCount + (privateFile?.sealedCount ?? 0)
    self.reading = club
    isSealed = club?.isWhole == false && sealedCount > 0
    concealment = reading.findings.concealment
    reading.findings.dropRepeated()
    diagnostics =
      (reading.sealedCount > 0
        ? reading.findings.diagnostics.filter { !$0.rule.needsAllValues }
        : reading.findings.diagnostics) + (privateFile?.findings.diagnostics ?? [])
    tree = reading.tree
  }

  private init(without whole: DecodedClub) {
    reading = nil
    (diagnostics, sealedCount, isSealed, concealment) =
      (whole.diagnostics, whole.sealedCount, whole.isSealed, whole.concealment)
  }

  /// What was found, without what the club says.
  func withoutClub() -> DecodedClub { DecodedClub(without: self) }

  private static func read(
    _ bytes: [UInt8], _ id: String?, _ reading: inout Reading
  ) -> ClubReading? {
    guard reading.parse(bytes) else { return nil }
    guard reading.tree.kind(YAMLTree.root) == .mapping else {
      reading.reportType(YAMLTree.root, "a club")
      return nil
    }
    let club = ClubReading.read(&reading)
    if let id, club.hasID, club.club.id.value != id {
      reading.report(
        .clubID, "the id \(quoted(club.club.id.value)) is not the file's name",
        at: club.club.id.position,
        hint: "call the file `\(club.club.id.value).yaml`"
          + (ClubID.isValid(id) ? ", or write `id: \(cut(id))`" : ""))
    }
    return club
  }
}

/// Reads, decodes and checks many club files on all cores.
struct ClubFileReader {
  let content: any RepositoryContent
  let keys: (any DecryptionKeys)?
  let provider: KnownProvider?
  let width: Int
  let keepsClubs: Bool

  /// In the order of `files`.
  func read(_ files: [RepositoryListing.ClubFile]) throws -> [CachedClub] {
    let chunk = max(1, min(64, files.count / width))
    let chunks = (files.count + chunk - 1) / chunk
    guard chunks > 1, width > 1 else { return try read(files[...]) }
    ThreadMemory.growInLargeSteps(true)
    defer { ThreadMemory.growInLargeSteps(false) }
    let results = Mutex<[Int: Result<[CachedClub], any Error>]>([:])
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: min(width, chunks)) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < chunks else { return }
        let range = index * chunk..<min((index + 1) * chunk, files.count)
        let result = Result { try read(files[range]) }
        results.withLock { $0[index] = result }
      }
    }
    return try results.withLock { results in
      try (0..<chunks).flatMap { try results[$0]?.get() ?? [] }
    }
  }

  private func read(_ files: ArraySlice<RepositoryListing.ClubFile>) throws -> [CachedClub] {
    var tree = YAMLTree()
    return try files.map { file in
      let source = DecodedClub.Source(
        file: file.file, id: file.id, bytes: try bytes(file.content),
        privateFile: try file.privateFile.map { ($0.file, try bytes($0.content)) })
      return CachedClub(
        file: file, decoded: DecodedClub(source, keys, tree: &tree), provider: provider,
        keepsClub: keepsClubs)
    }
  }

  /// Nil for what is too large.
  private func bytes(_ id: ContentID) throws -> [UInt8]? {
    do {
      return try content.read(id, limit: YAMLBounds.bytes)
    } catch let error as any ContentError where error.isTooLarge {
      return nil
    }
  }
}

/// How glibc gives memory to threads.
private enum ThreadMemory {
  /// The memory of a new thread otherwise grows page by page, with a call to the system for each.
  /// Address space alone is taken beforehand: nothing is used before it is written.
  static func growInLargeSteps(_ isLarge: Bool) {
    mallopt(M_TOP_PAD, isLarge ? 64 << 20 : 128 << 10)
    // Setting one bound ends the adapting of this one, which had grown over buffers for files.
    mallopt(M_MMAP_THRESHOLD, 1 << 20)
  }
}
