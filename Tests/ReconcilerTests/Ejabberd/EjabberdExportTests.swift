import EjabberdService
import Foundation
import Model
import ServiceContract
import Spec
import TestSupport
import Testing

@testable import Portability

/// The exit bundle of a club on a real ejabberd, and what is left of who was erased.
@Suite(.serialized)
struct EjabberdExportTests {
  @Test func `a club's accounts with contacts and names live on, on a fresh ejabberd`() async throws
  {
    let folder = try TemporaryDirectory()
    try await PrivateEjabberd.with { server in
      let chess = try await furnished(server)
      let bundle = try await exporter(of: chess.service).bundle(of: "chess", withCredentials: false)
      #expect(bundle.remarks.count == 1, "\(bundle.remarks)")
      #expect(
        Set(bundle.files.keys) == [
          "README.txt", "accounts.xml", "bundle.json", "club.yaml", "site/index.html",
          "site/sub/a.txt", "live/ejabberd/vhost.json", "live/ejabberd/account.json",
          "live/ejabberd/room.json", "live/ejabberd/contact-list.json",
        ])
      let rooms = String(decoding: bundle.files["live/ejabberd/room.json"] ?? [], as: UTF8.self)
      #expect(rooms.contains("\"rose@chess.example\": \"owner\""), "\(rooms)")
      try NewFolder.write(bundle.files, to: folder("bundle"))
    }
    let file = folder("bundle/accounts.xml")
    let rose = try #require(try await readServerData(file)["chess.example"]?["rose"])
    #expect(rose.vcard == "Rose & <Hill> ☃" && rose.scram == nil && rose.password == nil)
    #expect(Set(rose.contacts.keys) == ["walter@dentists.example", "dan@chess.example"])
    #expect(rose.contacts["walter@dentists.example"]?.groups == ["Friends", "Golf"])
    #expect(rose.contacts["dan@chess.example"]?.groups == ["Chess Club"], "a shared contact")
    try await expectToLiveOn(file)
  }

  /// With new passwords: there are none in the bundle.
  private func expectToLiveOn(_ file: String) async throws {
    try await PrivateEjabberd.with(further: ["--vhost", "chess.example"]) { fresh in
      for user in ["rose", "dan"] {
        try await fresh.call(
          "register", #"{"user":"\#(user)","host":"chess.example","password":"a new one"}"#)
      }
      #expect(try await fresh.call("import_piefxis", #"{"file":"\#(file)"}"#) == "0")
      let roster = try await run(
        Command(
          testPython,
          [
            "-W", "ignore", "\(repositoryRoot)/Tests/Clients/xmpp.py", "--server",
            "127.0.0.1:\(fresh.clientPort.number)", "--timeout", "15", "roster",
            "rose@chess.example",
          ], environment: ["XMPP_PASSWORD": "a new one"]))
      for contact in ["walter@dentists.example", "dan@chess.example"] {
        #expect(roster.output.contains(contact), "\(roster)")
      }
      let bookmarks = try await fresh.call(
        "private_get",
        #"{"user":"rose","host":"chess.example","element":"storage","ns":"storage:bookmarks"}"#)
      #expect(bookmarks.contains("pawns@conference.chess.example"), "\(bookmarks)")
    }
  }

  @Test func `a member's bundle holds nobody else's data, and passwords cannot be told`()
    async throws
  {
    try await PrivateEjabberd.with { server in
      let chess = try await furnished(server)
      let exporter = try exporter(of: chess.service)
      let bundle = try await exporter.bundle(of: "chess", member: "dan", withCredentials: false)
      #expect(
        Set(bundle.files.keys) == ["README.txt", "accounts.xml", "bundle.json", "member.json"])
      let member = String(decoding: bundle.files["member.json"] ?? [], as: UTF8.self)
      #expect(member.contains("\"dan@chess.example\": \"member\""), "\(member)")
      #expect(!member.contains("rose"), "\(member)")
      let accounts = String(decoding: bundle.files["accounts.xml"] ?? [], as: UTF8.self)
      #expect(!accounts.contains("walter"), "\(accounts)")
      await #expect {
        try await exporter.bundle(of: "chess", withCredentials: true)
      } throws: {
        guard case Exporter.Failure.noCredentials(service: "ejabberd", _) = $0 else { return false }
        return true
      }
      try await server.stop()
      await #expect {
        try await exporter.bundle(of: "chess", withCredentials: false)
      } throws: {
        guard case Exporter.Failure.unread(service: "ejabberd", _) = $0 else { return false }
        return true
      }
    }
  }

  @Test func `of an erased member the server keeps nothing but a role in the rooms' records`()
    async throws
  {
    try await PrivateEjabberd.with { server in
      let chess = try await furnished(server, also: "dan")
      #expect(try await traces(of: "dan", on: server).count > 6)
      let gone = Change(
        action: .delete, resource: try chess.desired("dan@chess.example").id, origin: nil,
        cause: .revision, reason: "erased")
      #expect(await chess.apply([gone]) == [.applied])
      let left = try await traces(of: "dan", on: server)
      #expect(left.allSatisfy { $0.hasPrefix("{roles,") }, "\(left)")
    }
  }

  @Test func `of a removed vhost the server keeps nothing`() async throws {
    try await PrivateEjabberd.with { server in
      let chess = try await furnished(server, also: "dan")
      let gone = try await chess.observed().map(\.id).sorted(by: >).map {
        Change(action: .delete, resource: $0, origin: nil, cause: .revision, reason: "test")
      }
      #expect(await chess.apply(gone).allSatisfy { $0 == .applied })
      #expect(try await traces(of: "chess.example", on: server) == [])
    }
  }

  /// What the server's whole database says of it, besides whoever mentions it to others.
  private func traces(of name: String, on server: PrivateEjabberd) async throws -> [String] {
    let file = server.directory("dump-\(UInt32.random(in: 0...UInt32.max))")
    try await server.call("dump", #"{"file":"\#(file)"}"#)
    let text = String(
      decoding: try Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self)
    return text.split(separator: "\n").map { $0.drop { $0 == " " } }.filter {
      $0.contains("<<\"\(name)\">>")
    }.map(String.init)
  }

  // MARK: - A club with something in it

  /// - Parameter other: somebody else who has the same things as Rose.
  private func furnished(
    _ server: PrivateEjabberd, also other: String? = nil
  ) async throws -> LiveEjabberd {
    let chess = LiveEjabberd(on: server)
    try await chess.converge()
    for user in ["rose", other].compactMap({ $0 }) {
      let account = #""user":"\#(user)","host":"chess.example""#
      try await server.call(
        "set_vcard", #"{\#(account),"name":"FN","content":"Rose & <Hill> ☃"}"#)
      try await server.call(
        "add_rosteritem",
        #"{"localuser":"\#(user)","localserver":"chess.example","user":"walter","#
          + #""server":"dentists.example","nick":"Walter","group":"Friends;Golf","subs":"both"}"#)
      try await server.call(
        "private_set",
        #"{\#(account),"element":"<storage xmlns='storage:bookmarks'>"#
          + #"<conference jid='pawns@conference.chess.example' name='&lt;Pawns&gt;'/></storage>"}"#)
      try await server.call(
        "muc_register_nick",
        #"{"nick":"nick of \#(user)","jid":"\#(user)@chess.example","#
          + #""service":"conference.chess.example"}"#)
      try await server.call(
        "send_message",
        #"{"type":"chat","from":"x@localhost","to":"\#(user)@chess.example","subject":"","#
          + #""body":"while you were away"}"#)
    }
    return chess
  }
}
