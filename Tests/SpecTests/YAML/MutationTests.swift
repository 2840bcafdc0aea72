import Spec
import Testing

/// Right files, damaged at random: whatever comes out, it is an answer.
@Suite struct MutationTests {
  private static let seeds = [UInt64](1...8)

  @Test(arguments: seeds) func `a damaged club file gets an answer inside the file`(
    _ seed: UInt64
  ) throws {
    var random = SeededRandom(seed: seed)
    let bodies = RightClubTests.cases.map { Array(Samples.club($0.body).utf8) }
    let provider = RepositoryLoader.provider(bytes: Array(Samples.provider.utf8)).provider
    for round in 0..<400 {
      var bytes = bodies[Int.random(in: bodies.indices, using: &random)]
      for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&bytes, &random) }
      let read = RepositoryLoader.club(
        file: "clubs/chess.yaml", content: ContentID(hex: "0"), bytes: bytes, provider: provider)
      for diagnostic in read.diagnostics {
        #expect(
          isInside(diagnostic.location.position, bytes),
          "seed \(seed), round \(round): \(diagnostic) in \(String(decoding: bytes, as: UTF8.self))"
        )
        #expect(!diagnostic.message.isEmpty)
      }
      #expect(read.club.club != nil || !read.club.errors.isEmpty, "seed \(seed), round \(round)")
    }
  }

  @Test(arguments: seeds) func `a damaged provider.yaml gets an answer inside the file`(
    _ seed: UInt64
  ) throws {
    var random = SeededRandom(seed: seed)
    for round in 0..<300 {
      var bytes = Array(Samples.provider.utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&bytes, &random) }
      let read = RepositoryLoader.provider(bytes: bytes)
      for diagnostic in read.diagnostics {
        #expect(
          isInside(diagnostic.location.position, bytes),
          "seed \(seed), round \(round): \(diagnostic) in \(String(decoding: bytes, as: UTF8.self))"
        )
      }
      #expect(read.provider != nil || !read.diagnostics.isEmpty, "seed \(seed), round \(round)")
    }
  }

  @Test(.timeLimit(.minutes(2)), arguments: seeds)
  func `a damaged repository gets an answer, the same after a hundred others`(
    _ seed: UInt64
  ) throws {
    var random = SeededRandom(seed: seed)
    let examples = Rule.allCases.compactMap {
      RuleCatalogue.explanation(of: $0)?.right.repository
    }
    var kept = RepositoryLoader(width: 1)
    for round in 0..<150 {
      var files = examples[Int.random(in: examples.indices, using: &random)]
      let paths = files.keys.filter { $0.hasSuffix(".yaml") }.sorted()
      let path = paths[Int.random(in: paths.indices, using: &random)]
      guard case .text(let text)? = files[path] else { continue }
      var bytes = Array(text.utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&bytes, &random) }
      files[path] = .bytes(bytes)
      let loaded = try kept.load(MemoryContent(files: files))
      var fresh = RepositoryLoader(width: 1)
      let anew = try fresh.load(MemoryContent(files: files))
      #expect(loaded.diagnostics == anew.diagnostics, "seed \(seed), round \(round)")
      for diagnostic in loaded.diagnostics where diagnostic.location.file == path {
        #expect(
          isInside(diagnostic.location.position, bytes),
          "seed \(seed), round \(round): \(diagnostic)")
      }
    }
  }

  private func mutate(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
    let pieces = [
      "\n", ": ", "- ", "[", "]", "{", "}", "&a ", "*a", "<<: ", "\t", "\"", "'", "|\n", "#", "~",
      "\r\n", "\u{FEFF}", "ß", "\u{85}", "!!int ", "---\n", "...", "? ", "%YAML 1.2\n", "null", "é",
      "\u{0}", "xn--", "@", "0x1F", "yes", ".", "  ",
    ]
    let at = Int.random(in: 0...bytes.count, using: &random)
    switch Int.random(in: 0..<6, using: &random) {
    case 0 where at < bytes.count: bytes.remove(at: at)
    case 1 where at < bytes.count: bytes[at] = UInt8.random(in: 0...255, using: &random)
    case 2:
      let end = min(bytes.count, at + Int.random(in: 1...60, using: &random))
      bytes.removeSubrange(at..<end)
    case 3:
      let end = min(bytes.count, at + Int.random(in: 1...60, using: &random))
      bytes.insert(contentsOf: Array(bytes[at..<end]), at: Int.random(in: 0...at, using: &random))
    case 4: bytes.removeSubrange(at...)
    default:
      bytes.insert(
        contentsOf: Array(pieces[Int.random(in: pieces.indices, using: &random)].utf8), at: at)
    }
  }

  private func isInside(_ position: SourcePosition, _ bytes: [UInt8]) -> Bool {
    if position == .start { return true }
    var lines: [Int] = [0]
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    var previous: UInt8 = 0
    for byte in text {
      if byte == 0x0A, previous == 0x0D {
        previous = byte
        continue
      }
      if byte == 0x0A || byte == 0x0D {
        lines.append(0)
      } else if byte & 0xC0 != 0x80 {
        lines[lines.count - 1] += 1
      }
      previous = byte
    }
    let line = Int(position.line)
    return line >= 1 && line <= lines.count && position.column >= 1
      && Int(position.column) <= lines[line - 1] + 1
  }
}
