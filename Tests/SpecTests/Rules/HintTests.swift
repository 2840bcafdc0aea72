import Spec
import Testing

@Suite struct HintTests {
  private func diagnostics(_ body: String) -> [Diagnostic] {
    RepositoryLoader.club(
      file: "clubs/chess.yaml", content: ContentID(hex: "0"),
      bytes: Array(Samples.club(body).utf8), provider: nil
    ).diagnostics
  }

  @Test(arguments: [
    (
      "site: {redirect: https://a.example/, redirects: [{from: /a, to: programme}]}",
      "did you mean `/programme`?"
    ),
    (
      "site: {redirect: https://a.example/, redirects: [{from: /a, to: old page}]}",
      "as in `/programme` or `https://chess.example/`"
    ),
    (
      "site: {redirect: https://a.example/, redirects: [{from: /a, to: \"ftp://x\"}]}",
      "as in `https://chess.example/`"
    ),
    ("site: {redirect: https://a.example/, alias: [a.example]}", "did you mean `aliases`?"),
    ("site: {static: sites/chess}", "write `{path: sites/chess}`"),
    (
      "chat: {rooms: [{id: hall, members: [everyone]}]}",
      "write `members: everyone`, without brackets"
    ),
    ("chat: {rooms: [hall]}", "write `{id: hall}`"),
  ])
  func `the hint says what was probably meant`(_ body: String, _ hint: String) {
    let found = diagnostics(body)
    #expect(found.map(\.hint) == [hint], "\(found.map(\.message))")
  }

  @Test(arguments: [
    ("99999999999999999999", "at most 1000000000"), ("1000000001", "at most 1000000000"),
    ("0", "at least 1"), ("-99999999999999999999", "at least 1"),
  ])
  func `a number is told the bound that it breaks`(_ number: String, _ hint: String) {
    let text = Samples.provider.replacing("members: 4", with: "members: \(number)")
    let found = RepositoryLoader.provider(bytes: Array(text.utf8)).diagnostics
    #expect(found.map(\.hint) == [hint])
  }

  @Test func `a use of an alias is named beside the first one`() throws {
    let found = diagnostics(
      "members:\n  - &r {id: rose, name: Rose, role: owner}\n  - *r\n  - {<<: *r, name: B}\n")
    #expect(found.map(\.location.description) == ["clubs/chess.yaml:7:5", "clubs/chess.yaml:8:10"])
    for one in found {
      #expect(one.related.map(\.location.description) == ["clubs/chess.yaml:6:13"])
    }
  }

  @Test func `of aliases to what is not read itself the first one is named`() throws {
    let found = diagnostics(
      "members:\n  - {id: rose, name: Rose, role: owner}\nx: &r {id: a}\nchat: {rooms: [*r, *r]}")
    let twice = try #require(found.first { $0.rule == .duplicateRoom })
    #expect(twice.location.description == "clubs/chess.yaml:8:20")
    #expect(twice.related.map(\.location.description) == ["clubs/chess.yaml:8:16"])
  }
}
