import Spec
import Testing

@Suite struct YAMLBoundsTests {
  @Test func `a file of more than 1 MiB is refused`() throws {
    let text = Samples.club("# " + String(repeating: "x", count: 1 << 20))
    #expect(try findings(in: Array(text.utf8)) == ["1:1 file-too-large"])
  }

  @Test func `64 levels are read, and the 65th is shown`() throws {
    func nested(_ depth: Int) -> [UInt8] {
      Array(
        (String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "\n").utf8)
    }
    #expect(try findings(in: nested(64)) == ["1:1 wrong-type"])
    #expect(try findings(in: nested(65)) == ["1:65 yaml-depth"])
  }

  @Test func `aliases count for the depth where they stand`() throws {
    let open = String(repeating: "[", count: 40)
    let close = String(repeating: "]", count: 40)
    let found = try findings(in: Array("a: &a \(open)\(close)\nb: \(open)*a\(close)\n".utf8))
    #expect(found == ["2:44 yaml-depth"])
  }

  @Test func `an alias bomb is refused in no time`() throws {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(aliases)]\n"
    }
    let found = try findings(in: Array(text.utf8))
    #expect(found.count == 1 && found[0].hasSuffix("yaml-alias"))
  }

  @Test func `a hundred thousand unknown keys are not all told`() throws {
    let keys = (0..<100_000).map { "k\($0): 1" }.joined(separator: "\n")
    let found = try findings(in: Array(keys.utf8))
    #expect(found.count == 501)
    #expect(found.contains { $0.hasSuffix("too-many-problems") })
  }

  @Test func `a mapping of many equal keys is read in good time`() throws {
    let keys = (0..<60_000).map { "  o\($0 % 30_000): rose" }.joined(separator: "\n")
    let found = try findings(in: Array(Samples.club("offices:\n\(keys)").utf8))
    #expect(found.count == 501)
  }

  @Test(arguments: ["'", "\"", "|\n  "]) func `a huge value is cut in its message`(
    _ quote: String
  ) throws {
    let long = String(repeating: "x", count: 900_000)
    let value = quote.hasPrefix("|") ? "\(quote)\(long)" : "\(quote)\(long)\(quote)"
    let loaded = RepositoryLoader.club(
      file: "clubs/chess.yaml", content: ContentID(hex: "00"),
      bytes: Array(Samples.club("timezone: \(value)").utf8), provider: nil)
    #expect(loaded.diagnostics.map(\.rule) == [.timeZone])
    #expect(loaded.diagnostics[0].message.unicodeScalars.count < 200)
  }
}
