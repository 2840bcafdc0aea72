import Foundation
import TestSupport
import Testing

/// How commands end, and those that need no service.
@Suite struct CommandTests {
  @Test func `wrong usage ends with 64, whatever else is wrong`() async throws {
    for words in [
      ["plan", "--no-such-flag"], ["no-such-command"], ["plan", "--format", "poem"], ["explain"],
      ["history", "--limit", "0"],
    ] {
      let done = try await allotment(words, config: "/nowhere/agent.yaml")
      #expect(done.code == 64, "\(words): \(done.story)")
      #expect(!done.errors.isEmpty && done.output.isEmpty, "\(words): \(done.story)")
    }
    try await Playground.with([ClubText("chess")]) { playground in
      for words in [
        ["plan", "--club", "nobody"], ["status", "nobody"], ["apply"],
        ["letters", "nobody", "--out", playground.folder("out")],
      ] {
        let done = try await allotment(words, config: playground.config)
        #expect(done.code == 64, "\(words): \(done.story)")
      }
    }
  }

  @Test func `validate ends with 0, 3 and 6, and its JSON is as the contract says`() async throws {
    let folder = try TemporaryDirectory()
    let chess = ClubText("chess")
    try folder.write("provider.yaml", providerText())
    try folder.write(chess.file, chess.text)
    try folder.write("sites/chess/index.html", chess.page)
    let good = try await allotment(["validate", folder.path, "--format", "json"], config: nil)
    #expect(good.code == 0, good.story)
    let valid: JSONValue = try decoded(good)
    #expect(valid["valid"] == .flag(true))
    var twice = chess
    twice.members.append("{id: dan, name: Dan Again}")
    try folder.write(chess.file, twice.text)
    let bad = try await allotment(["validate", folder.path, "--format", "json"], config: nil)
    #expect(bad.code == 3, bad.story)
    let json: JSONValue = try decoded(bad)
    #expect(json["valid"] == .flag(false))
    let problem = try #require(json["diagnostics"]?.list.first)
    #expect(problem["rule"] == .text("duplicate-member"))
    #expect(problem["file"] == .text("clubs/chess.yaml"))
    #expect(problem["related"]?.list.first?["line"] != nil)
    #expect(try await allotment(["validate", "/nowhere"], config: nil).code == 6)
    #expect(try await allotment(["plan"], config: "/nowhere/agent.yaml").code == 1)
    withExtendedLifetime(folder) {}
  }

  @Test func `a new repository of init is valid`() async throws {
    let folder = try TemporaryDirectory()
    let made = try await allotment(["init", folder("hosting")], config: nil)
    #expect(made.code == 0, made.story)
    let validated = try await allotment(
      ["validate", "--strict", folder("hosting")], config: nil)
    #expect(validated.code == 0, validated.story)
    withExtendedLifetime(folder) {}
  }

  @Test func `two commands do not work on one data directory at a time`() async throws {
    try await Playground.with((1...4).map { ClubText("club-\($0)") }) { playground in
      let config = playground.config
      async let first = allotment(["apply", "--yes"], config: config)
      async let second = allotment(["apply", "--yes"], config: config)
      let both = try await [first, second].sorted { $0.code < $1.code }
      #expect(both[0].code == 0, both[0].story)
      // Either refused, or it came after the first had ended.
      #expect(both[1].code == 0 || both[1].errors.contains("another allotment"), both[1].story)
      #expect(try await playground.plan().code == 0)
      for club in 1...4 {
        let invitations = try await playground.invitations("club-\(club).clubs.example")
        #expect(invitations.map(\.generation) == [1, 1])
      }
    }
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `a shell can complete the commands`(shell: String) async throws {
    let done = try await allotment(["--generate-completion-script", shell], config: nil)
    #expect(done.code == 0)
    for command in ["validate", "plan", "apply", "agent", "letters", "reconcile"] {
      #expect(done.output.contains(command), "\(command)")
    }
    guard shell == "bash" else { return }
    let checked = try await run(Command("bash", ["-n"], input: done.output))
    #expect(checked.isSuccess, checked.story)
  }
}
