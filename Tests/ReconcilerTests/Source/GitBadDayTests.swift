import Glibc
import TestSupport
import Testing

@testable import Source

/// Deadlines, kills and full disks.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct GitBadDayTests {
  /// A repository whose pack has a few hundred kilobytes that do not compress.
  private func makeLargeRepository(_ shop: GitWorkshop, seed: UInt64) async throws {
    try await shop.makeRepository()
    var random = SplitMix64(seed: seed)
    let noise = (0..<600_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    try shop.makeFolder("work/sites/chess")
    try shop.write("work/sites/chess/picture.jpg", noise)
    try await shop.commit("Add a picture")
  }

  /// Nothing of an ended fetch lies about in the clone.
  private func expectTidy(_ shop: GitWorkshop) {
    let packs = shop.names(in: "data/repository.git/objects/pack")
    #expect(
      packs.allSatisfy { $0.hasPrefix("pack-") && ($0.hasSuffix(".pack") || $0.hasSuffix(".idx")) })
    #expect(packs.count % 2 == 0)
    #expect(shop.names(in: "data").filter { $0.hasPrefix("clone-") }.count <= 1)
  }

  @Test func `a server that never answers is given up at the deadline`() async throws {
    let shop = try GitWorkshop()
    let silent = try SilentServer()
    for scheme in ["git", "http"] {
      let clone = try shop.clone(
        GitSource(
          url: "\(scheme)://127.0.0.1:\(silent.port.number)/x", reference: .branch("main")),
        in: scheme, process: .forTests(deadline: .seconds(1)))
      let clock = ContinuousClock()
      let begin = clock.now
      let failure = try await sourceFailure { try await clone.fetch() }
      let took = clock.now - begin
      #expect(failure.code == .timedOut)
      // It ends by itself, and not before its deadline.
      #expect(took >= .seconds(1), "\(took)")
    }
  }

  @Test func `a cancelled task ends its fetch at once`() async throws {
    let shop = try GitWorkshop()
    let silent = try SilentServer()
    let clone = try shop.clone(
      GitSource(url: "git://127.0.0.1:\(silent.port.number)/x", reference: .branch("main")))
    let task = Task { try await sourceFailure { try await clone.fetch() } }
    // The process is there once it holds the lock.
    let begun = try await eventually {
      shop.names(in: "data").contains("clone-1.git")
    }
    #expect(begun)
    let clock = ContinuousClock()
    let begin = clock.now
    task.cancel()
    #expect(try await task.value.code == .cancelled)
    #expect(clock.now - begin < .seconds(3))
    #expect(shop.names(in: "data") == ["fetch.lock"])
  }

  @Test func `a fetch that is killed within a pack leaves nothing, and the next one works`()
    async throws
  {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    try await shop.withGitDaemon { port in
      let direct = GitSource(url: "git://127.0.0.1:\(port)/work", reference: .branch("main"))
      let good = try await shop.clone(direct).fetch()
      try await makeMore(shop)
      try await shop.withStallingProxy(to: port, after: 200_000) { proxy in
        // The same directory, by another way: the clone is there, the reference is not.
        let slow = try shop.clone(
          GitSource(url: "git://127.0.0.1:\(proxy)/work", reference: .branch("main")),
          process: .forTests(deadline: .seconds(2)))
        let fetch = Task { try await sourceFailure { try await slow.fetch() } }
        let inTheMiddle = try await eventually {
          shop.names(in: "data/repository.git/objects/pack").contains { !$0.hasPrefix("pack-") }
        }
        #expect(inTheMiddle)
        #expect(try await fetch.value.code == .timedOut)
      }
      expectTidy(shop)
      let clone = try shop.clone(direct)
      #expect(try clone.current()?.commit == good.current)
      #expect(try clone.text("provider.yaml") == "kind: Provider\n")
      #expect(try await clone.fetch().movement == .forward)
      try await shop.git("fsck", "--full", "--strict", in: "data/repository.git")
    }
  }

  private func makeMore(_ shop: GitWorkshop) async throws {
    var random = SplitMix64(seed: 7)
    let noise = (0..<600_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    try shop.makeFolder("work/sites/chess")
    try shop.write("work/sites/chess/picture.jpg", noise)
    try await shop.commit("Add a picture")
  }

  @Test func `killed at thirty random moments, the clone stays whole and catches up`()
    async throws
  {
    let shop = try GitWorkshop()
    let seed = UInt64(truncatingIfNeeded: time(nil))
    try await makeLargeRepository(shop, seed: seed)
    var random = SplitMix64(seed: seed)
    try await shop.withGitDaemon { port in
      let source = GitSource(url: "git://127.0.0.1:\(port)/work", reference: .branch("main"))
      var killed = 0
      for round in 0..<30 {
        try shop.write("work/clubs/chess.yaml", "id: chess\nname: Round \(round)\n")
        let head = try await shop.commit("Round \(round)")
        let clone = try shop.clone(
          source, process: .forTests(deadline: .milliseconds(1 + Int(random.next() % 60))))
        do {
          #expect(try await clone.fetch().current == head)
        } catch let failure as SourceFailure {
          #expect(failure.code == .timedOut, "seed \(seed), round \(round): \(failure)")
          killed += 1
        }
        expectTidy(shop)
      }
      #expect(killed > 0, "no fetch was killed, seed \(seed)")
      let clone = try shop.clone(source)
      #expect(try await clone.fetch().current == shop.head())
      #expect(try clone.text("clubs/chess.yaml") == "id: chess\nname: Round 29\n")
      try await shop.git("fsck", "--full", "--strict", in: "data/repository.git")
    }
  }

  @Test func `a process that is being started keeps no fetch waiting`() async throws {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    let directory = CloneDirectory(path: "\(shop.path)/data")
    try directory.prepare()
    let copies = try await directory.locked(patience: .zero) {
      copiesOfOpenFiles(at: "\(directory.path)/fetch.lock")
    }
    defer { for copy in copies { close(copy) } }
    #expect(copies.count == 1)
    let isAlone = try await directory.locked(patience: .zero) { true }
    #expect(isAlone)
  }

  @Test func `what a killed process left is removed at the next start`() async throws {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    let good = try await shop.clone().fetch()
    let packs = "data/repository.git/objects/pack"
    let whole = shop.names(in: packs)
    try shop.write("\(packs)/pack_git2_a1b2c3", "half a pack")
    try shop.write("\(packs)/pack-0123456789012345678901234567890123456789.idx", "no pack")
    try shop.write("data/clone-2.git/HEAD", "ref: refs/heads/main\n")
    try shop.write("data/repository.git/refs/allotment/x.lock", "")
    try shop.write("data/repository.git/HEAD.lock", "")
    let clone = try shop.clone()
    #expect(shop.names(in: packs) == whole)
    expectTidy(shop)
    #expect(!shop.names(in: "data/repository.git").contains("HEAD.lock"))
    #expect(try clone.current()?.commit == good.current)
    #expect(try await clone.fetch().movement == .unchanged)
  }

  @Test func `a file size limit is a full disk, and the last good revision stays`() async throws {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    let good = try await shop.clone().fetch()
    try await makeMore(shop)
    // Runs the fetching process with at most 64 blocks of 512 bytes a file.
    try shop.write(
      "limited", "#!/bin/sh\nulimit -f 64\nexec \"$(dirname \"$0\")/fetch-child\" \"$@\"\n",
      mode: 0o755)
    symlink(FetchProcess.fetchChild, "\(shop.path)/fetch-child")
    try await shop.withGitDaemon { port in
      for url in ["\(shop.path)/work", "git://127.0.0.1:\(port)/work"] {
        let clone = try shop.clone(
          GitSource(url: url, reference: .branch("main")),
          process: .forTests(executable: "\(shop.path)/limited"))
        let failure = try await sourceFailure { try await clone.fetch() }
        #expect(failure.code == .diskFull, "\(url): \(failure)")
        expectTidy(shop)
      }
    }
    let clone = try shop.clone()
    #expect(try clone.current()?.commit == good.current)
    #expect(try await clone.fetch().movement == .forward)
  }

  @Test(.enabled(if: canMount))
  func `a disk that is really full does no harm`() async throws {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    try shop.makeFolder("data")
    let mounted = try await run(
      Command("mount", ["-t", "tmpfs", "-o", "size=400k", "tmpfs", "\(shop.path)/data"]))
    try #require(mounted.isSuccess, "\(mounted.errors)")
    do {
      let good = try await shop.clone().fetch()
      try await makeMore(shop)
      try await shop.withGitDaemon { port in
        for url in ["\(shop.path)/work", "git://127.0.0.1:\(port)/work"] {
          let clone = try shop.clone(GitSource(url: url, reference: .branch("main")))
          let failure = try await sourceFailure { try await clone.fetch() }
          #expect(failure.code == .diskFull, "\(url): \(failure)")
          expectTidy(shop)
        }
      }
      let clone = try shop.clone()
      #expect(try clone.current()?.commit == good.current)
      #expect(try clone.text("provider.yaml") == "kind: Provider\n")
    } catch {
      Issue.record(error)
    }
    let unmounted = try await run(Command("umount", ["\(shop.path)/data"]))
    #expect(unmounted.isSuccess, "\(unmounted.errors)")
  }

  @Test func `too much from a server is refused`() async throws {
    let shop = try GitWorkshop()
    try await makeLargeRepository(shop, seed: 3)
    try await shop.withGitDaemon { port in
      var process = FetchProcess.forTests()
      process.maximumBytes = 100_000
      let clone = try shop.clone(
        GitSource(url: "git://127.0.0.1:\(port)/work", reference: .branch("main")),
        process: process)
      #expect(try await sourceFailure { try await clone.fetch() }.code == .tooLarge)
      process.maximumBytes = 1 << 30
      process.maximumObjects = 3
      for url in ["git://127.0.0.1:\(port)/work", "\(shop.path)/work"] {
        let few = try shop.clone(
          GitSource(url: url, reference: .branch("main")), in: "few", process: process)
        #expect(try await sourceFailure { try await few.fetch() }.code == .tooLarge)
      }
    }
  }

  @Test func `a clone of many packs is made anew when nothing else is to do`() async throws {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    var process = FetchProcess.forTests()
    process.maximumPacks = 3
    let clone = try shop.clone(process: process)
    for round in 0..<5 {
      try shop.write("work/clubs/chess.yaml", "id: chess\nname: Round \(round)\n")
      try await shop.commit("Round \(round)")
      _ = try await clone.fetch()
    }
    let packs = "data/repository.git/objects/pack"
    #expect(shop.names(in: packs).count == 10)
    let before = try #require(try clone.current())
    #expect(try await clone.fetch().movement == .unchanged)
    #expect(shop.names(in: packs).count == 2)
    #expect(try clone.current()?.commit == before.commit)
    #expect(try clone.text("clubs/chess.yaml") == "id: chess\nname: Round 4\n")
    expectTidy(shop)
  }

  @Test func `the fetching process ends when its parent does`() async throws {
    let silent = try SilentServer()
    let shop = try GitWorkshop()
    try shop.makeFolder("data")
    let request = """
      {"operation":"clone","source":{"url":"git://127.0.0.1:\(silent.port.number)/x",\
      "reference":{"branch":{"_0":"main"}}},"directory":"\(shop.path)/data","deadline":60,\
      "maximumBytes":1000,"maximumObjects":1000}

      """
    let clock = ContinuousClock()
    let begin = clock.now
    // Standard input closes after the request, as it does when the parent dies.
    let finished = try await run(
      Command(FetchProcess.fetchChild, ["internal-fetch"], input: request))
    #expect(finished.code == 3)
    #expect(clock.now - begin < .seconds(10))
    let nonsense = try await run(Command(FetchProcess.fetchChild, [], input: "nonsense\n"))
    #expect(nonsense.output.contains("fetch-process-failed"))
  }

  private static let canMount = getuid() == 0 && access("/bin/mount", X_OK) == 0
}
