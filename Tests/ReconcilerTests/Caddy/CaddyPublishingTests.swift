import CaddyService
import FoundationEssentials
import Glibc
import Model
import ServiceContract
import Spec
import TestSupport
import Testing

/// Publishing to the file system, for which no Caddy needs to run.
@Suite
struct CaddyPublishingTests {
  private let directory: TemporaryDirectory
  private let live: LiveSite
  private let pages = InMemoryRepository([
    "sites/chess/index.html": "<h1>Chess</h1>", "sites/chess/a/b.txt": "b",
    "sites/chess/.git/config": "secret", "sites/chess/.htaccess": "secret",
    "sites/chess/.well-known/security.txt": "Contact:", "sites/chess/.well-known/.x": "secret",
    "sites/other/index.html": "<h1>Other</h1>",
  ])

  init() throws {
    directory = try TemporaryDirectory()
    try directory.makeFolder("www")
    live = try LiveSite(root: directory("www"), pages, .chess())
  }

  @Test func `what is published is what was declared, without hidden files`() async throws {
    try await live.converge()
    #expect(text(of: live.published("index.html")) == "<h1>Chess</h1>")
    #expect(try names(in: live.published("")) == [".well-known", "a", "index.html"])
    #expect(try names(in: live.published(".well-known")) == ["security.txt"])
    let link = try FileManager.default.destinationOfSymbolicLink(
      atPath: "\(live.root)/sites/chess.example")
    #expect(link == "../releases/chess/\(live.wantedTree)")
    #expect(try await live.site().mark == "chess")
    #expect(try names(in: "\(live.root)/tmp") == [])
  }

  @Test func `a new version replaces the old one, which stays for one more`() async throws {
    try await live.converge()
    let first = live.wantedTree
    for path in ["sites/other", "sites/chess", "sites/other"] {
      try live.declare(.chess(path: path))
      try await live.converge()
    }
    #expect(text(of: live.published("index.html")) == "<h1>Other</h1>")
    let kept = try names(in: "\(live.root)/releases/chess")
    #expect(kept.count == 4, "\(kept): the live one and the one before, each with its record")
    #expect(kept.contains { $0.hasPrefix(first) })
  }

  @Test func `permissions are for everybody without a group, else for the group alone`()
    async throws
  {
    func modes() throws -> [UInt16] {
      try [
        "sites", "releases/chess/\(live.wantedTree)",
        "releases/chess/\(live.wantedTree)/index.html",
      ]
      .map { try mode("\(live.root)/\($0)") }
    }
    let old = umask(0o077)
    defer { umask(old) }
    try await live.converge()
    #expect(try modes() == [0o755, 0o755, 0o644])
    #expect(try mode("\(live.root)/releases/chess/\(live.wantedTree).manifest") == 0o600)
    #expect(try mode("\(live.root)/tmp") == 0o700)

    let other = try TemporaryDirectory()
    let closed = try LiveSite(root: other.path, pages, .chess())
    closed.service = CaddyService(name: "caddy", root: other.path, group: "\(getgid())")
    try await closed.converge()
    #expect(try mode("\(other.path)/sites") == 0o750)
    #expect(try mode(closed.published("index.html")) == 0o640)
    closed.service = CaddyService(name: "caddy", root: other.path, group: "no such group")
    try closed.declare(.chess(path: "sites/other"))
    let outcomes = await closed.apply(try await closed.differences())
    #expect(outcomes.map { failure($0)?.code } == ["no-group"])
  }

  @Test func `a club that leaves takes its pages, aliases and redirects with it`() async throws {
    try live.declare(
      .chess { site, club in
        site.aliases = [.at(60, .plain("www.chess.example"))]
        site.redirects = [.at(61, "/a/b", "/c", 301), .at(62, "/a", "/c", 302)]
        club.lifecycle = .at(9, .suspended(since: nil, reason: nil))
      })
    try await live.converge()
    try live.declare(.fixture())
    try await live.converge()
    for folder in ["sites", "redirects", "suspended", "releases", "targets", "tmp", "replaced"] {
      #expect(try names(in: "\(live.root)/\(folder)") == [], "\(folder)")
    }
  }

  @Test func `a club that moves to another domain has both until the old one goes`() async throws {
    try await live.converge()
    try live.declare(.chess(domain: "schach.example"))
    let changes = try await live.differences()
    #expect(changes.map(\.action) == [.create, .delete])
    #expect(await live.apply([changes[0]]) == [.applied])
    for host in ["chess.example", "schach.example"] {
      #expect(text(of: "\(live.root)/sites/\(host)/index.html") == "<h1>Chess</h1>")
    }
    try await live.converge()
    #expect(try names(in: "\(live.root)/sites") == ["schach.example"])
    #expect(text(of: "\(live.root)/sites/schach.example/index.html") == "<h1>Chess</h1>")
  }

  @Test func `a club with a new id takes over what carries the mark of the old one`() async throws {
    let club = { (id: String) in
      HostedClub.chess(id: id) { site, _ in
        site.aliases = [.at(60, .plain("www.chess.example"))]
        site.redirects = [.at(61, "/a", "/b", 301)]
      }
    }
    try live.declare(club("chess"))
    try await live.converge()
    let renamed = try LiveSite(root: live.root, pages, club("rooks"))
    let seen = try await renamed.observed()
    #expect(seen.count == 3)
    #expect(seen.allSatisfy { $0.mark == "chess" && $0.id.club == "rooks" })
    let field = Change.FieldChange(path: "club", before: .text("chess"), after: .text("rooks"))
    let changes = renamed.desired.map { bareChange(.update, $0, [field]) }
    #expect(await renamed.apply(changes) == [.applied, .applied, .applied])
    #expect(try await renamed.observed().allSatisfy { $0.mark == "rooks" })
    #expect(try await renamed.differences().isEmpty)
    #expect(try names(in: "\(live.root)/releases") == ["rooks"])
    #expect(try names(in: "\(live.root)/targets") == ["rooks"])
  }

  @Test(arguments: [true, false])
  func `a takeover that was killed after the link changed is finished later`(
    isStillWanted: Bool
  ) async throws {
    try live.declare(.chess(id: "rooks"))
    try await live.converge()
    // What it had under its old id, and the note of that.
    try directory.makeFolder("www/releases/chess/abcdef")
    try directory.write("www/releases/chess/abcdef/index.html", "old")
    try directory.write("www/releases/chess/abcdef.manifest", "{}")
    #expect(symlink("chess", "\(live.root)/releases/rooks/former") == 0)
    #expect(try await live.tree() == "\(live.wantedTree) (files of chess)")
    if isStillWanted {
      try await live.converge()
    } else {
      let site = try #require(live.desired.first)
      #expect(await live.apply([bareChange(.delete, site)]) == [.applied])
    }
    #expect(try names(in: "\(live.root)/releases") == (isStillWanted ? ["rooks"] : []))
    #expect((try? names(in: "\(live.root)/releases/rooks"))?.contains("former") != true)
  }

  @Test func `what a lost inventory does not know is found by its mark`() async throws {
    try live.declare(.chess { site, _ in site.aliases = [.at(60, .plain("www.chess.example"))] })
    try await live.converge()
    let forgetful = CaddyService(name: "caddy", root: live.root)
    let scope = Scope(club: "chess", resources: [])
    guard case .complete(let seen)? = await forgetful.observe([scope])["chess"] else {
      Issue.record("not read")
      return
    }
    #expect(seen.map(\.id.name) == ["chess.example", "www.chess.example"])
    #expect(seen.allSatisfy { $0.mark == "chess" })
  }

  @Test func `what somebody else put there is adopted or left alone, and never lost`()
    async throws
  {
    try directory.makeFolder("www/sites/chess.example")
    try directory.write("www/sites/chess.example/index.html", "by hand")
    #expect(
      try await live.service.sweep([], cold: false).unmanaged.map(\.name) == ["chess.example"])
    let seen = try await live.site()
    #expect(seen.mark == nil)
    let site = live.desired[0]
    #expect(await live.apply([bareChange(.create, site)]).map { failure($0)?.code } == ["not-ours"])
    #expect(text(of: live.published("index.html")) == "by hand")
    #expect(await live.apply([bareChange(.adopt, site)]) == [.applied])
    #expect(text(of: live.published("index.html")) == "<h1>Chess</h1>")
    #expect(text(of: "\(live.root)/replaced/chess.example.1/index.html") == "by hand")
    #expect(try await live.differences().isEmpty)
  }

  @Test func `what a killed process left behind does no harm and is cleared away`() async throws {
    try await live.converge()
    try directory.write("www/tmp/chess.release/half.html", "half")
    try directory.write("www/tmp/chess.manifest", "half")
    try directory.write("www/tmp/chess.file", "half")
    symlink("../releases/chess/half", "\(live.root)/tmp/chess.link")
    try live.declare(
      .chess(path: "sites/other") { site, _ in
        site.redirects = [.at(61, "/a", "/b", 301)]
      })
    // Killed between the record and the release, and between the release and its link.
    try directory.write("www/releases/chess/\(live.wantedTree).manifest", "half")
    try directory.write("www/releases/chess/\(live.wantedTree).1/half.html", "half")
    try await live.converge()
    #expect(try names(in: live.published("")) == ["index.html"])
    #expect(text(of: live.published("index.html")) == "<h1>Other</h1>")
    #expect(try names(in: "\(live.root)/tmp") == [])
    #expect(try names(in: "\(live.root)/releases/chess").count == 4)
  }

  @Test(arguments: [
    "the link leads nowhere", "the pages are gone", "half of the pages are gone",
    "the redirect alone is half gone",
  ])
  func `a removal that was cut off goes on`(_ killed: String) async throws {
    try live.declare(
      .chess { site, _ in site.redirects = [.at(61, "/a", "/b", 301)] })
    try await live.converge()
    let link = "\(live.root)/sites/chess.example"
    let release = "\(live.root)/releases/chess/\(live.wantedTree)"
    switch killed {
    case "the link leads nowhere":
      unlink(link)
      symlink("../releases/chess/0000", link)
    case "the pages are gone": try FileManager.default.removeItem(atPath: "\(live.root)/releases")
    case "half of the pages are gone": unlink("\(release)/index.html")
    default:
      unlink(link)
      try FileManager.default.removeItem(atPath: "\(live.root)/releases")
    }
    unlink("\(live.root)/targets/chess/chess.example/301/a/.redirect-to")
    try live.declare(.fixture())
    #expect(try await live.observed().allSatisfy { $0.mark == "chess" })
    try await live.converge()
    for folder in ["sites", "redirects", "targets"] {
      #expect(try names(in: "\(live.root)/\(folder)") == [], "\(folder) when \(killed)")
    }
    #expect(text(of: release + "/a/b.txt") == nil)
  }

  @Test func `another club's host is not taken by making it`() async throws {
    try await live.converge()
    let thief = try LiveSite(root: live.root, pages, .chess(path: "sites/other", id: "thief"))
    let outcomes = await thief.apply([bareChange(.create, thief.desired[0])])
    #expect(outcomes.map { failure($0)?.code } == ["not-ours"])
    #expect(text(of: live.published("index.html")) == "<h1>Chess</h1>")
  }

  @Test func `what was planned is published whatever is in its place by now`() async throws {
    try await live.converge()
    let later: [[String: String]] = [
      ["sites/chess/index.html": "<h1>Half a page</h1>"], ["sites/chess": "a file"],
      ["provider.yaml": "", "sites/chess/a/new.html": "new"], [:],
    ]
    for files in later {
      live.content = InMemoryRepository(files).following(pages)
      try FileManager.default.removeItem(atPath: live.published("index.html"))
      try await live.converge()
      #expect(text(of: live.published("index.html")) == "<h1>Chess</h1>")
      #expect(text(of: live.published("a/b.txt")) == "b")
      #expect(try names(in: live.published("")) == [".well-known", "a", "index.html"])
    }
    // Without the tree there is nothing to publish, and a plan is due.
    live.content = InMemoryRepository(later[0])
    try FileManager.default.removeItem(atPath: live.published("index.html"))
    let outcomes = await live.apply(try await live.differences())
    #expect(outcomes.map { failure($0)?.code } == ["stale"])
    #expect(failure(outcomes.first)?.message.contains("plan again") == true)
  }

  @Test func `content that is not to be had any more is refused`() async throws {
    var site = live.desired[0]
    site.fields["tree"] = .text("abcdef")
    let outcomes = await live.apply([bareChange(.create, site)])
    #expect(outcomes.map { failure($0)?.code } == ["stale"])
    #expect(failure(outcomes.first)?.retry == .later)
  }

  @Test func `a certificate is wanted for what is served and for nothing else`() async throws {
    try live.declare(.chess { site, _ in site.aliases = [.at(60, .plain("www.chess.example"))] })
    try await live.converge()
    for host in ["chess.example", "WWW.Chess.Example."] { #expect(live.service.serves(host: host)) }
    for host in [
      "", ".", "..", "../sites/chess.example", "evil.example", "chess.example/", "chess",
    ] {
      #expect(!live.service.serves(host: host), "\(host)")
    }
  }

  private func mode(_ path: String) throws -> UInt16 {
    var raw = stat()
    guard stat(path, &raw) == 0 else { throw SystemFailure("stat \(path)") }
    return UInt16(raw.st_mode & 0o7777)
  }
}
