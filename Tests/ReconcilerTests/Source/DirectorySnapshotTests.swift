import Glibc
import Source
import Spec
import Testing

@Suite(.timeLimit(.minutes(10)))
struct DirectorySnapshotTests {
  private func snapshot(
    _ shop: GitWorkshop, limits: DirectorySnapshot.Limits = .init()
  ) throws(SourceFailure) -> DirectorySnapshot {
    try DirectorySnapshot(at: "\(shop.path)/work", limits: limits)
  }

  private func makeFolder() throws -> GitWorkshop {
    let shop = try GitWorkshop()
    try shop.write("work/provider.yaml", "kind: Provider\n")
    try shop.write("work/clubs/north/chess.yaml", "id: chess\n")
    try shop.write("work/sites/chess/index.html", "<p>Chess</p>")
    try shop.write("work/.git/config", "secret")
    try shop.write("work/node_modules/x.yaml", "x")
    return shop
  }

  @Test func `a plain folder is read as it stands`() throws {
    let shop = try makeFolder()
    let snapshot = try snapshot(shop)
    #expect(try snapshot.list("")?.map(\.name) == ["clubs", "provider.yaml", "sites"])
    #expect(snapshot.revision.description.wholeMatch(of: /worktree@sha256:[0-9a-f]{64}/) != nil)
    let entry = try #require(try snapshot.list("clubs/north")?.first)
    #expect(entry.kind == .file(executable: false))
    #expect(try snapshot.read(entry.id, limit: 100) == Array("id: chess\n".utf8))
    let page = try #require(try snapshot.list("sites/chess")?.first)
    #expect(try snapshot.read(page.id, limit: 100) == Array("<p>Chess</p>".utf8))
    #expect(try snapshot.list("clubs/south") == nil)
  }

  @Test func `its ids are those that git gives`() async throws {
    let shop = try GitWorkshop()
    try shop.write("work/sites/chess/index.html", "<p>Chess</p>")
    try shop.write("work/sites/chess/a/b.txt", "b")
    try shop.write("work/sites/chess/a.txt", String(repeating: "long ", count: 1_000))
    try shop.write("work/sites/chess/a-b", "")
    symlink("index.html", "\(shop.path)/work/sites/chess/link")
    chmod("\(shop.path)/work/sites/chess/a-b", 0o755)
    mkdir("\(shop.path)/work/sites/chess/empty", 0o755)
    let plain = try DirectorySnapshot(at: "\(shop.path)/work").list("sites")
    try await shop.makeRepository()
    let opened = try openLocalSource(at: "\(shop.path)/work", revision: "HEAD")
    #expect(try opened.content.list("sites") == plain)
  }

  @Test func `the revision follows names, kinds and content, and nothing else`() throws {
    let shop = try makeFolder()
    let first = try snapshot(shop).revision
    try shop.write("work/node_modules/y", "not ours")
    #expect(try snapshot(shop).revision == first)
    try shop.write("work/sites/chess/index.html", "<p>Chess</p>")
    #expect(try snapshot(shop).revision == first)
    try shop.write("work/sites/chess/index.html", "<p>Chess!</p>")
    let second = try snapshot(shop).revision
    #expect(second != first)
    chmod("\(shop.path)/work/sites/chess/index.html", 0o755)
    #expect(try snapshot(shop).revision != second)
  }

  @Test func `what was kept is what was hashed, whatever happens to the file`() throws {
    let shop = try makeFolder()
    let snapshot = try snapshot(shop)
    let club = try #require(try snapshot.list("clubs/north")?.first)
    let page = try #require(try snapshot.list("sites/chess")?.first)
    try shop.write("work/clubs/north/chess.yaml", "id: other\n")
    try shop.write("work/sites/chess/index.html", "<p>Other</p>")
    #expect(try snapshot.read(club.id, limit: 100) == Array("id: chess\n".utf8))
    let failure = #expect(throws: SourceFailure.self) { try snapshot.read(page.id, limit: 100) }
    #expect(failure?.code == .changedWhileReading)
  }

  @Test func `links are reported and never followed`() throws {
    let shop = try makeFolder()
    try shop.write("secret/passwords", "hunter2")
    symlink("../../secret", "\(shop.path)/work/clubs/out")
    symlink("../../../secret/passwords", "\(shop.path)/work/sites/chess/leak")
    let snapshot = try snapshot(shop)
    let out = try #require(try snapshot.list("clubs")?.first { $0.name == "out" })
    #expect(out.kind == .link)
    #expect(try snapshot.read(out.id, limit: 100) == Array("../../secret".utf8))
    #expect(try snapshot.list("clubs/out") == nil)
    let page = try #require(try snapshot.list("sites/chess")?.first { $0.name == "index.html" })
    unlink("\(shop.path)/work/sites/chess/index.html")
    symlink("../../../secret/passwords", "\(shop.path)/work/sites/chess/index.html")
    #expect(throws: SourceFailure.self) { try snapshot.read(page.id, limit: 100) }
  }

  @Test func `sockets and pipes are of kind other and block nobody`() throws {
    let shop = try makeFolder()
    mkfifo("\(shop.path)/work/clubs/pipe.yaml", 0o600)
    let snapshot = try snapshot(shop)
    #expect(try snapshot.list("clubs")?.first { $0.name == "pipe.yaml" }?.kind == .other)
  }

  @Test func `too many files or bytes are an error and not a part`() throws {
    let shop = try makeFolder()
    for limits in [DirectorySnapshot.Limits(files: 3), .init(bytes: 20)] {
      let failure = #expect(throws: SourceFailure.self) { try snapshot(shop, limits: limits) }
      #expect(failure?.code == .tooLarge)
    }
    let missing = #expect(throws: SourceFailure.self) {
      try DirectorySnapshot(at: "\(shop.path)/nowhere")
    }
    #expect(missing?.code == .notARepository)
  }

  @Test func `text beyond what may be kept is read again on demand`() throws {
    let shop = try makeFolder()
    let snapshot = try snapshot(shop, limits: .init(keptBytes: 4))
    let club = try #require(try snapshot.list("clubs/north")?.first)
    #expect(try snapshot.read(club.id, limit: 100) == Array("id: chess\n".utf8))
    #expect(throws: SourceFailure.self) { try snapshot.read(club.id, limit: 5) }
  }

  @Test func `a work tree is a folder without a revision and a commit with one`() async throws {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    try shop.write("work/clubs/chess.yaml", "id: chess\nname: Not committed\n")
    let plain = try openLocalSource(at: "\(shop.path)/work")
    #expect(plain.revision.description.hasPrefix("worktree@sha256:"))
    #expect(plain.git == nil)
    let head = try await shop.head()
    let commit = try openLocalSource(at: "\(shop.path)/work", revision: "main")
    #expect(commit.revision == .commit(branch: "main", sha1: head.hex))
    let below = try openLocalSource(at: "\(shop.path)/work/clubs", revision: "HEAD")
    #expect(try below.content.list("")?.map(\.name) == ["chess.yaml"])
    #expect(try below.git?.blame(path: "chess.yaml", line: 1)?.commit.id == head)
    try await shop.git("clone", "-q", "--bare", "work", "bare.git", in: "")
    let bare = try openLocalSource(at: "\(shop.path)/bare.git")
    #expect(bare.revision == .commit(branch: "main", sha1: head.hex))
    let missing = #expect(throws: SourceFailure.self) {
      try openLocalSource(at: "\(shop.path)/work", revision: "no-such")
    }
    #expect(missing?.code == .branchMissing)
    let fetched = try await openSource(
      at: "file://\(shop.path)/work", cache: "\(shop.path)/cache", process: .forTests())
    #expect(fetched.revision == .commit(branch: "main", sha1: head.hex))
  }
}
