import Spec
import Testing

@Suite struct DomainNameTests {
  @Test(arguments: [
    ("chess.example", "chess.example", "chess.example"),
    ("Chess.Example.", "chess.example", "chess.example"),
    ("münchen.example", "xn--mnchen-3ya.example", "münchen.example"),
    ("MÜNCHEN.example", "xn--mnchen-3ya.example", "münchen.example"),
    ("mu\u{308}nchen.example", "xn--mnchen-3ya.example", "münchen.example"),
    ("xn--mnchen-3ya.example", "xn--mnchen-3ya.example", "münchen.example"),
    ("XN--MNCHEN-3YA.example", "xn--mnchen-3ya.example", "münchen.example"),
    ("straße.example", "xn--strae-oqa.example", "straße.example"),
    ("例え.example", "xn--r8jz45g.example", "例え.example"),
    ("a.xn--p1ai", "a.xn--p1ai", "a.рф"),
    ("ᏣᎳᎩ.example", "xn--f9dt7l.example", "ᏣᎳᎩ.example"),
    ("1and1.example", "1and1.example", "1and1.example"),
    ("a-b--c.example", "a-b--c.example", "a-b--c.example"),
  ])
  func `a name has two forms`(_ text: String, _ ascii: String, _ unicode: String) throws {
    let name = try DomainName(parsing: text)
    #expect(name.ascii == ascii)
    #expect(Array(name.unicode.unicodeScalars) == Array(unicode.unicodeScalars))
    #expect(try DomainName(parsing: name.unicode) == name)
  }

  @Test(arguments: [
    "", ".", "example", "example.", "a..example", ".a.example", "a.example..", "-a.example",
    "a-.example", "a_b.example", "a b.example", "192.0.2.1", "1.2", "::1", "[::1]", "a.example:80",
    "ab--cd.example", "xn--a.example", "xn--.example", "xn--mnchen-3yb.example-", "♥.example",
    "a。example", "a\u{200D}b.example", "\u{308}a.example", "a.example/", "user@a.example",
    "a\u{0}.example", "-ä.example", "ä-.example", "xn----wfa.example", "ａ.example", "*.a.example",
    "a\u{202E}.example",
  ])
  func `what is no host name is refused`(_ text: String) {
    #expect(throws: InvalidName.self) { try DomainName(parsing: text) }
  }

  @Test func `labels have 63 bytes, and names 253`() throws {
    let label = String(repeating: "a", count: 63)
    _ = try DomainName(parsing: "\(label).example")
    #expect(throws: InvalidName.self) { try DomainName(parsing: "\(label)a.example") }
    let long = "\(label).\(label).\(label).\(String(repeating: "b", count: 61))"
    #expect(try DomainName(parsing: long).ascii.utf8.count == 253)
    #expect(throws: InvalidName.self) { try DomainName(parsing: "\(long)b") }
  }

  @Test func `an address has a prepared local part and a domain`() throws {
    let jid = try BareJID(parsing: "Dan@XN--MNCHEN-3YA.example")
    #expect(jid.description == "dan@münchen.example")
    for text in [
      "@a.example", "dan@", "dan", "a@b@c.example", "dan@straße.example", "dan@a.example/x",
      // ejabberd has no A-label for it.
      "dan@கொடி.example",
    ] {
      #expect(throws: InvalidName.self) { try BareJID(parsing: text) }
    }
  }
}
