import Encryption
import Spec
import TestSupport
import Testing

/// `<id>.private.yaml`: members' names and addresses, encrypted.
@Suite struct PrivateFileTests {
  static let club = """
    apiVersion: allotment/v1
    kind: Club
    id: chess
    name: Chess Club
    members:
      - {id: rose, role: owner}
      - {id: dan, name: Dan Molar}
    """
  static let fields = """
    rose: {name: Rose Hill, email: rose@mail.example}
    dan: {email: dan@mail.example}
    """

  @Test func `names and addresses come from it`() async throws {
    let sops = try await SOPS.make()
    let loaded = try sops.load(
      Self.club, private: try await sops.encrypt(Self.fields), keys: try sops.keys)
    #expect(found(loaded) == [])
    let members = try #require(loaded.clubs[0].club).members
    #expect(members.map(\.name?.value) == ["Rose Hill", "Dan Molar"])
    #expect(members.map(\.email?.value) == ["rose@mail.example", "dan@mail.example"])
    #expect(members.map(\.isNamePrivate) == [true, false])
    #expect(loaded.clubs[0].privateContent != nil)
  }

  @Test func `without a key the club is valid, and is not applied`() async throws {
    let sops = try await SOPS.make()
    let loaded = try sops.load(
      Self.club, private: try await sops.encrypt(Self.fields), keys: nil)
    #expect(found(loaded) == [])
    #expect(loaded.sealedCount == 3)
    #expect(loaded.clubs[0].club == nil)
    #expect(loaded.clubs[0].errors.map(\.rule) == [.encryption])
  }

  @Test func `a changed private file is another reading of the club`() async throws {
    let sops = try await SOPS.make()
    var loader = RepositoryLoader(width: 1, keys: try sops.keys)
    var files = ["provider.yaml": SOPS.provider, "clubs/chess.yaml": Self.club]
    func load() throws -> LoadedClub {
      try #require(try loader.load(InMemoryRepository(files)).clubs.first)
    }
    files["clubs/chess.private.yaml"] = try await sops.encrypt(Self.fields)
    let before = try load()
    #expect(try load().isSame(as: before))
    files["clubs/chess.private.yaml"] = try await sops.encrypt(
      Self.fields.replacing("Rose Hill", with: "Rose Valley"))
    let after = try load()
    #expect(!after.isSame(as: before))
    #expect(after.content == before.content)
    #expect(after.privateContent != before.privateContent)
    #expect(after.club?.members[0].name?.value == "Rose Valley")
    files["clubs/chess.private.yaml"] = nil
    #expect(try load().errors.map(\.rule) == [.missingKey])
  }

  @Test func `what does not fit the club is found, with and without a key`() async throws {
    let sops = try await SOPS.make()
    let club = Self.club + "\n  - {id: ada, state: erased}\n"
    let text = try await sops.encrypt(
      Self.fields + "\nDAN: {name: Daniel}\nada: {email: a@mail.example}\nviolet: {name: Violet}\n")
    for keys in [try sops.keys, nil] {
      let loaded = try sops.load(club, private: text, keys: keys)
      // The member twice, an erased member, and nobody's.
      #expect(loaded.diagnostics.map(\.rule) == [.duplicateKey, .privateFile, .privateFile])
      #expect(loaded.diagnostics.allSatisfy { $0.location.file == "clubs/chess.private.yaml" })
      #expect(!"\(loaded.diagnostics)".contains("Daniel"))
    }
    let twice = try sops.load(
      Self.club, private: try await sops.encrypt("dan: {name: Daniel}"), keys: nil)
    #expect(twice.diagnostics.map(\.rule) == [.privateFile, .missingKey])
    #expect(twice.diagnostics[0].related.map(\.location.file) == ["clubs/chess.yaml"])
  }

  @Test func `plain text in it is an error`() async throws {
    let sops = try await SOPS.make()
    let plain = try sops.load(Self.club, private: Self.fields, keys: try sops.keys)
    #expect(plain.diagnostics.map(\.rule) == [.privateFile, .missingKey])
    let partly = try await sops.encrypt(Self.fields, ["--encrypted-regex", "^name$"])
    for keys in [try sops.keys, nil] {
      let loaded = try sops.load(Self.club, private: partly, keys: keys)
      #expect(loaded.diagnostics.map(\.rule) == [.privateFile, .privateFile])
    }
  }

  @Test func `wrong values and unknown keys in it are found at their places`() async throws {
    let sops = try await SOPS.make()
    let text = try await sops.encrypt(
      "rose: {name: Rose Hill, email: rose at home, phone: '123'}\n\"a b\": {name: X}\n")
    let loaded = try sops.load(Self.club, private: text, keys: try sops.keys)
    #expect(Set(loaded.diagnostics.map(\.rule)) == [.email, .unknownKey, .localPart])
    #expect(!"\(loaded.diagnostics)".contains("at home"))
  }

  @Test func `one without a club, or with another ending, is an error`() throws {
    let sops = InMemoryRepository([
      "provider.yaml": SOPS.provider, "clubs/chess.private.yaml": "rose: {}",
      "clubs/go.private.yml": "rose: {}",
    ])
    var loader = RepositoryLoader(width: 1)
    let loaded = try loader.load(sops)
    #expect(
      found(loaded) == [
        "clubs/chess.private.yaml:1:1 private-file", "clubs/go.private.yml:1:1 file-name",
      ])
    #expect(loaded.clubs.isEmpty)
  }
}
