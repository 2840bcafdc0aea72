import CMalloc
import Dispatch
import Synchronization

/// A club's file as it was decoded, and what was found in it.
final class DecodedClub: Sendable {
  /// Nil when it is no YAML mapping.
  let reading: ClubReading?
  let diagnostics: [Diagnostic]

  /// - Parameters:
  ///   - id: what the club must be called; nil: anything.
  ///   - tree: memory to use again.
  init(file: String, id: String?, bytes: [UInt8], tree: inout YAMLTree) {
    var reading = Reading(file: file, tree: tree)
    // One owner of the memory at a time: it is written into.
    tree = YAMLTree()
    self.reading = DecodedClub.read(bytes, id, &reading)
    reading.findings.dropRepeated()
    diagnostics = reading.findings.diagnostics
    tree = reading.tree
  }

  init(tooLarge file: String) {
    var findings = Findings(file: file)
    findings.add(.fileTooLarge, "the file is larger than 1 MiB", at: .start)
    reading = nil
    diagnostics = findings.diagnostics
  }

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
        hint: "call the file `\(club.club.id.value).yaml`, or write `id: \(cut(id))`")
    }
    return club
  }
}

/// Reads, decodes and checks many club files on all cores.
struct ClubFileReader {
  let content: any RepositoryContent
  let provider: Provider?
  let width: Int

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
      CachedClub(file: file, decoded: try decode(file, &tree), provider: provider)
    }
  }

  private func decode(
    _ file: RepositoryListing.ClubFile, _ tree: inout YAMLTree
  ) throws -> DecodedClub {
    do {
      let bytes = try content.read(file.content, limit: YAMLBounds.bytes)
      return DecodedClub(file: file.file, id: file.id, bytes: bytes, tree: &tree)
    } catch let error as any ContentError where error.isTooLarge {
      return DecodedClub(tooLarge: file.file)
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
