import Reconciler
import Source
import Testing

/// The first digits of a commit's id.
struct AbbreviationTests {
  @Test func `digits with which several things begin name none of them`() async throws {
    let shop = try GitWorkshop()
    try await shop.makeRepository()
    // Two of a thousand begin with the same four digits.
    try shop.makeFolder("work/sites")
    for number in 0..<1_000 { try shop.write("work/sites/\(number)", "\(number)") }
    let commit = try await shop.commit("Many")
    let objects = try await shop.git("ls-tree", "-r", "--format=%(objectname)", "HEAD")
    let beginnings = objects.split(separator: "\n").map { String($0.prefix(4)) }
    let twice = try #require(
      Dictionary(grouping: beginnings) { $0 }.first { $0.value.count > 1 }?.key)
    let clone = try shop.clone()
    _ = try await clone.fetch()
    let source = GitFleetSource(repository: clone)
    #expect(await source.isAmbiguous(twice))
    #expect(await !source.isAmbiguous(String(commit.hex.prefix(12))))
    #expect(await source.isAmbiguous("main"))
    #expect(await source.isAmbiguous(String(repeating: "0", count: 12)))
  }
}
