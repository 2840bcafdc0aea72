import ChatContract
import EjabberdService
import Foundation
import Model
import ServiceContract
import Spec
import TestSupport
import Testing

/// With a chat client that we did not write.
@Suite(.serialized)
struct EjabberdChatTests {
  private func client(
    _ server: PrivateEjabberd, _ words: [String], passwords: [String], limit: Int = 15
  ) async throws -> Finished {
    var environment: [String: String?] = ["XMPP_PASSWORD": passwords[0]]
    if passwords.count > 1 { environment["XMPP_PASSWORD_2"] = passwords[1] }
    return try await run(
      Command(
        testPython,
        [
          "-W", "ignore", "\(repositoryRoot)/Tests/Clients/xmpp.py", "--server",
          "127.0.0.1:\(server.clientPort.number)", "--timeout", "\(limit)",
        ] + words, environment: environment))
  }

  private func firstPasswords(_ chess: LiveEjabberd, again: [String] = []) async throws -> [String:
    String]
  {
    let open = try await chess.service.admissions(of: chess.club.hosted, again: again).open
    let pairs = open.compactMap { admission -> (String, String)? in
      guard case .firstPassword(let password) = admission.way else { return nil }
      return (admission.member, password)
    }
    return Dictionary(pairs) { first, _ in first }
  }

  @Test func `members log in with their first password, meet in contact list and room, and chat`()
    async throws
  {
    try await PrivateEjabberd.with { server in
      let chess = LiveEjabberd(on: server)
      try await chess.converge()
      let passwords = try await firstPasswords(chess)
      let (rose, dan) = (try #require(passwords["rose"]), try #require(passwords["dan"]))
      #expect(try await chess.differences() == [])

      let roster = try await client(server, ["roster", "rose@chess.example"], passwords: [rose])
      #expect(roster.output.contains(#""dan@chess.example""#), "\(roster)")
      #expect(roster.output.contains(#""name": "Dan""#), "\(roster)")
      let joined = try await client(
        server, ["join", "dan@chess.example", "pawns@conference.chess.example"], passwords: [dan])
      #expect(joined.output.contains(#""affiliation": "member""#), "\(joined)")
      #expect(joined.output.contains(#""subject": "Openings""#), "\(joined)")
      let disco = try await client(
        server, ["disco", "rose@chess.example", "chess.example"], passwords: [rose])
      #expect(disco.output.contains("mailto:abuse@clubs.example"), "\(disco)")
    }
  }

  @Test func `who is suspended cannot log in, and comes back with the same password`() async throws
  {
    try await PrivateEjabberd.with { server in
      var chess = LiveEjabberd(on: server)
      try await chess.converge()
      let dan = try #require(try await firstPasswords(chess)["dan"])
      let active = chess.club
      chess.club = DeclaredClub(
        hosted: .fixture { club in
          club.members = [.fixture("rose", role: .owner), .fixture("dan", state: .suspended)]
          club.chat = active.hosted.club.chat
        })
      try await chess.converge()
      #expect(try await chess.differences() == [])
      let refused = try await client(
        server, ["login", "dan@chess.example"], passwords: [dan], limit: 3)
      #expect(refused.code != 0, "\(refused)")
      chess.club = active
      try await chess.converge()
      let back = try await client(server, ["login", "dan@chess.example"], passwords: [dan])
      #expect(back.isSuccess, "\(back)")
    }
  }

  @Test func `a first password is shown once, and it is told who has not changed it`() async throws
  {
    try await PrivateEjabberd.with { server in
      let chess = LiveEjabberd(on: server)
      try await chess.converge()
      let first = try await firstPasswords(chess)
      #expect(first.keys.sorted() == ["dan", "rose"])
      var later = try await chess.service.admissions(of: chess.club.hosted, again: [])
      #expect(later.open.isEmpty)
      #expect(later.unchanged == 2)
      try await server.call(
        "change_password",
        #"{"user":"rose","host":"chess.example","newpass":"chosen by Rose herself"}"#)
      later = try await chess.service.admissions(of: chess.club.hosted, again: [])
      #expect(later.unchanged == 1)
      #expect(later.used == 1)
      let second = try await firstPasswords(chess, again: ["dan"])
      #expect(second.keys.sorted() == ["dan"])
      #expect(second["dan"] != first["dan"])
      await #expect(throws: ServiceFailure.self) {
        try await chess.service.admissions(of: chess.club.hosted, again: ["nobody"])
      }
      #expect(
        "\(try await chess.service.admissions(of: chess.club.hosted, again: ["dan"]).open)"
          == "[admission of dan]")
    }
  }

  @Test
  func `nobody is kept out of a vhost that is not allotment's, nor of one that lost its group`()
    async throws
  {
    try await PrivateEjabberd.with(further: ["--vhost", "plain.example"]) { server in
      let chess = LiveEjabberd(on: server)
      try await chess.converge()
      try await server.call(
        "register", #"{"user":"rose","host":"plain.example","password":"of her own"}"#)
      let there = try await client(
        server, ["login", "rose@plain.example"], passwords: ["of her own"])
      #expect(there.isSuccess, "\(there)")

      let rose = try #require(try await firstPasswords(chess)["rose"])
      try await server.call(
        "srg_delete", #"{"group":"allotment-suspended","host":"chess.example"}"#)
      #expect(
        try await chess.differences().map(\.id) == ["chess/ejabberd/vhost/chess.example#update"])
      try await chess.converge()
      #expect(try await chess.differences() == [])
      let back = try await client(server, ["login", "rose@chess.example"], passwords: [rose])
      #expect(back.isSuccess, "\(back)")
    }
  }
}
