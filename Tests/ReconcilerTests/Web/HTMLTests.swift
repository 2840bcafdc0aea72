import Testing

@testable import Web

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
