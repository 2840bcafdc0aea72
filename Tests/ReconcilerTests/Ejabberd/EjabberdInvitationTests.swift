import ChatContract
import EjabberdService
import Foundation
import Model
import ServiceContract
import Spec
import TestSupport
import Testing

@Suite(.serialized)
struct EjabberdInvitationTests {
  @Test func `a server with invitations keeps the contract through a club's life`() async throws {
    try await EjabberdBefore.with(["--invitations"]) { inviting in
      var walk = ContractWalk(inviting.service, club: ClubStory.id)
      try await walk.to(ClubStory.states)
    }
  }

  @Test func `members make their accounts with the link of their letter`() async throws {
    try await EjabberdBefore.with(["--invitations"]) { inviting in
      let server = inviting.server
      let chess = LiveEjabberd(on: server, service: inviting.service)
      try await chess.converge()
      #expect(try await chess.differences() == [])
      #expect(try await server.call("registered_users", #"{"host":"chess.example"}"#) == "[]")
      let quiet = try await chess.digest()
      let first = try await links(chess)
      #expect(first.keys.sorted() == ["dan", "rose"])
      #expect(try await links(chess) == first, "made once")

      try await inviting.use(try #require(first["rose"]), by: "rose", password: "of her own")
      #expect(try await chess.digest() == quiet)
      #expect(try await chess.differences() == [])
      let letters = try await chess.service.admissions(of: chess.club.hosted, again: [])
      #expect(letters.open.map(\.member) == ["dan"] && letters.used == 1)

      try await server.call("unregister", #"{"user":"rose","host":"chess.example"}"#)
      #expect(
        try await chess.differences().map(\.id).contains(
          "chess/ejabberd/account/rose@chess.example#create"))
      try await chess.converge()
      #expect(try await links(chess)["rose"] != first["rose"])
      let findings = await chess.service.diagnose()
      #expect(!findings.contains { $0.message.hasPrefix("invitations:") }, "\(findings)")
    }
  }

  @Test func `an invitation that ran out is made anew, and one that waits gives way to a password`()
    async throws
  {
    try await EjabberdBefore.with(["--invitations"]) { inviting in
      let chess = LiveEjabberd(on: inviting.server, service: inviting.service)
      try await chess.converge()
      let first = try await links(chess)
      try await inviting.tell("expired", #"{"user":"dan"}"#)
      #expect(try await chess.differences() == [])
      let ranOut = try await chess.service.admissions(of: chess.club.hosted, again: [])
      #expect(ranOut.expired == 1 && ranOut.open.map(\.member) == ["rose"])
      let second = try await links(chess, again: ["dan"])
      #expect(second["dan"] != nil && second["dan"] != first["dan"])

      let again = try await chess.service.admissions(of: chess.club.hosted, again: ["dan"])
      guard
        case .firstPassword(let password)? = again.open.first(where: { $0.member == "dan" })?.way
      else {
        Issue.record("\(again)")
        return
      }
      #expect(
        try await inviting.server.call(
          "check_password",
          #"{"user":"dan","host":"chess.example","password":"\#(password)"}"#) == "0")
      let later = try await chess.service.admissions(of: chess.club.hosted, again: [])
      #expect(later.unchanged == 1 && later.open.map(\.member) == ["rose"])
      #expect(try await chess.differences() == [])
    }
  }

  private func links(_ chess: LiveEjabberd, again: [String] = []) async throws -> [String: String] {
    let open = try await chess.service.admissions(of: chess.club.hosted, again: again).open
    let pairs = open.compactMap { admission -> (String, String)? in
      guard case .invitation(let link, _, _) = admission.way else { return nil }
      return (admission.member, link)
    }
    return Dictionary(pairs) { first, _ in first }
  }
}
