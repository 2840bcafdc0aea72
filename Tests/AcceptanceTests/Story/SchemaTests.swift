import Foundation
import TestSupport
import Testing

/// `allotment schema`, as an editor and a CI pipeline use it.
@Suite struct SchemaTests {
  @Test func `the printed schemas take every example and refuse what they can see`() async throws {
    let folder = try TemporaryDirectory()
    for document in ["club", "provider", "agent"] {
      let printed = try await allotment(["schema", document], config: nil)
      #expect(printed.code == 0, printed.story)
      let reviewed = "\(repositoryRoot)/Tests/SpecTests/Schema/Goldens/\(document).json"
      // Services whose adapters are registered come besides.
      #expect(
        printed.output.replacing(Self.registered, with: "")
          == (try String(contentsOfFile: reviewed, encoding: .utf8)))
      #expect(printed.output.contains(Self.registered) == (document == "agent"))
      try folder.write("\(document).json", printed.output)
    }
    let examples = "\(repositoryRoot)/examples"
    let clubs =
      FileManager.default.enumerator(atPath: "\(examples)/clubs")?
      .compactMap { $0 as? String }.filter { $0.hasSuffix(".yaml") } ?? []
    #expect(clubs.count >= 10)
    let good = try await check(folder("club.json"), clubs.map { "\(examples)/clubs/\($0)" })
    #expect(good.code == 0, good.story)
    let provider = try await check(folder("provider.json"), ["\(examples)/provider.yaml"])
    #expect(provider.code == 0, provider.story)

    var club = try String(
      contentsOfFile: "\(examples)/clubs/castle-street-chess.yaml", encoding: .utf8)
    club.replace("kind: Club", with: "kind: Clubs")
    try folder.write("wrong.yaml", club)
    let bad = try await check(folder("club.json"), [folder("wrong.yaml")])
    #expect(bad.code == 1 && bad.output.contains("'Club' was expected"), bad.story)
  }

  private static let registered = """
              },
              {
                "type": "object",
                "properties": {
                  "type": {"description": "What it is.", "const": "galene"},
                  "groups": {"description": "Its groups folder.", "$ref": "#/$defs/line1000"}
                },
                "required": ["type", "groups"],
                "additionalProperties": false

    """

  @Test func `an unknown kind of file is wrong usage`() async throws {
    let done = try await allotment(["schema", "member"], config: nil)
    #expect(done.code == 64, done.story)
  }

  /// The validator that people run in CI, from PyPI.
  private func check(_ schema: String, _ files: [String]) async throws -> Finished {
    try await run(
      Command(testPython, ["-m", "check_jsonschema", "--schemafile", schema] + files))
  }
}
