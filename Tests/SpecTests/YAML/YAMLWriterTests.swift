import Testing

@testable import Spec

@Suite struct YAMLWriterTests {
  @Test(arguments: YAMLValue.Quoting.allCases)
  func `whatever a text holds, reading gives it back`(quoting: YAMLValue.Quoting) throws {
    let texts = [
      "", " ", "plain", "true", "no", "null", "~", "1e3", "0x1F", "2026-11-01", "- a", "a: b",
      "# x", "a #b", "{{x}}", "'", "\"", "\\", "*a", "&a", "!a", "%a", "@a", "`", "[a]", "a\nb",
      "tab\there", "Grüße ☃ 🌻", "trailing ", "a,b", "?", ":", "-", "\u{85}\u{2028}x", "\u{7F}",
    ]
    let value = YAMLValue.mapping([
      .init("list", .texts(texts)), .init("", .mapping([])),
      .init("nested", .list([.mapping([.init("a b: c", .flag(true))]), .list([])])),
    ])
    var tree = YAMLTree()
    try tree.read(value.document(comments: ["one\ntwo: three", "four"], quoting: quoting))
    let list = try #require(tree.value(of: "list", in: YAMLTree.root))
    #expect(Array(tree.elements(list)).map { tree.string($0) } == texts)
    #expect(!Array(tree.elements(list)).contains { tree.isNull($0) })
  }

  @Test(arguments: YAMLValue.Quoting.allCases)
  func `texts at random come back`(quoting: YAMLValue.Quoting) throws {
    var random = SeededRandom(seed: 7)
    let scalars = Array("ab:#-[]{},&*!|>'\"%@`\\ \n\tü☃0~?".unicodeScalars)
    for _ in 0..<500 {
      let texts = (0..<5).map { _ in
        String(
          String.UnicodeScalarView(
            (0..<Int.random(in: 0...12, using: &random)).map { _ in
              scalars.randomElement(using: &random) ?? "a"
            }))
      }
      var tree = YAMLTree()
      try tree.read(YAMLValue.mapping([.init("t", .texts(texts))]).document(quoting: quoting))
      let list = try #require(tree.value(of: "t", in: YAMLTree.root))
      #expect(Array(tree.elements(list)).map { tree.string($0) } == texts)
    }
  }
}
