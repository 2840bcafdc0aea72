import Source
import Spec
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct GitCloneTests {
  @Test func `a first fetch brings the branch and says so`() async throws {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    let clone = try shop.clone()
    let result = try await clone.fetch()
    #expect(result.movement == .first)
    #expect(result.previous == nil)
    let head = try await shop.head()
    #expect(result.current == head)
    #expect(result.revision == Revision("main@sha1:\(head.hex)"))
    #expect(try clone.text("clubs/chess.yaml") == "id: chess\nname: Chess\n")
  }

  @Test func `a commit of one club moves forward and leaves the other folders' ids alone`()
    async throws
  {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    try shop.write("work/sites/chess/index.html", "<p>Chess</p>\n")
    let first = try await shop.commit("Add a site")
    let clone = try shop.clone()
    _ = try await clone.fetch()
    try shop.write("work/clubs/knitters.yaml", "id: knitters\n")
    let second = try await shop.commit("Add the knitters")
    let result = try await clone.fetch()
    #expect(result.movement == .forward)
    #expect(result.previous == first)
    #expect(result.current == second)
    let objects = try #require(clone.objects)
    let before = try #require(try objects.snapshot(at: first).list(""))
    let after = try #require(try objects.snapshot(at: second).list(""))
    #expect(before.first { $0.name == "sites" } == after.first { $0.name == "sites" })
    #expect(before.first { $0.name == "clubs" } != after.first { $0.name == "clubs" })
    let history = try objects.history(since: first, to: second)
    #expect(history.map(\.subject) == ["Add the knitters"])
    #expect(history.first?.author == "Rose Hill")
  }

  @Test func `a fetch with nothing new is unchanged`() async throws {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    let clone = try shop.clone()
    let first = try await clone.fetch()
    let second = try await clone.fetch()
    #expect(second.movement == .unchanged)
    #expect(second.current == first.current)
    #expect(second.receivedObjects == 0)
  }

  @Test func `the last good revision is there after a restart`() async throws {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    let result = try await shop.clone().fetch()
    let again = try shop.clone()
    #expect(try again.current()?.revision == result.revision)
    #expect(try again.text("provider.yaml") == "kind: Provider\n")
    #expect(try await again.fetch().movement == .unchanged)
  }

  @Test func `another branch of the same directory is not taken for its earlier state`()
    async throws
  {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    _ = try await shop.clone().fetch()
    try await shop.git("branch", "trial")
    let other = try shop.clone(shop.source(.branch("trial")))
    #expect(try other.current() == nil)
    #expect(try await other.fetch().movement == .first)
  }

  @Test func `tags, annotated and plain, lead to their commits`() async throws {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    let head = try await shop.head()
    try await shop.git("tag", "plain")
    try await shop.git("tag", "-a", "signed-off", "-m", "Agreed")
    for name in ["plain", "signed-off"] {
      let clone = try shop.clone(shop.source(.tag(name)), in: name)
      let result = try await clone.fetch()
      #expect(result.current == head)
      #expect(result.revision.description == "\(name)@sha1:\(head.hex)")
      #expect(try await clone.fetch().movement == .unchanged)
    }
  }

  @Test func `a commit id brings that commit, also when the branch went on`() async throws {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    let old = try await shop.head()
    try shop.write("work/clubs/chess.yaml", "id: chess\nname: Later\n")
    try await shop.commit("Later")
    let clone = try shop.clone(shop.source(.named(old.hex)))
    #expect(try await clone.fetch().current == old)
    #expect(try clone.text("clubs/chess.yaml") == "id: chess\nname: Chess\n")
    let nowhere = try #require(CommitID(String(repeating: "ab", count: 20)))
    let missing = try shop.clone(shop.source(.commit(nowhere)), in: "missing")
    #expect(try await sourceFailure { try await missing.fetch() }.code == .branchMissing)
  }

  @Test func `a force-push is followed and reported as rewritten`() async throws {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    try shop.write("work/clubs/draughts.yaml", "id: draughts\n")
    let lost = try await shop.commit("Add draughts")
    let clone = try shop.clone()
    _ = try await clone.fetch()
    try await shop.git("reset", "-q", "--hard", "HEAD~1")
    try shop.write("work/clubs/go.yaml", "id: go\n")
    let new = try await shop.commit("Add go instead")
    let result = try await clone.fetch()
    #expect(result.movement == .rewritten)
    #expect(result.previous == lost)
    #expect(result.current == new)
    let objects = try #require(clone.objects)
    #expect(try objects.commitInfo(lost).subject == "Add draughts")
    #expect(try objects.history(since: lost, to: new).map(\.subject) == ["Add go instead"])
  }

  @Test func `a vanished branch is told with the others' names, and the last good one stays`()
    async throws
  {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    let clone = try shop.clone()
    let good = try await clone.fetch()
    try await shop.git("branch", "-m", "main", "trunk")
    let failure = try await sourceFailure { try await clone.fetch() }
    #expect(failure.code == .branchMissing)
    #expect(failure.message.contains("trunk"))
    #expect(try clone.current()?.commit == good.current)
    #expect(try clone.text("clubs/chess.yaml").hasPrefix("id: chess"))
  }

  @Test func `an empty repository, a missing one and a plain folder are told apart`()
    async throws
  {
    let shop = try GitWorkshop()
    try shop.makeFolder("work")
    let missing = try shop.clone(
      GitSource(url: "\(shop.path)/nowhere", reference: .branch("main")), in: "a")
    #expect(try await sourceFailure { try await missing.fetch() }.code == .notARepository)
    let plain = try shop.clone(in: "b")
    #expect(try await sourceFailure { try await plain.fetch() }.code == .notARepository)
    try await shop.git("init", "-q", "-b", "main")
    #expect(try await sourceFailure { try await plain.fetch() }.code == .repositoryEmpty)
    #expect(try plain.current() == nil)
  }

  @Test func `the clone is closed to others`() async throws {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    _ = try await shop.clone().fetch()
    #expect(try shop.mode(of: "data") == 0o700)
  }

  @Test func `fetches into one directory wait for each other`() async throws {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    let head = try await shop.head()
    let results = try await withThrowingTaskGroup(of: FetchResult.self) { group in
      for _ in 0..<3 {
        // Each as a process of its own would.
        group.addTask { try await shop.clone().fetch() }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results.map(\.current) == [head, head, head])
    #expect(results.count { $0.movement == .first } == 1)
    #expect(results.count { $0.movement == .unchanged } == 2)
  }

  @Test func `a fetch does not wait longer than its deadline for another one`() async throws {
    let shop = try GitWorkshop()
    let silent = try SilentServer()
    let slow = try shop.clone(
      GitSource(url: "git://127.0.0.1:\(silent.port.number)/x", reference: .branch("main")))
    let task = Task { try await sourceFailure { try await slow.fetch() } }
    #expect(try await eventually { shop.names(in: "data").contains("clone-1.git") })
    let other = try shop.clone(process: .forTests(deadline: .milliseconds(200)))
    #expect(try await sourceFailure { try await other.fetch() }.code == .busy)
    task.cancel()
    #expect(try await task.value.code == .cancelled)
  }
}
