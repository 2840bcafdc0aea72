import Testing

@testable import Notices

struct RedactionTests {
  @Test(arguments: [
    ("https://rose:hunter2hunter2@git.example/x failed", "https://…@git.example/x failed"),
    ("Authorization: Bearer abcdefgh12345678.x", "Authorization: …"),
    ("got AGE-SECRET-KEY-1QQQQQQQQ here", "got … here"),
    ("-----BEGIN OPENSSH PRIVATE KEY-----\nabc\ndef", "…"),
    ("http://chess.example/join/abcdEFGH1234-_ was used", "http://chess.example/join/… was used"),
    ("xmpp:chess.example?register;preauth=abcdefgh", "xmpp:chess.example?register;preauth=…"),
    ("{\"password\": \"hunter2\", \"a\": 1}", "{\"password\": \"…\", \"a\": 1}"),
    ("?api_key=12345&x=1", "?api_key=…&x=1"),
  ])
  func `what looks like a secret is taken out`(text: String, expected: String) {
    #expect(redacted(text) == expected)
  }

  @Test(arguments: [
    "chess/prosody/account/rose@chess.example#delete: 4 of 9 accounts", "https://chess.example/a",
    "the token file /etc/allotment/token cannot be read", "xmpp:rose@chess.example",
  ])
  func `what is none stays`(text: String) { #expect(redacted(text) == text) }

  @Test func `a long text takes no long time`() {
    let text = String(repeating: "password", count: 300) + String(repeating: "a://", count: 300)
    let clock = ContinuousClock()
    #expect(clock.measure { _ = redacted(text) } < .seconds(10))
  }
}
