import Foundation
import ServiceContract
import TestSupport
import Testing

@testable import Portability

@Suite
struct ServerDataTests {
  @Test func `accounts are read back by another XML reader, whatever texts they hold`() async throws
  {
    let hostile = "\"<&>'\u{0}\u{B}]]> \n\t Grüße ☃ \u{FFFF}"
    let account = AccountContent(
      user: "jörg",
      contacts: [
        .init(jid: "a&b@x.example", name: hostile, groups: ["<g>", "two"]),
        .init(jid: "plain@x.example", subscription: "none", ask: "subscribe"),
      ],
      requests: ["new@x.example"],
      elements: [
        XMLElement(
          "vCard", ["xmlns": "vcard-temp"], [.element(XMLElement("FN", [:], [.text(hostile)]))])
      ])
    let read = try await readBack(["münchen.example": [account]])
    let user = try #require(read["münchen.example"]?["jörg"])
    let clean = "\"<&>'\u{FFFD}\u{FFFD}]]> \n\t Grüße ☃ \u{FFFD}"
    #expect(user.vcard == clean)
    #expect(user.contacts["a&b@x.example"]?.name == clean)
    #expect(user.contacts["a&b@x.example"]?.groups == ["<g>", "two"])
    #expect(user.contacts["plain@x.example"]?.subscription == "none")
    #expect(user.requests == ["new@x.example"])
    #expect(user.scram == nil && user.password == nil)
  }

  @Test func `credentials are never part of a description`() throws {
    let json =
      #"{"mechanism":"SCRAM-SHA-1","iterations":4096,"salt":"c2FsdA==","storedKey":"a2V5","serverKey":"a2V5"}"#
    let credentials = try JSONDecoder().decode(ScramCredentials.self, from: Data(json.utf8))
    var dumped = ""
    dump(credentials, to: &dumped)
    for text in ["\(credentials)", String(reflecting: credentials), dumped] {
      #expect(!text.contains("c2FsdA") && !text.contains("a2V5"), "\(text)")
    }
  }

  private func readBack(_ accounts: [String: [AccountContent]]) async throws
    -> [String: [String: ReadAccount]]
  {
    let folder = try TemporaryDirectory()
    try folder.write("accounts.xml", ServerData(accounts: accounts).text)
    return try await readServerData(folder("accounts.xml"))
  }
}

/// An account as `Tests/Clients/server_data.py` read it.
struct ReadAccount: Decodable {
  struct Contact: Decodable {
    var name: String?
    var subscription: String?
    var groups: [String]
  }

  var password: String?
  var scram: String?
  var contacts: [String: Contact]
  var requests: [String]
  var vcard: String?
}

func readServerData(_ file: String, splitInto folder: String? = nil) async throws
  -> [String: [String: ReadAccount]]
{
  let done = try await runPython(
    "Tests/Clients/server_data.py", [file] + (folder.map { ["--split", $0] } ?? []))
  try #require(done.isSuccess, "\(done.errors)")
  return try JSONDecoder().decode(
    [String: [String: ReadAccount]].self, from: Data(done.output.utf8))
}
