import CaddyService
import FoundationEssentials
import Glibc
import Model
import ServiceContract
import Spec
import TestSupport
import Testing

/// Site folders that nobody should have committed.
@Suite
struct CaddyHostileTests {
  private let directory: TemporaryDirectory
  private let live: LiveSite

  init() throws {
    directory = try TemporaryDirectory()
    var good = RawRepository()
    good.add("index.html", "<h1>Good</h1>")
    live = try LiveSite(root: directory.path, good, .chess())
  }

  /// Publishes `content` after the good site, and gives back what went wrong: the same when another
  /// folder is in its place by now.
  private func publish(
    _ content: RawRepository, limits: SiteLimits = SiteLimits()
  ) async throws -> ServiceFailure? {
    let replaced = try await publish(content, isReplaced: true, limits)
    let present = try await publish(content, isReplaced: false, limits)
    #expect(replaced == present)
    return present
  }

  private func publish(
    _ content: RawRepository, isReplaced: Bool, _ limits: SiteLimits = SiteLimits()
  ) async throws -> ServiceFailure? {
    try await live.converge()
    var content = content
    content.isReplaced = isReplaced
    live.content = content
    live.service = CaddyService(name: "caddy", root: live.root, limits: limits)
    let field = Change.FieldChange(path: "tree", before: nil, after: nil)
    let outcomes = await live.apply([bareChange(.update, live.desired[0], [field])])
    return failure(outcomes[0])
  }

  private func expectOldSite() throws {
    #expect(text(of: live.published("index.html")) == "<h1>Good</h1>")
    #expect(try names(in: live.published("")) == ["index.html"])
    #expect(try names(in: "\(live.root)/tmp") == [])
    #expect(try names(in: live.root).count == 7, "nothing was written beside the root's folders")
  }

  @Test(arguments: [
    "..", ".", "", "../../evil", "a/b", "/etc/passwd", "nul\0byte", "line\nbreak", "del\u{7F}",
    String(repeating: "x", count: 256),
  ])
  func `a name that no file can have refuses the whole`(name: String) async throws {
    for kind in [RepositoryEntry.Kind.file(executable: false), .folder] {
      var content = RawRepository()
      content.add("index.html", "<h1>Bad</h1>")
      content.add(name, kind: kind)
      let failure = try #require(try await publish(content))
      #expect(failure.code == "bad-content")
      #expect(failure.retry == .never)
      #expect(failure.message.hasPrefix("sites/chess: it holds a name"))
      try expectOldSite()
    }
  }

  @Test func `a name that comes twice, a submodule and a vanished folder refuse the whole`()
    async throws
  {
    var twice = RawRepository()
    twice.add("a")
    twice.add("a", kind: .folder)
    var submodule = RawRepository()
    submodule.add("vendor", kind: .other)
    var gone = RawRepository()
    gone.add("folder", kind: .folder)
    for content in [twice, submodule] {
      #expect(try await publish(content)?.code == "bad-content")
      try expectOldSite()
    }
    #expect(try await publish(gone, isReplaced: false)?.code == "bad-content")
    try expectOldSite()
    let missing = try await publish(gone, isReplaced: true)
    #expect(missing?.code == "source")
    #expect(missing?.retry == .later)
    try expectOldSite()
  }

  @Test(arguments: [
    "/etc/passwd", "../../../etc/passwd", "..", "a/../../other", "", "missing", ".git/config",
    "../chess/index.html", "loop", ".",
  ])
  func `a link that leads out, to nothing or in circles refuses the whole`(target: String)
    async throws
  {
    var content = RawRepository()
    content.add("index.html", "<h1>Bad</h1>")
    content.add("a", kind: .folder)
    content.folders["sites/chess/a"] = []
    content.add("loop", kind: .link, "loop")
    content.folders["sites/chess"]?.removeLast()
    content.add("loop", kind: .link, target)
    #expect(try await publish(content)?.code == "bad-content")
    try expectOldSite()
  }

  @Test func `a link that stays inside is published as a copy`() async throws {
    var content = RawRepository()
    content.add("2024", kind: .folder)
    content.add("page.html", in: "sites/chess/2024", "2024")
    content.add("up", in: "sites/chess/2024", kind: .link, "../copy.html")
    content.add("copy.html", kind: .link, "./latest/page.html")
    content.add("latest", kind: .link, "2024")
    // `latest/page.html` goes through a link: only whole links are followed.
    #expect(try await publish(content)?.code == "bad-content")
    content.folders["sites/chess"]?.removeAll { $0.name == "copy.html" }
    content.add("copy.html", kind: .link, "./2024/page.html")
    #expect(try await publish(content) == nil)
    for file in ["copy.html", "2024/up", "latest/page.html", "latest/up"] {
      #expect(text(of: live.published(file)) == "2024", "\(file)")
    }
    #expect(try await live.differences().isEmpty)
  }

  @Test func `folders that link to each other end at a limit`() async throws {
    var content = RawRepository()
    content.add("a", kind: .folder)
    content.folders["sites/chess/a"] = []
    content.add("back", in: "sites/chess/a", kind: .link, "../a")
    let failure = try #require(try await publish(content))
    #expect(failure.message.contains("nested deeper than 32"))
    content.add("again", in: "sites/chess/a", kind: .link, "../a")
    #expect(try await publish(content)?.code == "bad-content")
    try expectOldSite()
  }

  @Test func `hidden files and what is in hidden folders are not even read`() async throws {
    var content = RawRepository()
    content.add("index.html", "<h1>New</h1>")
    content.add(".git", kind: .folder)
    content.add(".gitmodules", kind: .other)
    content.add("a", kind: .folder)
    content.add(".well-known", in: "sites/chess/a", kind: .folder)
    #expect(try await publish(content) == nil)
    #expect(try names(in: live.published("")) == ["index.html"])
  }

  @Test func `a site over a limit is refused, and the old one stays`() async throws {
    var content = RawRepository()
    for number in 0..<20 { content.add("\(number).html", String(repeating: "x", count: 100)) }
    let limits = [
      (SiteLimits(files: 19), "more than 19 files"),
      (SiteLimits(bytes: 1_999), "more than 1999 bytes"),
      (SiteLimits(fileBytes: 99), "cannot be read from the repository"),
    ]
    for (limit, message) in limits {
      let failure = try #require(try await publish(content, limits: limit))
      #expect(failure.message.contains(message), "\(failure)")
      try expectOldSite()
    }
    #expect(try await publish(content, limits: SiteLimits(files: 20, bytes: 2_000)) == nil)
  }

  @Test func `50,000 files are published and compared`() async throws {
    var content = RawRepository()
    for folder in 0..<50 {
      content.add("f\(folder)", kind: .folder)
      for file in 0..<1_000 { content.add("\(file).html", in: "sites/chess/f\(folder)", "\(file)") }
    }
    #expect(try await publish(content, isReplaced: false) == nil)
    #expect(try await live.differences().isEmpty)
    #expect(text(of: live.published("f49/999.html")) == "999")
    try edit(live.published("f20/500.html"), "other")
    #expect(try await live.tree() == "abcdef (modified: f20/500.html)")
  }

  @Test(.enabled(if: getuid() == 0, "mounting a small disk needs root"))
  func `a full disk fails the publication and leaves the old site live`() async throws {
    let disk = directory("disk")
    try directory.makeFolder("disk")
    let mount = try await run(
      Command("mount", ["-t", "tmpfs", "-o", "size=256k,mode=755", "tmpfs", disk]))
    try #require(mount.isSuccess, "\(mount.errors)")
    do {
      try await fillUp(disk)
    } catch {
      _ = try await run(Command("umount", ["-l", disk]))
      throw error
    }
    #expect(try await run(Command("umount", [disk])).isSuccess)
  }

  private func fillUp(_ disk: String) async throws {
    let full = try LiveSite(root: disk, live.content, .chess())
    try await full.converge()
    var large = RawRepository()
    for number in 0..<20 { large.add("\(number)", String(repeating: "x", count: 50_000)) }
    full.content = large
    let field = Change.FieldChange(path: "tree", before: nil, after: nil)
    let outcomes = await full.apply([bareChange(.update, full.desired[0], [field])])
    #expect(outcomes.map { failure($0)?.code } == ["disk-full"])
    #expect(failure(outcomes[0])?.retry == .later)
    #expect(text(of: full.published("index.html")) == "<h1>Good</h1>")
    #expect(try names(in: "\(disk)/tmp") == [])
    full.content = live.content
    try await full.converge()
  }

  @Test func `redirects that cannot be are refused, each alone`() async throws {
    let bad: [(String, String, Int)] = [
      ("/a", "//evil.example/", 301), ("/a", "javascript:alert(1)", 301), ("/a", "", 301),
      ("/a", "/\(String(repeating: "x", count: 2_100))", 301), ("/a", "/b", 200),
      ("/.redirect-to", "/b", 301), ("/../../x", "/b", 301), ("/%2e%2e/x", "/b", 301),
      ("/a%00", "/b", 301), ("/%ff", "/b", 301), ("/a%5cb", "/b", 301),
      ("/\(String(repeating: "x", count: 300))", "/b", 301),
    ]
    for (from, to, status) in bad {
      try live.declare(.chess { site, _ in site.redirects = [.at(61, from, to, status)] })
      let outcomes = await live.apply(try await live.differences())
      #expect(outcomes.compactMap { failure($0)?.code } == ["refused"], "\(from) \(to)")
      #expect(failure(outcomes.last)?.retry == .never)
    }
    #expect(try names(in: "\(live.root)/targets") == [])
  }

  @Test func `no text of a spec reaches a template with a brace or a quote`() async throws {
    let wild = #"/{{env "HOME"}}'"<>\ {|}^`\u{1}é%zz%41"#
    try live.declare(.chess { site, _ in site.redirects = [.at(61, "/a", wild, 301)] })
    try await live.converge()
    let written = try #require(
      text(of: "\(live.root)/targets/chess/chess.example/301/a/.redirect-to"))
    #expect(
      written
        == "/%7B%7Benv%20%22HOME%22%7D%7D%27%22%3C%3E%5C%20%7B%7C%7D%5E%60%5Cu%7B1%7D%C3%A9%25zz%41"
    )
  }
}
