import Foundation
import TestSupport
import Testing

/// Coming, leaving, and being forgotten, through the executable.
@Suite(.serialized) struct PortabilityTests {
  @Test func `a club is exported, imported again, and a lost inventory comes back`() async throws {
    try await Playground.with([ClubText("chess", domain: "chess.example")]) { playground in
      try await playground.apply()
      let bundle = playground.folder("bundle")
      let exported = try await playground("export", "chess", "--out", bundle)
      #expect(exported.code == 0, exported.story)
      let accounts = try #require(contents(of: "\(bundle)/accounts.xml"))
      #expect(accounts.contains("<user name=\"rose\">"))
      let file = ClubText("chess", domain: "chess.example").text
      #expect(contents(of: "\(bundle)/club.yaml") == file)
      #expect(contents(of: "\(bundle)/site/index.html")?.contains("Welcome") == true)
      #expect(try await playground("export", "chess", "--out", bundle).code == 1)
      #expect(try await playground("export", "nobody", "--out", "\(bundle)-2").code == 64)

      let imported = try await playground("import", "--out", playground.folder("imported"))
      #expect(imported.code == 0, imported.story)
      let valid = try await playground("validate", playground.folder("imported"))
      #expect(valid.code == 0, valid.story)

      let backup = playground.folder("backup.json")
      #expect(try await playground("inventory", "export", backup).code == 0)
      try playground.folder.makeFolder("backups")
      for (wrong, words) in [
        ("nowhere/x.json", "there is no folder"), ("backups", "not the name of a file"),
        ("backups/", "not the name of a file"),
      ] {
        let refused = try await playground("inventory", "export", playground.folder(wrong))
        #expect(refused.code == 1 && refused.errors.contains(words), refused.story)
      }
      #expect(!FileManager.default.fileExists(atPath: playground.folder("nowhere")))
      let refused = try await playground("inventory", "import", backup)
      #expect(refused.code == 1 && refused.errors.contains("--replace"), refused.story)
      for suffix in ["", "-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: "\(playground.data)/inventory.sqlite\(suffix)")
      }
      #expect(try await playground.plan().code == 0, "the marks say whose all is")
      let restored = try await playground("inventory", "import", backup)
      #expect(restored.code == 0, restored.story)
      #expect(try await playground.plan().code == 0)
    }
  }

  @Test func `a service that is away gives no bundle and no repository`() async throws {
    try await Playground.with([ClubText("chess", domain: "chess.example")]) { playground in
      try await playground.apply()
      try await playground.prosody.stop()
      for words in [["export", "chess"], ["import"]] {
        let done = try await allotment(
          words + ["--out", playground.folder("out")], config: playground.config)
        #expect(done.code == 6, done.story)
      }
      #expect(!FileManager.default.fileExists(atPath: playground.folder("out")))
    }
  }

  @Test func `a member is erased when git says so, and the history does not know who it was`()
    async throws
  {
    try await Playground.with([ClubText("chess", domain: "chess.example")]) { playground in
      try await playground.apply()
      let early = try await playground("erase", "chess/dan")
      #expect(early.code == 1 && early.errors.contains("clubs/chess.yaml:8:"), early.story)
      #expect(try await playground("erase", "chess").code == 64)
      try playground.repository.edit(
        "clubs/chess.yaml", "{id: dan, name: Dan Molar}", "{id: dan, state: erased}")
      try await playground.repository.commit("A member asked to be forgotten")
      let done = try await playground("erase", "chess/dan")
      #expect(done.code == 0 && done.output.contains("Out of reach"), done.story)
      let history = try await playground("history", "--format", "json")
      #expect(!history.output.contains("dan@chess.example"), history.story)
      #expect(history.output.contains("chess/member#erase"), history.story)
      let accounts = try await run(
        Command("find", [playground.prosody.directory("prosody/data"), "-name", "*dan*"]))
      #expect(accounts.output == "", accounts.story)
      #expect(try await playground("erase", "chess/dan").code == 0, "asked twice")
    }
  }

  @Test func `an account that was made by hand and not taken over is not said to be erased`()
    async throws
  {
    try await Playground.with([ClubText("chess", domain: "chess.example")]) { playground in
      try await playground.apply()
      let made = try await run(
        Command(
          "prosodyctl",
          [
            "--config", playground.prosody.configuration, "register", "walter", "chess.example",
            "A-secret-1",
          ]))
      try #require(made.isSuccess, made.story)
      try playground.repository.edit(
        "clubs/chess.yaml", "chat:\n", "  - {id: walter, state: erased}\nchat:\n")
      try await playground.repository.commit("A member asked to be forgotten")
      let done = try await playground("erase", "chess/walter")
      #expect(done.code == 1 && !done.output.contains("Erased"), done.story)
      #expect(done.errors.contains("walter@chess.example is live in prosody"), done.story)
      #expect(try await playground.accounts("chess.example").contains("walter"))
      #expect(try await playground("plan").output.contains("walter@chess.example"))
    }
  }
}
