import Glibc
import Source
import Spec
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct GitSnapshotTests {
  @Test func `kinds, spaces and umlauts come through, submodules and odd names are other`()
    async throws
  {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    try shop.write("work/sites/a b/grüße aus Köln.html", "hello")
    try shop.write("work/sites/a b/run", "#!/bin/sh\n", mode: 0o755)
    symlink("../../../etc/passwd", "\(shop.path)/work/sites/a b/link")
    try await shop.commit("Add odd files")
    let head = try await shop.head()
    try await shop.git("update-index", "--add", "--cacheinfo", "160000,\(head.hex),sites/module")
    try await shop.git("commit", "-q", "-m", "Add a submodule")
    let clone = try shop.clone()
    let result = try await clone.fetch()
    let snapshot = try #require(clone.objects).snapshot(at: result.current)
    let entries = try #require(try snapshot.list("sites/a b"))
    let kinds = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0.kind) })
    #expect(
      kinds == [
        "grüße aus Köln.html": .file(executable: false), "run": .file(executable: true),
        "link": .link,
      ])
    let link = try #require(entries.first { $0.kind == .link })
    #expect(try snapshot.read(link.id, limit: 100) == Array("../../../etc/passwd".utf8))
    let module = try #require(try snapshot.list("sites")?.first { $0.name == "module" })
    #expect(module.kind == .other)
    #expect(try snapshot.list("sites/module") == nil)
    #expect(try snapshot.list("nothing") == nil)
    #expect(try snapshot.list("provider.yaml") == nil)
  }

  @Test func `a folder of an earlier revision is listed by its tree, and none is no damage`()
    async throws
  {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    try shop.write("work/sites/chess/a/index.html", "old")
    try await shop.commit("Old")
    let old = ContentID(hex: try await shop.git("rev-parse", "HEAD:sites/chess"))
    let file = ContentID(hex: try await shop.git("rev-parse", "HEAD:provider.yaml"))
    try shop.write("work/sites/chess/a/index.html", "new")
    try await shop.commit("New")
    let clone = try shop.clone()
    let commit = try await clone.fetch().current
    let snapshot = try #require(clone.objects).snapshot(at: commit)
    #expect(try snapshot.list("sites/chess")?.map(\.id) != snapshot.list(tree: old)?.map(\.id))
    let folder = try #require(try snapshot.list(tree: old)?.first)
    let page = try #require(try snapshot.list(tree: folder.id)?.first)
    #expect(try snapshot.read(page.id, limit: 100) == Array("old".utf8))
    let unknown = ["ab", String(repeating: "0", count: 39) + "1"].map { ContentID(hex: $0) }
    for id in [file] + unknown {
      #expect(try snapshot.list(tree: id) == nil)
    }
    #expect(try await clone.fetch().movement == .unchanged)
    #expect(shop.names(in: "data").filter { $0.hasPrefix("clone-") } == ["clone-1.git"])
  }

  @Test func `names that lead out of a folder are never files`() async throws {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    let blob = try await shop.git("hash-object", "-w", "provider.yaml")
    let raw = bytes(of: blob)
    var tree: [UInt8] = []
    for name in ["..", ".git", "bad\u{FF}"] {
      let written = name == "bad\u{FF}" ? Array("bad".utf8) + [0xFF] : Array(name.utf8)
      tree += Array("100644 ".utf8) + written + [0] + raw
    }
    try shop.write("tree", tree)
    let id = try await shop.git("hash-object", "-w", "-t", "tree", "--literally", "../tree")
    let commit = try await shop.git("commit-tree", id, "-m", "Hostile")
    let objects = try GitObjects(path: "\(shop.path)/work")
    let snapshot = try objects.snapshot(at: try #require(CommitID(commit)))
    let entries = try #require(try snapshot.list(""))
    #expect(entries.count == 3)
    #expect(entries.allSatisfy { $0.kind == .other })
  }

  @Test func `a file over the limit is refused before it is read`() async throws {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    let objects = try GitObjects(path: "\(shop.path)/work")
    let snapshot = try objects.snapshot(at: try await shop.head())
    let entry = try #require(try snapshot.list("")?.first { $0.name == "provider.yaml" })
    #expect(try snapshot.read(entry.id, limit: 15).count == 15)
    #expect(throws: SourceFailure.self) { try snapshot.read(entry.id, limit: 14) }
  }

  @Test func `a damaged object is corrupt, never empty, and the next fetch mends the clone`()
    async throws
  {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    let clone = try shop.clone()
    let first = try await clone.fetch()
    try damagePack(of: "data", in: shop)
    let again = try shop.clone()
    #expect(throws: SourceFailure.self) { try again.text("clubs/chess.yaml") }
    let mended = try await again.fetch()
    #expect(mended.current == first.current)
    #expect(try again.text("clubs/chess.yaml") == "id: chess\nname: Chess\n")
    try await shop.git("fsck", "--full", in: "data/repository.git")
  }

  @Test func `a damaged clone that only commands use is fetched anew, once`() async throws {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    let cache = "\(shop.path)/cache"
    let read = {
      let opened = try await openSource(
        at: "file://\(shop.path)/work", cache: cache, process: .forTests())
      let entries = try ["", "clubs"].map { try opened.content.list($0) ?? [] }.joined()
      return try entries.filter { $0.kind != .folder }.map {
        String(decoding: try opened.content.read($0.id, limit: 100), as: UTF8.self)
      }
    }
    let text = try await read()
    // Files come last in a pack: the commit and its folders stay readable.
    try damagePack(of: "cache", in: shop, last: 8)
    await #expect(throws: SourceFailure.self) { try await read() }
    #expect(try await mendingClone(in: cache, read) == text)
    var attempts = 0
    await #expect(throws: SourceFailure.self) {
      try await mendingClone(in: cache) {
        attempts += 1
        throw SourceFailure(.corrupt, "the repository itself")
      }
    }
    #expect(attempts == 2)
  }

  @Test func `blame names the commit that last changed a line`() async throws {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    let first = try await shop.head()
    try shop.write("work/clubs/chess.yaml", "id: chess\nname: Chess Club\nlanguage: en\n")
    let second = try await shop.commit("Name the club in full")
    let objects = try GitObjects(path: "\(shop.path)/work")
    let file = "clubs/chess.yaml"
    #expect(try objects.blame(path: file, line: 1, at: second)?.commit.id == first)
    let origin = try #require(try objects.blame(path: file, line: 2, at: second))
    #expect(origin.commit.id == second)
    #expect(origin.commit.author == "Rose Hill")
    #expect(origin.commit.email == "rose@mail.example")
    #expect(origin.commit.subject == "Name the club in full")
    #expect(origin.line == 2)
    #expect(try objects.blame(path: file, line: 99, at: second) == nil)
    #expect(try objects.blame(path: "clubs/none.yaml", line: 1, at: second) == nil)
  }

  @Test func `many threads read the same commit`() async throws {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    for number in 0..<200 {
      try shop.write("work/clubs/club-\(number).yaml", "id: club-\(number)\n")
    }
    let head = try await shop.commit("Add two hundred clubs")
    let objects = try GitObjects(path: "\(shop.path)/work")
    let snapshot = try objects.snapshot(at: head)
    let read = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask {
          let entries = try #require(try snapshot.list("clubs")).filter { $0.name != "chess.yaml" }
          for entry in entries {
            let text = String(decoding: try snapshot.read(entry.id, limit: 100), as: UTF8.self)
            #expect(text == "id: \(entry.name.dropLast(5))\n")
          }
          return entries.count
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(read == 800)
  }
}

private func bytes(of hex: String) -> [UInt8] {
  let digits = Array(hex)
  return stride(from: 0, to: digits.count, by: 2).compactMap {
    UInt8(String(digits[$0...$0 + 1]), radix: 16)
  }
}

/// Overwrites what a pack holds, or the last bytes of it.
private func damagePack(of directory: String, in shop: GitWorkshop, last: Int? = nil) throws {
  let packs = "\(directory)/repository.git/objects/pack"
  let pack = try #require(shop.names(in: packs).first { $0.hasSuffix(".pack") })
  chmod("\(shop.path)/\(packs)/\(pack)", 0o600)
  let file = open("\(shop.path)/\(packs)/\(pack)", O_RDWR)
  guard file >= 0 else { throw ServerFailure("cannot open \(pack)") }
  defer { close(file) }
  // After a head of 12 bytes and a first object come the others, and a checksum of 20 bytes.
  let end = Int(lseek(file, 0, SEEK_END)) - 20
  let count = last ?? end - 32
  let noise = [UInt8](repeating: 0x5A, count: count)
  guard pwrite(file, noise, count, end - count) == count else {
    throw ServerFailure("cannot write \(pack)")
  }
}
