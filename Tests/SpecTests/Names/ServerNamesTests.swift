import Spec
import TestSupport
import Testing

/// What passes here is taken by the real servers, in the very form that was foretold.
@Suite struct ServerNamesTests {
  /// A server's own libraries, asked about many names at once.
  enum Server: String, CaseIterable {
    case prosody, ejabberd

    /// - Parameter questions: `L` or `D`, and a name.
    /// - Returns: a line for each: hexadecimal, `-` for what is refused.
    func answers(to questions: [(kind: Character, name: String)]) async throws -> [String] {
      let input = questions.map { "\($0.kind) \(hexadecimal($0.name))\n" }.joined()
      let command =
        switch self {
        case .prosody: Command("lua5.4", ["\(repositoryRoot)/Tests/Servers/prosody_names.lua"])
        case .ejabberd:
          Command(
            "escript", ["\(repositoryRoot)/Tests/Servers/ejabberd_names.escript"],
            environment: ["ERL_LIBS": "/usr/lib/x86_64-linux-gnu:/usr/lib/aarch64-linux-gnu"])
        }
      var bounded = command
      bounded.input = input
      let finished = try await run(bounded)
      try #require(finished.isSuccess, "\(finished.errors)")
      let lines = finished.output.split(separator: "\n").map(String.init)
      try #require(lines.count == questions.count, "\(finished.errors)")
      return lines
    }
  }

  @Test(arguments: Server.allCases, SplitMix64.seeds(2))
  func `a local part that passes is stored as foretold`(_ server: Server, _ seed: UInt64)
    async throws
  {
    var names = NamesAtRandom(generator: SplitMix64(seed: seed))
    let candidates = HardNames.localParts + (0..<30_000).map { _ in names.localPart() }
    let passing = candidates.compactMap { name in
      (try? LocalPart.prepared(name)).map { (name: name, prepared: $0) }
    }
    #expect(passing.count > 3_000, "only \(passing.count) pass")
    let answers = try await server.answers(
      to: passing.flatMap { [$0.name, $0.prepared] }.map { (kind: "L", name: $0) })
    for (index, name) in passing.enumerated() {
      let wanted = hexadecimal(name.prepared)
      let found = answers[2 * index...2 * index + 1]
      #expect(
        found.allSatisfy { $0 == wanted },
        "\(codePoints(name.name)): \(codePoints(name.prepared)), seed \(seed)")
    }
  }

  @Test(arguments: Server.allCases, SplitMix64.seeds(2))
  func `a domain that passes is the same host there`(_ server: Server, _ seed: UInt64)
    async throws
  {
    var names = NamesAtRandom(generator: SplitMix64(seed: seed))
    let candidates = HardNames.domains + (0..<30_000).map { _ in names.domain() }
    let passing = candidates.compactMap { name in
      (try? BareJID(parsing: "a@\(name)")).map { (name: name, domain: $0.domain) }
    }
    #expect(passing.count > 3_000, "only \(passing.count) pass")
    let answers = try await server.answers(
      to: passing.map { (kind: "D", name: $0.domain.unicode) })
    for (name, answer) in zip(passing, answers) {
      let wanted = "\(hexadecimal(name.domain.unicode)) \(hexadecimal(name.domain.ascii))"
      #expect(
        answer == wanted,
        "\(codePoints(name.name)): \(name.domain.ascii), \(answer), seed \(seed)")
    }
  }
}

private func hexadecimal(_ text: String) -> String {
  let digits = Array("0123456789abcdef".utf8)
  return String(
    decoding: text.utf8.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}

private func codePoints(_ text: String) -> String {
  text.unicodeScalars.map { String($0.value, radix: 16) }.joined(separator: " ")
}
