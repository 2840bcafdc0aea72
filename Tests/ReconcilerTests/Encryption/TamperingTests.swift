import Encryption
import Spec
import TestSupport
import Testing

/// Encrypted files that were made for others, or changed since.
@Suite struct TamperingTests {
  private static let club = EncryptedClubFileTests.club

  private func expect(
    _ text: String, _ sops: SOPS, at line: String, keys: AgeKeys? = nil,
    _ location: Testing.SourceLocation = #_sourceLocation
  ) throws {
    let loaded = try sops.load(text, keys: try keys ?? sops.keys)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let diagnostic = try #require(loaded.diagnostics.first, sourceLocation: location)
    #expect(loaded.diagnostics.map(\.rule) == [.encryption], sourceLocation: location)
    let found = lines[Int(diagnostic.location.position.line) - 1]
    #expect(found.contains(line), "\(diagnostic.location): \(found)", sourceLocation: location)
    #expect(loaded.clubs[0].club == nil, sourceLocation: location)
    #expect(!loaded.clubs[0].errors.isEmpty, sourceLocation: location)
  }

  @Test func `a file for somebody else names our public key`() async throws {
    let (sops, other) = (try await SOPS.make(), try await SOPS.make())
    let text = try await other.encrypt(Self.club)
    try expect(text, sops, at: "sops:")
    let hint = try sops.load(text, keys: try sops.keys).diagnostics.first?.hint
    #expect(hint?.contains(sops.recipient) == true)
  }

  @Test func `each of several recipients can open it, with one key of several`() async throws {
    let (sops, other, third) = (
      try await SOPS.make(), try await SOPS.make(), try await SOPS.make()
    )
    let text = try await sops.encrypt(
      Self.club, recipients: [other.recipient, third.recipient])
    for one in [sops, other, third] {
      #expect(found(try one.load(text, keys: try one.keys)) == [])
    }
    let both = try await run(Command("cat", [third.keyFile, sops.keyFile])).output
    let mine = try await sops.encrypt(Self.club)
    #expect(found(try sops.load(mine, keys: try AgeKeyFile.keys(in: both, "both"))) == [])
  }

  @Test func `a value that was changed, moved or exchanged is found where it stands`()
    async throws
  {
    let sops = try await SOPS.make()
    let text = try await sops.encrypt(Self.club)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let name = try #require(lines.firstIndex { $0.hasPrefix("name: ENC") })
    let language = try #require(lines.firstIndex { $0.hasPrefix("language: ENC") })

    var changed = lines
    let start = changed[name].index(
      changed[name].startIndex, offsetBy: "name: ENC[AES256_GCM,data:".count)
    let digit = changed[name][start]
    changed[name].replaceSubrange(start...start, with: digit == "A" ? "B" : "A")
    try expect(changed.joined(separator: "\n"), sops, at: "name: ENC")

    var moved = lines
    moved[name] = "name: " + lines[language].dropFirst("language: ".count)
    try expect(moved.joined(separator: "\n"), sops, at: "name: ENC")

    // A value of another sort of the same key, and one that is cut.
    var cut = lines
    cut[name] = lines[name].replacing("type:str]", with: "type:odd]")
    try expect(cut.joined(separator: "\n"), sops, at: "name: ENC")
  }

  @Test func `a value that was taken out, added or turned into text is found`() async throws {
    let sops = try await SOPS.make()
    for options in [[], ["--encrypted-regex", "^(name|email)$"]] {
      let text = try await sops.encrypt(Self.club, options)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let name = try #require(lines.firstIndex { $0.hasPrefix("name: ENC") })
      var without = lines
      without.remove(at: name)
      try expect(without.joined(separator: "\n"), sops, at: "mac: ENC")
      var plain = lines
      plain[name] = "name: Another Club"
      try expect(plain.joined(separator: "\n"), sops, at: "mac: ENC")
      try expect("more: true\n" + text, sops, at: "mac: ENC")
    }
  }

  @Test func `the code of a file whose plain values do not count is not another file's`()
    async throws
  {
    let sops = try await SOPS.make()
    let text = try await sops.encrypt(Self.club, macOnly: "^(name|email)$")
    #expect(found(try sops.load(text, keys: nil)) == [])
    let edited = text.replacing("autojoin: true", with: "autojoin: false")
    #expect(found(try sops.load(edited, keys: try sops.keys)) == [])
    try expect(
      text.replacing("mac_only_encrypted: true", with: "mac_only_encrypted: false"), sops,
      at: "mac: ENC")
  }

  @Test func `a key section that is damaged or missing is said to be so`() async throws {
    let sops = try await SOPS.make()
    let text = try await sops.encrypt(Self.club)
    try expect(text.replacing("-----END AGE", with: "-----END OLD"), sops, at: "sops:")
    try expect(text.replacing("    mac: ENC", with: "    mak: ENC"), sops, at: "sops:")
    try expect(text.replacing("    age:", with: "    old:"), sops, at: "sops:")
    try expect(text.replacing("lastmodified: \"2", with: "lastmodified: \"3"), sops, at: "mac: ENC")
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let begin = try #require(lines.firstIndex { $0.contains("BEGIN AGE") })
    for line in begin + 1...begin + 4 {
      var damaged = lines
      let at = damaged[line].index(damaged[line].startIndex, offsetBy: 20)
      damaged[line].replaceSubrange(at...at, with: damaged[line][at] == "A" ? "B" : "A")
      let loaded = try sops.load(damaged.joined(separator: "\n"), keys: try sops.keys)
      #expect(loaded.diagnostics.map(\.rule) == [.encryption], "line \(line)")
    }
  }

  @Test func `a file that is too large is not opened`() async throws {
    let sops = try await SOPS.make()
    let text = try await sops.encrypt("rose: {name: Rose Hill}")
    let huge = String(repeating: "# \(String(repeating: "x", count: 98))\n", count: 10_500) + text
    let loaded = try sops.load(PrivateFileTests.club, private: huge, keys: try sops.keys)
    #expect(loaded.diagnostics.map(\.rule).contains(.fileTooLarge))
    let many = (0..<4_000).map { "m\($0): {name: Member \($0)}" }.joined(separator: "\n")
    let large = try await sops.encrypt(many)
    #expect(large.utf8.count > 500_000)
    let read = try sops.load(
      PrivateFileTests.club.replacing("{id: rose,", with: "{id: rose, name: Rose,"),
      private: large, keys: try sops.keys)
    #expect(
      read.diagnostics.map(\.rule).allSatisfy { [.privateFile, .tooManyProblems].contains($0) })
  }
}
