import Spec
import Testing

@testable import Web

@Suite struct ListenAddressTests {
  @Test(arguments: [
    ("127.0.0.1", true), ("127.1.2.3", true), ("localhost", true), ("::1", true),
    ("0.0.0.0", false), ("::", false), ("192.0.2.1", false), ("1127.0.0.1", false),
  ])
  func `what only this machine reaches is told from the rest`(host: String, loopback: Bool) {
    #expect(AgentConfiguration.ListenAddress(host: host, port: 8420).isLoopback == loopback)
  }
}

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

@Suite struct HTMLTests {
  @Test func `every value is escaped, in text and in attributes`() {
    let hostile = #"<script>alert("1")</script>&'"#
    let html: HTML = "<p title=\"\(hostile)\">\(hostile)</p>"
    let escaped = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;"
    #expect(html.markup == "<p title=\"\(escaped)\">\(escaped)</p>")
  }

  @Test func `control characters do not reach the page`() {
    let html: HTML = "<p>\("a\0b\u{1b}[31mc\u{7f}d\u{85}e\tf\ng")</p>"
    #expect(html.markup == "<p>a\u{fffd}b\u{fffd}[31mc\u{fffd}d\u{fffd}e\tf\ng</p>")
  }

  @Test func `parts are put in as markup, once`() {
    let parts: [HTML] = ["a & b", "<c>"].map { "<li>\($0)</li>" }
    let html: HTML = "<ul>\(parts)\(nil as HTML?)\(3)</ul>"
    #expect(html.markup == "<ul><li>a &amp; b</li><li>&lt;c&gt;</li>3</ul>")
  }
}

@Suite struct WordsTests {
  @Test(arguments: [
    (0, "less than a minute"), (59, "less than a minute"), (60, "1 minute"), (7_199, "1 hour"),
    (86_400 * 3, "3 days"), (86_400 * 400, "1 year"), (-5, "less than a minute"),
  ])
  func `a span is told by its largest unit`(seconds: Int64, text: String) {
    #expect(span(seconds) == text)
  }
}
