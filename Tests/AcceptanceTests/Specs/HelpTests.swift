import Foundation
import TestSupport
import Testing

/// What `--help` says, as somebody reads it in a window of 80 columns, and what comes of it.
@Suite struct HelpTests {
  @Test(arguments: [
    "", "init", "new", "validate", "schema", "plan", "apply", "drift", "agent", "status", "history",
    "explain", "approve", "pause", "resume", "reconcile", "letters", "import", "export", "erase",
    "inventory", "inventory export", "inventory import", "inventory rename-service",
    "inventory forget-service", "doctor",
    "install", "install systemd", "install caddy-config", "install prosody-module",
  ])
  func `help reads well in 80 columns`(command: String) async throws {
    let words = command.split(separator: " ").map(String.init)
    let done = try await allotment(words + ["--help"], config: nil)
    #expect(done.code == 0, done.story)
    let lines = done.output.split(separator: "\n", omittingEmptySubsequences: false)
    for (line, next) in zip(lines, lines.dropFirst() + [""]) {
      #expect(line.count <= 80, "\(line)")
      // A line ends where its next word would not fit: neither early, nor in an example.
      let word = next.prefix { $0 != " " }
      guard !line.isEmpty, !word.isEmpty, next.first != " ", !line.hasSuffix(":") else { continue }
      #expect(line.count + 1 + word.count >= 80, "\(line)")
      #expect(!line.hasPrefix("  "), "\(line) is broken")
    }
  }

  /// The commands below a line, up to the next empty one.
  private func commands(after line: String, in text: String) -> [String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(where: { $0 == line }) else { return [] }
    return lines[(start + 1)...].prefix { !$0.isEmpty && $0 != "```" }.map(String.init)
  }

  /// Runs lines in one shell, each with the code that it must end with. `agent.yaml` says where the
  /// data is once it is there, as the text asks for.
  private func walk(_ lines: [String], in folder: TemporaryDirectory) async throws -> Finished {
    let bin = program.split(separator: "/").dropLast().map { "/\($0)" }.joined()
    var script = "set -u\n"
    for line in lines {
      script += "\(line)\necho \"ended with $?\"\n"
      guard line.contains("cp agent.yaml.example") else { continue }
      script += "sed -i 's|/var/lib/allotment|\(folder("data"))|' agent.yaml\n"
    }
    return try await run(
      Command(
        "bash", ["-c", script], environment: ["PATH": "\(bin):/usr/bin:/bin"],
        directory: folder.path))
  }

  @Test func `the first walk is as the help says`() async throws {
    let help = try await allotment(["--help"], config: nil).output
    let lines = commands(after: "A first walk:", in: help)
    #expect(lines.count == 5 && lines.last?.contains("allotment apply") == true)
    let folder = try TemporaryDirectory()
    let done = try await walk(lines.dropLast(), in: folder)
    // There is no Prosody here: that is said, and not that a file is missing.
    let codes = done.output.split(separator: "\n").filter { $0.hasPrefix("ended with ") }
    #expect(codes == ["ended with 0", "ended with 0", "ended with 0", "ended with 6"], done.story)
    #expect(done.output.contains("prosody") && !done.errors.contains("agent.yaml"), done.story)
  }

  @Test func `the README's commands find their files`() async throws {
    let readme = try String(contentsOfFile: "\(repositoryRoot)/README.md", encoding: .utf8)
    let lines = commands(
      after: "## First commands", in: readme.replacing("\n\n```sh\n", with: "\n"))
    let plan = try #require(lines.firstIndex { $0.contains("allotment plan") })
    let folder = try TemporaryDirectory()
    let done = try await walk(Array(lines[...plan]), in: folder)
    let codes = done.output.split(separator: "\n").filter { $0.hasPrefix("ended with ") }
    #expect(codes.last == "ended with 6", done.story)
    #expect(codes.dropLast().allSatisfy { $0 == "ended with 0" }, done.story)
    #expect(done.output.contains("prosody") && !done.errors.contains("agent.yaml"), done.story)
  }

  @Test func `the agent's schema knows services whose adapters are registered`() async throws {
    let done = try await allotment(["schema", "agent"], config: nil)
    #expect(done.isSuccess && done.output.contains(#""const": "galene""#), done.story)
  }

  @Test func `a rule in JSON says its format's version at the top`() async throws {
    let done = try await allotment(["explain", "club-id", "--format", "json"], config: nil)
    let rule: JSONValue = try decoded(done)
    #expect(rule["formatVersion"] == .text("1") && rule["rule"] == .text("club-id"), done.story)
  }
}
