import Foundation
import Glibc
import TestSupport
import Testing

/// A club whose members' names lie encrypted in the repository, on real servers.
@Suite(.serialized)
struct EncryptionTests {
  private let fields = "rose: {name: Rosamund Hill}\ndan: {name: Daniel Molar}\n"

  private func chess() -> ClubText {
    var chess = ClubText("chess")
    chess.members = ["{id: rose, role: owner}", "{id: dan}"]
    return chess
  }

  /// Writes the private file, encrypted for the key in `key`, which is made when it is missing.
  private func writeFields(
    _ text: String, key: String, in repository: ProviderRepository
  ) async throws {
    if access(key, F_OK) != 0 {
      let made = try await run(Command("age-keygen", ["-o", key]))
      try #require(made.isSuccess, made.story)
    }
    let recipient = try await run(Command("age-keygen", ["-y", key]))
    let file = "\(repository.path)/clubs/chess.private.yaml"
    try repository.write("clubs/chess.private.yaml", text)
    let encrypted = try await run(
      Command(
        testTool("sops"),
        [
          "encrypt", "--in-place", "--age",
          recipient.output.trimmingCharacters(in: .whitespacesAndNewlines), file,
        ], environment: ["HOME": key]))
    try #require(encrypted.isSuccess, encrypted.story)
  }

  /// Servers, and a repository whose last commit has the names; the body is also given the key.
  private func withNames(_ body: @Sendable (Playground, String) async throws -> Void) async throws {
    try await Playground.with(
      [chess()], settings: ["secrets: {ageKeyFile: age.key}"]
    ) { playground in
      let key = playground.folder("age.key")
      try await writeFields(fields, key: key, in: playground.repository)
      try await playground.repository.commit("Their names")
      try await body(playground, key)
    }
  }

  @Test func `encrypted names come to the server and into letters, and into nothing else`()
    async throws
  {
    try await withNames { playground, key in
      for format in ["text", "json", "markdown"] {
        let plan = try await playground("plan", "--format", format, "--verbose")
        #expect(plan.code == 2, plan.story)
        #expect(plan.output.contains("rose@chess.clubs.example"))
        #expect(!(plan.output + plan.errors).contains("Rosamund"), plan.story)
      }
      let applied = try await playground.apply()
      #expect(!(applied.output + applied.errors).contains("Rosamund"), applied.story)

      let out = playground.folder("letters")
      let letters = try await playground("letters", "chess", "--out", out)
      try #require(letters.code == 0, letters.story)
      #expect(contents(of: "\(out)/rose.html")?.contains("Rosamund Hill") == true)
      #expect(try await playground.plan().code == 0)

      // A change of the private file alone is a change of the club.
      try await writeFields(
        fields.replacing("Rosamund", with: "Rosalind"), key: key, in: playground.repository)
      try await playground.repository.commit("Rosalind it is")
      #expect(try await playground.plan().code == 2)
      let changed = try await playground.apply("--verbose")
      #expect(!(changed.output + changed.errors).contains("Rosa"), changed.story)
      #expect(try await playground.plan().code == 0)

      // Without the key nothing is changed; that is no reason to take anything away.
      rename(key, playground.folder("elsewhere"))
      let refused = try await playground("plan")
      #expect(refused.code == 1, refused.story)
      try playground.rewriteConfiguration(settings: [])
      let blind = try await playground("plan", "--format", "json")
      #expect(blind.code == 3, blind.story)
      #expect(!blind.output.contains("\"action\":\"delete\""))
    }
  }

  @Test func `a new process keeps the names while their file is broken`() async throws {
    try await withNames { playground, _ in
      let once = try await playground("agent", "--once")
      #expect(once.code == 0, once.story)
      let file = "clubs/chess.private.yaml"
      let before = try playground.repository.read(file)
      try playground.repository.write(file, "<<<<<<< HEAD\n" + before)
      try await playground.repository.commit("A merge that nobody ended")
      let names = try await playground.module("read", ["host": "chess.clubs.example"])
      for _ in 0..<2 {
        let done = try await playground("agent", "--once")
        #expect(!(done.output + done.errors).contains("Rosamund"), done.story)
        let now = try await playground.module("read", ["host": "chess.clubs.example"])
        #expect(now["accounts"] == names["accounts"])
        #expect(now["groups"] == names["groups"])
      }
      let status = try await playground.status(of: "chess")
      #expect(status.condition("Ready")?.reason == "InvalidSpec", "\(status)")
      try playground.repository.write(file, before)
      try await playground.repository.commit("Ended")
      #expect(try await playground("agent", "--once").code == 0)
      #expect(try await playground.plan().code == 0)
    }
  }

  @Test func `validate says what it could not look into, and takes a key`() async throws {
    let folder = try TemporaryDirectory()
    let repository = try await ProviderRepository.make(at: folder("clubs"))
    try repository.write("provider.yaml", providerText())
    try repository.write(chess())
    let key = folder("age.key")
    try await writeFields(fields, key: key, in: repository)
    for path in ["", "/clubs/chess.yaml", "/clubs/chess.private.yaml"] {
      let blind = try await allotment(["validate", repository.path + path], config: nil)
      #expect(blind.code == 0, blind.story)
      #expect((blind.output + blind.errors).contains("2 encrypted values"), blind.story)
      let open = try await allotment(
        ["validate", "--age-key-file", key, repository.path + path], config: nil)
      #expect(open.code == 0, open.story)
      #expect(!(open.output + open.errors).contains("encrypted value"), open.story)
    }
    chmod(key, 0o644)
    let refused = try await allotment(
      ["validate", "--age-key-file", key, repository.path], config: nil)
    #expect(refused.code == 1)
    #expect(refused.errors.contains("chmod 600"), refused.story)

    try repository.write("clubs/chess.private.yaml", fields)
    let plain = try await allotment(["validate", repository.path], config: nil)
    #expect(plain.code == 3)
    #expect(plain.output.contains("private-file"), plain.story)
    #expect(!plain.output.contains("Rosamund"), plain.story)
  }
}
