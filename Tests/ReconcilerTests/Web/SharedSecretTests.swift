import Testing

@testable import Web

@Suite struct SharedSecretTests {
  @Test func `a token matches itself alone, and white space around it does not count`() throws {
    let token = try SharedSecret("  0123456789abcdef\n")
    #expect(token.matches(Array("0123456789abcdef".utf8)))
    for other in [
      "", "0", "0123456789abcdeF", "0123456789abcdef0", "0123456789abcdef0123456789abcdef",
    ] {
      #expect(!token.matches(Array(other.utf8)), "\(other)")
    }
  }

  @Test(arguments: ["", "short", "0123456789abcde", "0123456789 abcdef", "0123456789abcdéf"])
  func `a token that is short or not visible ASCII is refused without repeating it`(text: String) {
    let error = #expect(throws: SharedSecret.Invalid.self) { try SharedSecret(text) }
    #expect(text.isEmpty || error?.description.contains(text) == false)
  }

  @Test func `a token cannot be printed`() throws {
    let token = try SharedSecret("0123456789abcdef")
    var dumped = ""
    dump(token, to: &dumped)
    for text in ["\(token)", String(reflecting: token), dumped] {
      #expect(!text.contains("0123456789abcdef"))
      #expect(!text.contains("48, 49"))
    }
  }
}
