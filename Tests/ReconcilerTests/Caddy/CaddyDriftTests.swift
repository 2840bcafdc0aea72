import CaddyService
import FoundationEssentials
import Glibc
import Model
import ServiceContract
import Spec
import TestSupport
import Testing

/// What is changed behind our back is seen, said in words, and put right.
@Suite
struct CaddyDriftTests {
  private let directory: TemporaryDirectory
  private let live: LiveSite

  init() throws {
    directory = try TemporaryDirectory()
    live = try LiveSite(
      root: directory.path,
      InMemoryRepository([
        "sites/chess/index.html": "<h1>Chess</h1>", "sites/chess/a/b.txt": "b",
      ]),
      .chess { site, _ in
        site.aliases = [.at(60, .plain("www.chess.example"))]
        site.redirects = [.at(61, "/old", "/new", 301)]
      })
  }

  @Test(arguments: [
    Tampering("modified: index.html") { try edit("\($0)/index.html", "<h1>Chass</h1>") },
    Tampering("modified: index.html") {
      try replaceKeepingTimes("\($0)/index.html", "<h1>Chass</h1>")
    },
    Tampering("modified: index.html") {
      unlink("\($0)/index.html")
      symlink("/etc/passwd", "\($0)/index.html")
    },
    Tampering("missing: a/b.txt") { unlink("\($0)/a/b.txt") },
    Tampering("added: evil.html") { try edit("\($0)/evil.html", "x") },
    Tampering("added: .htaccess") { try edit("\($0)/.htaccess", "x") },
    Tampering("added: empty") { mkdir("\($0)/empty", 0o755) },
    Tampering("modified: a/b.txt; added: a/b.txt/c") {
      unlink("\($0)/a/b.txt")
      mkdir("\($0)/a/b.txt", 0o755)
      try edit("\($0)/a/b.txt/c", "x")
    },
    Tampering("not a folder") {
      try FileManager.default.removeItem(atPath: $0)
      symlink("/etc", $0)
    },
    Tampering("missing") { try FileManager.default.removeItem(atPath: $0) },
    Tampering("no record of what was published") { unlink("\($0).manifest") },
    Tampering("no record of what was published") {
      try edit("\($0).manifest", "allotment release 1\n")
    },
  ])
  private func `a changed release is seen at once, and healed`(_ tampering: Tampering) async throws
  {
    try await live.converge()
    let before = try await live.digest()
    try tampering.act("\(live.root)/releases/chess/\(live.wantedTree)")
    #expect(try await live.tree() == "\(live.wantedTree) (\(tampering.remark))")
    #expect(try await live.digest() != before)
    #expect(try await live.differences().map(\.resource.kind) == [CaddyKind.site])
    try await live.converge()
    #expect(text(of: live.published("index.html")) == "<h1>Chess</h1>")
    #expect(text(of: live.published("a/b.txt")) == "b")
    #expect(try names(in: live.published("")) == ["a", "index.html"])
    #expect(try await live.digest() == before)
  }

  @Test func `other permissions, owners and times are no drift`() async throws {
    try await live.converge()
    let before = try await live.digest()
    chmod(live.published("index.html"), 0o600)
    utimes(live.published("a/b.txt"), nil)
    #expect(try await live.differences().isEmpty)
    #expect(try await live.digest() == before)
  }

  @Test func `a link that leads elsewhere is put right`() async throws {
    try await live.converge()
    let link = "\(live.root)/sites/chess.example"
    for target in ["/etc", "../releases/chess/abcdef", "../../etc", "../releases/../etc/abcdef"] {
      unlink(link)
      symlink(target, link)
      #expect(try await live.differences().map(\.resource.name) == ["chess.example"], "\(target)")
      try await live.converge()
    }
    unlink(link)
    #expect(try await live.differences().map(\.action) == [.create])
    try await live.converge()
  }

  @Test func `changed aliases and redirects are put right`() async throws {
    try await live.converge()
    let targets = "\(live.root)/targets/chess"
    let acts: [() throws -> Void] = [
      { try edit("\(targets)/www.chess.example/alias", "evil.example") },
      { try edit("\(targets)/www.chess.example/alias", "{{env \"HOME\"}}") },
      { unlink("\(targets)/www.chess.example/alias") },
      { unlink("\(live.root)/redirects/www.chess.example") },
      { try edit("\(targets)/chess.example/301/old/.redirect-to", "https://evil.example/") },
      { try edit("\(targets)/chess.example/301/.redirect-to", "https://evil.example/") },
      {
        mkdir("\(targets)/chess.example/308", 0o755)
        try edit("\(targets)/chess.example/308/.redirect-to", "/x")
      },
      { try edit("\(targets)/chess.example/moved", "https://evil.example/") },
      { try edit("\(targets)/chess.example/alias", "evil.example") },
      { try FileManager.default.removeItem(atPath: targets) },
      { try edit("\(live.root)/suspended/chess.example", "") },
    ]
    for (index, act) in acts.enumerated() {
      let before = try await live.digest()
      try act()
      #expect(try await !live.differences().isEmpty, "act \(index)")
      #expect(try await live.digest() != before, "act \(index)")
      try await live.converge()
      #expect(try await live.digest() == before, "act \(index)")
    }
  }

  @Test func `what cannot be read is unavailable, never empty`() async throws {
    try await live.converge()
    #expect(rename(live.root, live.root + ".away") == 0)
    defer { rename(live.root + ".away", live.root) }
    guard case .unavailable(let reason)? = await live.observation() else {
      Issue.record("a missing root was taken for an empty one")
      return
    }
    #expect(reason.contains("does not exist"))
    await #expect(throws: ServiceFailure.self) { try await live.service.sweep([], cold: false) }
    #expect(await live.service.diagnose().map(\.severity) == [.error])
  }

  @Test func `a folder that cannot be looked into is unavailable, never empty`() async throws {
    try await live.converge()
    let sites = "\(live.root)/sites"
    let acts: [() throws -> Void] = [{ try edit(sites, "") }, { symlink(sites, sites) }]
    for act in acts {
      rename(sites, "\(sites).away")
      try act()
      let seen = await live.observation()
      unlink(sites)
      rename("\(sites).away", sites)
      guard case .unavailable(let reason)? = seen else {
        Issue.record("\(String(describing: seen))")
        continue
      }
      #expect(reason.contains("cannot be read"))
    }
    try await live.converge()
  }
}

/// Something that is done to a release's folder, and how the plan should name it.
private struct Tampering: Sendable, CustomTestStringConvertible {
  let remark: String
  let act: @Sendable (String) throws -> Void

  init(_ remark: String, _ act: @escaping @Sendable (String) throws -> Void) {
    self.remark = remark
    self.act = act
  }

  var testDescription: String { remark }
}

/// The same size, inode and time of modification as before.
private func replaceKeepingTimes(_ file: String, _ text: String) throws {
  var raw = stat()
  guard stat(file, &raw) == 0 else { throw SystemFailure("stat") }
  guard let stream = fopen(file, "r+") else { throw SystemFailure("open") }
  fputs(text, stream)
  fclose(stream)
  var times = [raw.st_atim, raw.st_mtim]
  guard utimensat(AT_FDCWD, file, &times, 0) == 0 else { throw SystemFailure("utimensat") }
}
