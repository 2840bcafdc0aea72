import ServiceContract
import Testing

@testable import EjabberdService

struct XMLReaderTests {
  @Test func `elements are read with their attributes, texts and references`() throws {
    let read = try #require(
      XMLReader.element(
        "<a xmlns='n' b=\"x &amp; 'y' &#9731;\"><c/>text &lt;&#x26;&gt;<d e=''>x</d ></a>"))
    #expect(
      read
        == XMLElement(
          "a", ["xmlns": "n", "b": "x & 'y' ☃"],
          [
            .element(XMLElement("c")), .text("text <&>"),
            .element(XMLElement("d", ["e": ""], [.text("x")])),
          ]))
  }

  @Test(arguments: [
    "", "text", "<a>", "<a></b>", "<a b></a>", "<a b=c></a>", "<a b='1' b='2'/>", "<a/><b/>",
    "<a>&unknown;</a>", "<a>&#xD800;</a>", "<a>&lt</a>", "<!DOCTYPE a><a/>", "<?xml?><a/>",
    "<a><![CDATA[x]]></a>", "<a b='", "<a", "<", "< a/>", "<a>x",
  ])
  func `what is no well-formed element is nothing`(text: String) {
    #expect(XMLReader.element(text) == nil)
  }

  @Test func `depth is bounded`() {
    func nested(_ depth: Int) -> String {
      String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
    }
    #expect(XMLReader.element(nested(64)) != nil)
    #expect(XMLReader.element(nested(65)) == nil)
  }
}
