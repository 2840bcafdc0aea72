import EjabberdService
import Execution
import Inventory
import Model
import Planning
import Reconciler
import ServiceContract
import Source
import Spec
import TestSupport
import Testing

@testable import Portability

/// Specs of an ejabberd that allotment never saw, and of one that it made.
@Suite(.serialized)
struct EjabberdImportTests {
  @Test func `a server made by hand becomes specs that validate, and is then only taken over`()
    async throws
  {
    let folder = try TemporaryDirectory()
    try await PrivateEjabberd.with(further: ["--vhost", "plain.example"]) { server in
      try await furnish(server)
      let service = EjabberdService(on: server)
      let result = try await Importer(services: [service]).run()
      #expect(result.clubs == ["plain"])
      for part in [
        "postmaster@plain.example stays unmanaged", "bad@x.example is banned",
        "localhost is left out", "take the old ones out of the server",
      ] {
        #expect(result.warnings.contains { $0.contains(part) }, "\(part): \(result.warnings)")
      }
      try NewFolder.write(result.files, to: folder("out"))
      let fleet = try loadedFleet(folder("out"))
      #expect(fleet.repository.diagnostics.filter { $0.severity == .error } == [])
      let club = try #require(fleet.clubs["plain"]?.club)
      #expect(Set(club.members.map(\.id.value)) == ["rose", "dan", "violet", "walter"])
      #expect(club.members.first { $0.id.value == "rose" }?.role.value == .owner)
      #expect(club.members.first { $0.id.value == "dan" }?.name?.value == "Dan: #1 \"Molar\"")
      #expect(club.groups.map(\.id.value) == ["committee", "helpers"])
      #expect(club.chat?.rooms.first { $0.id.value == "hall" }?.topic?.value == "Welcome: <all>")
      try await expectOnlyAdoption(
        Engine(services: [service], inventory: try Inventory(path: folder("inventory.sqlite"))),
        fleet,
        unmanaged: [
          "postmaster@plain.example", "Committee@plain.example", "Helpers@plain.example",
        ])
      for user in ["rose", "dan", "violet"] {
        let asked =
          #"{"user":"\#(user)","host":"plain.example","password":"the words of \#(user)"}"#
        #expect(try await server.call("check_password", asked) == "0", "passwords were touched")
      }
    }
  }

  @Test func `what allotment made comes back as it was declared`() async throws {
    let folder = try TemporaryDirectory()
    try await PrivateEjabberd.with { server in
      let chess = LiveEjabberd(on: server, club: DeclaredClub(hosted: ClubStory.grown()))
      try await chess.converge()
      let stray = Unmanaged(
        service: "ejabberd", kind: "vhost", name: "chess.example", mark: "chess")
      #expect(try await chess.service.sweep([], cold: false).unmanaged.contains(stray))
      let result = try await Importer(services: [chess.service]).run()
      #expect(result.warnings.filter { !$0.contains("localhost") } == [])
      try NewFolder.write(result.files, to: folder("out"))
      let fleet = try loadedFleet(folder("out"))
      #expect(fleet.repository.diagnostics.filter { $0.severity == .error } == [])
      let plan = try await Engine(
        services: [chess.service], inventory: try Inventory.empty()
      ).plan(fleet, Engine.Request(now: 1_800_000_000))
      #expect(plan.clubs.map(\.sync) == [.synced], "\(plan.clubs.flatMap(\.changes))")
    }
  }

  @Test func `without the hosts file, the marks in ejabberd still say whose a vhost is`()
    async throws
  {
    try await PrivateEjabberd.with(further: ["--vhost", "chess.example"]) { server in
      try await server.call(
        "srg_create",
        #"{"group":"allotment","host":"chess.example","label":"","description":"#
          + #""{\"version\":1,\"club\":\"chess\",\"accounts\":{},\"rooms\":[]}","display":""}"#)
      #expect(
        try await EjabberdService(on: server).sweep([], cold: false).unmanaged == [
          Unmanaged(service: "ejabberd", kind: "vhost", name: "chess.example", mark: "chess"),
          Unmanaged(service: "ejabberd", kind: "vhost", name: "localhost"),
        ])
    }
  }

  // MARK: - A server made by hand

  private func furnish(_ server: PrivateEjabberd) async throws {
    let host = #""host":"plain.example""#
    for user in ["rose", "dan", "violet", "postmaster"] {
      try await server.call(
        "register", #"{"user":"\#(user)",\#(host),"password":"the words of \#(user)"}"#)
    }
    try await server.call(
      "set_vcard", #"{"user":"dan",\#(host),"name":"FN","content":"Dan: #1 \"Molar\""}"#)
    for (group, users) in [("Committee", ["rose", "dan"]), ("Helpers", ["dan"])] {
      try await server.call(
        "srg_create",
        #"{"group":"\#(group)",\#(host),"label":"\#(group)","description":"","display":"\#(group)"}"#
      )
      for user in users {
        try await server.call(
          "srg_user_add",
          #"{"user":"\#(user)",\#(host),"group":"\#(group)","grouphost":"plain.example"}"#)
      }
    }
    try await room(
      server, "hall", [("title", "Hall"), ("description", "Welcome: <all>")],
      [
        "rose@plain.example": "owner", "dan@plain.example": "admin",
        "violet@plain.example": "member",
      ])
    try await room(
      server, "cellar", [("title", "Cellar")],
      [
        "rose@plain.example": "owner", "walter@dentists.example": "member",
        "bad@x.example": "outcast",
      ])
  }

  private func room(
    _ server: PrivateEjabberd, _ id: String, _ options: [(String, String)],
    _ affiliations: [String: String]
  ) async throws {
    let service = #""service":"conference.plain.example""#
    let settings = [("persistent", "true"), ("members_only", "true"), ("public", "false")]
    let all = (options + settings).map { #"{"name":"\#($0.0)","value":"\#($0.1)"}"# }
    try await server.call(
      "create_room_with_opts",
      #"{"name":"\#(id)",\#(service),"host":"plain.example","options":[\#(all.joined(separator: ","))]}"#
    )
    for (address, affiliation) in affiliations {
      try await server.call(
        "set_room_affiliation",
        #"{"name":"\#(id)",\#(service),"jid":"\#(address)","affiliation":"\#(affiliation)"}"#)
    }
  }
}
