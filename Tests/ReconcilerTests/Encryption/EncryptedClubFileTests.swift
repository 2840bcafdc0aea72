import Encryption
import Spec
import TestSupport
import Testing

/// Whole club files that SOPS encrypted.
@Suite struct EncryptedClubFileTests {
  static let club = """
    # The chess club
    apiVersion: allotment/v1
    kind: Club
    id: chess
    name: Chess Club # not for everybody
    language: no
    domain: chess.example
    lifecycle: {state: suspended, since: 2026-11-01, reason: "unpaid"}
    members:
      - {id: rose, name: Rose Hill, role: owner, email: rose@mail.example}
      - id: dan
        name: Dan Molar
        jid: dan@dentists.example
    groups:
      committee: [rose, dan]
    chat:
      rooms:
        - id: pawns
          topic: |
            Openings
            and endings
          members: [committee]
          autojoin: true
      uploads: {maxFile: 10MB, daily: 100MB}
    """

  static let wholes: [[String]] = [
    [], ["--encrypted-regex", "^(name|email|topic|since|autojoin)$"],
    ["--unencrypted-regex", "^(id|kind|apiVersion)$"], ["--encrypted-suffix", "ame"],
    ["--unencrypted-suffix", "ame"],
  ]

  @Test(arguments: wholes)
  func `an encrypted file says what the plain one said`(_ options: [String]) async throws {
    let sops = try await SOPS.make()
    let text = try await sops.encrypt(Self.club, options)
    let loaded = try sops.load(text, keys: try sops.keys)
    let plain = try sops.load(Self.club, keys: nil)
    #expect(found(loaded) == [])
    #expect(loaded.sealedCount == 0)
    let (club, wanted) = (try #require(loaded.clubs[0].club), try #require(plain.clubs[0].club))
    #expect(summary(of: club) == summary(of: wanted))
    let isPrivate = options != ["--unencrypted-suffix", "ame"]
    #expect(club.members.map(\.isNamePrivate) == [isPrivate, isPrivate])
    #expect(wanted.members.map(\.isNamePrivate) == [false, false])
  }

  @Test(arguments: wholes)
  func `without a key it is silent, and counts what it did not see`(_ options: [String])
    async throws
  {
    let sops = try await SOPS.make()
    let text = try await sops.encrypt(Self.club, options)
    let loaded = try sops.load(text, keys: nil)
    #expect(found(loaded) == [])
    let sealed = text.split(separator: "\n").count {
      $0.contains("ENC[") && !$0.contains("type:comment") && !$0.contains("mac:")
    }
    #expect(loaded.sealedCount == sealed)
    // It is valid, and must not be applied.
    #expect(loaded.clubs[0].club == nil)
    #expect(loaded.clubs[0].errors.map(\.rule) == [.encryption])
  }

  @Test func `what can be seen is still checked without a key`() async throws {
    let sops = try await SOPS.make()
    let text = try await sops.encrypt(
      Self.club.replacing("role: owner", with: "rule: owner"), ["--encrypted-regex", "^name$"])
    let loaded = try sops.load(text, keys: nil)
    #expect(loaded.diagnostics.map(\.rule) == [.unknownKey])
  }

  @Test(arguments: [
    ("Rose Hill", #""Rose \u202E Hill""#, Rule.text),
    ("rose@mail.example", "rose_at_mail", .email),
    ("role: owner", "role: Chairwoman", .unknownChoice),
    ("jid: dan@dentists.example", "jid: secretname@", .jid), ("2026-11-01", "2026-13-01", .date),
    ("committee: [rose, dan]", "committee: [rose, hiddenperson]", .unknownMember),
    ("autojoin: true", "autojoin: perhaps", .wrongType),
    ("language: no", "language: secretlang_", .language),
    ("domain: chess.example", "domain: secretdomain", .domainName),
    ("maxFile: 10MB", "maxFile: 999MB", .uploads),
  ])
  func `what is wrong inside is told at its place, and not repeated`(
    _ right: String, _ wrong: String, _ rule: Rule
  ) async throws {
    let sops = try await SOPS.make()
    let club = Self.club.replacing(right, with: wrong)
    try #require(club != Self.club)
    let text = try await sops.encrypt(club)
    let loaded = try sops.load(text, keys: try sops.keys)
    let plain = try sops.load(club, keys: nil)
    let diagnostic = try #require(loaded.diagnostics.first)
    #expect(loaded.diagnostics.map(\.rule) == plain.diagnostics.map(\.rule))
    #expect(diagnostic.rule == rule)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let line = lines[Int(diagnostic.location.position.line) - 1]
    #expect(line.contains("ENC["), "\(diagnostic.location): \(line)")
    let said = "\(loaded.diagnostics)"
    for word in ["rose_at", "Chairwoman", "secret", "hidden", "perhaps", "2026-13", "999", "dan@"] {
      #expect(!said.contains(word), "\(said)")
    }
  }

  @Test func `what does not come from an encrypted value is said`() async throws {
    let sops = try await SOPS.make()
    let club =
      Self.club + "\nignore: [chat.topic]\ntariff: smal\nprotect: [clubs]\nprune: never"
    let text = try await sops.encrypt(club, ["--encrypted-regex", "^(name|prune)$"])
    let loaded = try sops.load(text, keys: try sops.keys)
    let said = Dictionary(grouping: loaded.diagnostics, by: \.rule).mapValues { $0.map(\.message) }
    #expect(said[.unknownField] == ["nothing is declared at `chat.topic`"])
    #expect(said[.unknownTariff] == ["there is no tariff `smal`"])
    #expect(said[.unknownChoice]?.contains { $0.hasPrefix("`clubs` is not") } == true)
    #expect(said[.unknownChoice]?.contains { $0.hasPrefix("`…` is not") } == true)
    let hints = loaded.diagnostics.compactMap(\.hint)
    #expect(hints.contains("as in `chat.rooms.potting-shed.topic`; list elements go by their `id`"))
    #expect(hints.contains("did you mean `club`?"))
    #expect(!"\(loaded.diagnostics)".contains("never"))
  }

  @Test func `a provider's file that was encrypted is one error`() async throws {
    let sops = try await SOPS.make()
    let text = try await sops.encrypt(SOPS.provider)
    let (provider, diagnostics) = RepositoryLoader.provider(bytes: Array(text.utf8))
    #expect(provider == nil)
    #expect(diagnostics.map(\.message) == ["this file may not be encrypted"])
  }

  @Test func `aliases and merge keys are opened`() async throws {
    let sops = try await SOPS.make()
    let club = """
      apiVersion: allotment/v1
      kind: Club
      id: chess
      name: Chess Club
      members:
        - &rose {id: rose, name: Rose Hill, role: owner}
        - <<: *rose
          id: dan
          name: Dan Molar
      """
    let loaded = try sops.load(try await sops.encrypt(club), keys: try sops.keys)
    #expect(found(loaded) == [])
    #expect(loaded.clubs[0].club?.members.map(\.role.value) == [.owner, .owner])
  }

  @Test func `every scalar that SOPS can write is opened and is in the code`() async throws {
    let sops = try await SOPS.make()
    let odd = """
      1e3: x
      float: 1.50
      large: 123456789012345678901234
      small: 0.00000015
      exponent: -2.5e+30
      infinite: [.inf, -.inf, .nan]
      octal: 010
      hex: 0x1F
      negative: -5
      no: no
      yes: true
      nothing: null
      tilde: ~
      empty: ""
      date: 2026-11-01
      time: 2026-11-01T10:00:00+01:00
      fraction: 2026-11-01T10:00:00.25Z
      text: "5.00"
      block: |
        one
        two
      lists: [[1, 2], [], {}, [{a: b}]]
      ä ö: ü
      """
    for options in [[], ["--encrypted-regex", "^nothing at all$"]] {
      let text = try await sops.encrypt(odd.replacing("1e3: x\n", with: ""), options)
      let loaded = try sops.load(text, keys: try sops.keys)
      // Wrong keys, but a right file.
      #expect(!loaded.diagnostics.contains { $0.rule == .encryption }, "\(loaded.diagnostics)")
      #expect(loaded.diagnostics.contains { $0.rule == .unknownKey })
    }
  }
}

/// A club without its places.
private func summary(of club: Club) -> [String] {
  var parts: [String] = [club.id.value, club.name.value]
  parts.append(club.language?.value ?? "-")
  parts.append(club.domain?.value.description ?? "-")
  if case .suspended(let since, let reason) = club.lifecycle.value {
    parts.append("\(since.map { "\($0)" } ?? "-") \(reason ?? "-")")
  }
  for member in club.members {
    parts.append(
      "\(member.id.value) \(member.name?.value ?? "-") \(member.role.value) "
        + "\(member.email?.value ?? "-") \(member.jid?.value.description ?? "-")")
  }
  for group in club.groups { parts.append("\(group.id.value) \(group.members.map(\.value))") }
  for room in club.chat?.rooms ?? [] {
    parts.append("\(room.id.value) \(room.topic?.value ?? "-") \(room.autojoin?.value == true)")
  }
  return parts
}
