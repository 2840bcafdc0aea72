import CaddyService
import Foundation
import Glibc
import Inventory
import Model
import ProsodyService
import Reconciler
import ServiceContract
import Spec
import TestSupport
import Testing

@testable import Portability

/// The exit bundle of a club on a real Prosody.
@Suite(.serialized)
struct ExportTests {
  private static let password = "the words that Rose chose"

  @Test func `a club's accounts live on, contacts and passwords included, on a fresh server`()
    async throws
  {
    let folder = try TemporaryDirectory()
    try await PrivateProsody.with { prosody in
      let chess = try await furnished(prosody)
      let bundle = try await exporter(of: chess).bundle(of: "chess", withCredentials: true)
      #expect(bundle.remarks == [])
      try NewFolder.write(bundle.files, to: folder("bundle"))
    }
    for (name, mode) in [("bundle", 0o700), ("bundle/live", 0o700), ("bundle/accounts.xml", 0o600)]
    {
      #expect(permissions(folder(name)) == mode_t(mode), "\(name)")
    }
    let fresh = try PrivateProsody(
      further: [
        "--vhost", "chess.example", "--option", "storage=xep0227",
        // It moves vCards at the login, which Prosody 0.12's XEP-0227 storage does not survive.
        "--disable", "vcard_legacy",
      ])
    let data = fresh.directory("prosody/data")
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    let read = try await readServerData(folder("bundle/accounts.xml"), splitInto: data)
    let rose = try #require(read["chess.example"]?["rose"])
    #expect(rose.vcard == "Rose & <Hill>" && rose.scram == "SCRAM-SHA-1")
    #expect(rose.requests == ["new@x.example"])
    #expect(Set(rose.contacts.keys) == ["walter@dentists.example", "dan@chess.example"])
    #expect(rose.contacts["dan@chess.example"]?.groups == ["Chess Club"], "a shared contact")
    try await fresh.start()
    let roster = try await client(fresh, "roster", "rose@chess.example")
    try await fresh.stop()
    #expect(roster.contains("walter@dentists.example"), "\(roster)")
    #expect(roster.contains("dan@chess.example"), "\(roster)")
  }

  @Test func `the bundle says all else in JSON, and holds no password unless asked`() async throws {
    try await PrivateProsody.with { prosody in
      let chess = try await furnished(prosody)
      let bundle = try await exporter(of: chess).bundle(of: "chess", withCredentials: false)
      #expect(
        Set(bundle.files.keys) == [
          "README.txt", "accounts.xml", "bundle.json", "club.yaml", "site/index.html",
          "site/sub/a.txt", "live/prosody/vhost.json", "live/prosody/account.json",
          "live/prosody/room.json", "live/prosody/contact-list.json",
        ])
      let accounts = String(decoding: bundle.files["accounts.xml"] ?? [], as: UTF8.self)
      #expect(!accounts.contains("scram") && !accounts.contains("password"))
      let rooms = String(decoding: bundle.files["live/prosody/room.json"] ?? [], as: UTF8.self)
      #expect(rooms.contains("\"rose@chess.example\": \"owner\""), "\(rooms)")
      #expect(bundle.files["club.yaml"] == Array("the club's file".utf8))
    }
  }

  @Test func `a member's bundle holds nobody else's data but the member's own contacts`()
    async throws
  {
    try await PrivateProsody.with { prosody in
      let chess = try await furnished(prosody)
      let bundle = try await exporter(of: chess).bundle(
        of: "chess", member: "dan", withCredentials: false)
      #expect(
        Set(bundle.files.keys) == ["README.txt", "accounts.xml", "bundle.json", "member.json"])
      let member = String(decoding: bundle.files["member.json"] ?? [], as: UTF8.self)
      #expect(member.contains("\"dan@chess.example\": \"member\""), "\(member)")
      #expect(!member.contains("rose"), "\(member)")
      let accounts = String(decoding: bundle.files["accounts.xml"] ?? [], as: UTF8.self)
      #expect(!accounts.contains("walter"), "\(accounts)")
    }
  }

  @Test func `an account that cannot be read is named in a member's bundle too`() async throws {
    try await PrivateProsody.with { prosody in
      let chess = try await furnished(prosody)
      try Data("return {".utf8).write(
        to: URL(fileURLWithPath: LiveChess(on: prosody).accountFile("dan")))
      let bundle = try await exporter(of: chess).bundle(
        of: "chess", member: "dan", withCredentials: false)
      #expect(Set(bundle.files.keys) == ["README.txt", "bundle.json", "member.json"])
      let problem = "account dan@chess.example is not in it: its file cannot be read"
      #expect(bundle.remarks == [problem])
      let readme = String(decoding: bundle.files["README.txt"] ?? [], as: UTF8.self)
      #expect(readme.contains("- \(problem)"), "\(readme)")
      #expect(!readme.contains("accounts.xml") && !readme.contains("password"), "\(readme)")
      let head = String(decoding: bundle.files["bundle.json"] ?? [], as: UTF8.self)
      #expect(head.contains(problem), "\(head)")
      let other = try await exporter(of: chess).bundle(
        of: "chess", member: "rose", withCredentials: false)
      #expect(other.remarks == [] && other.files["accounts.xml"] != nil)
    }
  }

  @Test func `a link of the site is named, and the bundle lists what is in it and nothing else`()
    async throws
  {
    try await PrivateProsody.with { prosody in
      let chess = try await furnished(prosody)
      let bundle = try await exporter(of: chess, links: ["home.html": "sub/a.txt"]).bundle(
        of: "chess", withCredentials: false)
      #expect(bundle.files["site/home.html"] == nil && bundle.files["site/index.html"] != nil)
      #expect(bundle.remarks == ["site/home.html is not in it: it is a link to sub/a.txt"])
    }
    var source = Portability.Bundle.Source(
      club: "chess", name: "Chess Club", file: nil,
      revision: Revision("main@sha1:1"), resources: [], accounts: [:], site: [:], time: 1)
    func readme() -> String {
      String(decoding: Portability.Bundle(of: source).files["README.txt"] ?? [], as: UTF8.self)
    }
    let names = ["accounts.xml", "live/", "site/", "club.yaml"]
    #expect(names.filter { readme().contains($0) } == [], "\(readme())")
    source.file = [1]
    #expect(names.filter { readme().contains($0) } == ["club.yaml"])
    #expect(readme().contains("bundle.json"))
  }

  @Test func `half of a club is no bundle, and what is there is not overwritten`() async throws {
    let folder = try TemporaryDirectory()
    let gone = ProsodyService(name: "prosody", socket: folder("nothing.sock"))
    await #expect(throws: Exporter.Failure.self) {
      try await exporter(of: gone).bundle(of: "chess", withCredentials: false)
    }
    try folder.makeFolder("there")
    #expect(throws: NewFolder.Failure.self) {
      try NewFolder.write(["a": [1]], to: folder("there"))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["there"])
  }

  // MARK: - A club with something in it

  private func furnished(_ prosody: PrivateProsody) async throws -> ProsodyService {
    let chess = LiveChess(on: prosody)
    try await chess.converge()
    try await prosodyShell(prosody, "user", "password", "rose@chess.example", Self.password)
    let data = prosody.directory("prosody/data/chess%2eexample")
    for store in ["vcard", "roster"] {
      try FileManager.default.createDirectory(
        atPath: "\(data)/\(store)", withIntermediateDirectories: true)
    }
    try Data(
      #"return { name="vCard", attr={xmlns="vcard-temp"}, [1]={name="FN", attr={}, [1]="Rose & <Hill>"} }"#
        .utf8
    ).write(to: URL(fileURLWithPath: "\(data)/vcard/rose.dat"))
    try Data(
      #"return { ["walter@dentists.example"]={subscription="both", groups={["Friends"]=true}, name="Walter"}; [false]={version=1; pending={["new@x.example"]=true}} }"#
        .utf8
    ).write(to: URL(fileURLWithPath: "\(data)/roster/rose.dat"))
    return chess.service
  }

  private func client(_ prosody: PrivateProsody, _ command: String, _ jid: String) async throws
    -> String
  {
    try await run(
      Command(
        testPython,
        [
          "\(repositoryRoot)/Tests/Clients/xmpp.py", "--server",
          "127.0.0.1:\(prosody.clientPort.number)", "--timeout", "20", command, jid,
        ], environment: ["XMPP_PASSWORD": Self.password], limit: .seconds(40))
    ).output
  }
}

/// Of the club of ``LiveChess``, on the chat server that is given.
func exporter(
  of service: any ServiceContract.Service, links: [String: String] = [:]
) throws -> Exporter {
  var provider = Provider.fixture()
  provider.placements["green-1"] = Placement(
    position: .start, chat: .at(1, service.name), web: .at(1, "caddy"))
  provider.defaults.placement = .at(1, "green-1")
  var club = LiveChess.small.hosted.club
  club.site = Site(position: .start, content: .static(path: .at(50, "sites/chess")))
  let content = InMemoryRepository([
    "clubs/chess.yaml": "the club's file", "sites/chess/index.html": "<p>",
    "sites/chess/sub/a.txt": "a",
  ]).linking(Dictionary(uniqueKeysWithValues: links.map { ("sites/chess/\($0)", $1) }))
  let file = try #require(try content.list("clubs")?.first)
  let loaded = LoadedClub(
    id: "chess", file: club.file, content: file.id, club: club, siteTree: nil, errors: [])
  let fleet = Fleet(
    revision: Revision("main@sha1:1"),
    repository: LoadedRepository(provider: provider, clubs: [loaded], diagnostics: []),
    content: content)
  return Exporter(
    engine: Engine(
      services: [service, CaddyService(name: "caddy", root: "\(repositoryRoot)/examples")],
      inventory: try Inventory.empty()),
    fleet: fleet, now: 1_800_000_000)
}

func permissions(_ path: String) -> mode_t {
  var status = stat()
  return lstat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
}

/// Runs a command of Prosody's own shell.
func prosodyShell(_ prosody: PrivateProsody, _ words: String...) async throws {
  let arguments = ["--config", prosody.configuration, "shell"] + words
  let finished = try await run(Command("prosodyctl", arguments))
  try #require(finished.isSuccess, "\(finished)")
}
