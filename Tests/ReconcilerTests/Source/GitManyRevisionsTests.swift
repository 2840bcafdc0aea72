import Foundation
import TestSupport
import Testing

@testable import Source

/// One clone that many revisions, branches and sources are fetched into, as `plan --revision` does.
@Suite(.timeLimit(.minutes(3)))
struct GitManyRevisionsTests {
  @Test(arguments: [true, false])
  func `one clone for many revisions has each object once, and few packs`(isNew: Bool)
    async throws
  {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    var random = SplitMix64(seed: 7)
    let photo = (0..<50_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    try shop.makeFolder("work/sites")
    try shop.write("work/sites/photo.jpg", photo)
    var commits: [CommitID] = []
    for round in 0..<8 {
      try shop.write("work/clubs/chess.yaml", "id: chess\nname: Round \(round)\n")
      commits.append(try await shop.commit("Round \(round)"))
    }
    var process = FetchProcess.forTests()
    let packs = "data/repository.git/objects/pack"
    // Older ones after newer ones as well: then there is nothing to bring.
    let order = isNew ? commits : [commits[3], commits[7], commits[0], commits[5]]
    for commit in order {
      let source = GitSource(url: "file://\(shop.path)/work", reference: .named(commit.hex))
      let clone = try shop.clone(source, process: process)
      #expect(try await clone.fetch().current == commit)
      #expect(try clone.text("provider.yaml") == "kind: Provider\n")
      #expect(try size(of: packs, in: shop) < 2 * photo.count)
    }
    #expect(shop.names(in: packs).count { $0.hasSuffix(".pack") } == (isNew ? 8 : 2))
    // Whatever moves or does not: a clone with too many packs is made anew.
    process.maximumPacks = 2
    for round in 0..<10 {
      try shop.write("work/clubs/chess.yaml", "id: chess\nname: Later \(round)\n")
      let commit = try await shop.commit("Later \(round)")
      let source = GitSource(url: "file://\(shop.path)/work", reference: .commit(commit))
      let clone = try shop.clone(source, process: process)
      #expect(try await clone.fetch().current == commit)
      #expect(try clone.text("clubs/chess.yaml") == "id: chess\nname: Later \(round)\n")
      #expect(shop.names(in: packs).count { $0.hasSuffix(".pack") } <= 4)
    }
  }

  @Test func `a server is asked for each object once too`() async throws {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    var random = SplitMix64(seed: 8)
    let photo = (0..<50_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    try shop.makeFolder("work/sites")
    try shop.write("work/sites/photo.jpg", photo)
    try await shop.withGitDaemon { port in
      for round in 0..<6 {
        try shop.write("work/clubs/chess.yaml", "id: chess\nname: Round \(round)\n")
        let commit = try await shop.commit("Round \(round)")
        let source = GitSource(url: "git://127.0.0.1:\(port)/work", reference: .named(commit.hex))
        let clone = try shop.clone(source)
        #expect(try await clone.fetch().current == commit)
        #expect(try clone.text("clubs/chess.yaml") == "id: chess\nname: Round \(round)\n")
        #expect(try size(of: "data/repository.git/objects/pack", in: shop) < 2 * photo.count)
      }
    }
  }

  @Test func `names of revisions alone do not fill the clone`() async throws {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    var process = FetchProcess.forTests()
    process.maximumPacks = 1
    for round in 0..<25 {
      try await shop.git("branch", "b\(round)")
      let clone = try shop.clone(shop.source(.branch("b\(round)")), process: process)
      _ = try await clone.fetch()
      #expect(shop.names(in: "data/repository.git/refs/allotment").count <= 20)
    }
  }

  private func size(of folder: String, in shop: GitWorkshop) throws -> Int {
    try shop.names(in: folder).reduce(0) { sum, name in
      let file = "\(shop.path)/\(folder)/\(name)"
      return sum + (try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int ?? 0)
    }
  }
}
