import Foundation
import TestSupport
import Testing

/// A service of agent.yaml gets another name, and is the same server; or keeps it, and is another one.
struct ServiceNameTests {
  @Test func `a service with another name loses nothing, and is known again by it`() async throws {
    try await Playground.with([ClubText("chess", domain: "chess.example")]) { playground in
      try await playground.apply()
      let agent = try #require(contents(of: playground.config))
      try agent.replacingOccurrences(of: "  prosody: {", with: "  chat-1: {")
        .write(toFile: playground.config, atomically: true, encoding: .utf8)
      try playground.repository.edit("provider.yaml", "chat: prosody", "chat: chat-1")
      // Somebody leaves in the same commit: even that waits.
      try playground.repository.edit("clubs/chess.yaml", "  - {id: dan, name: Dan Molar}\n", "")
      try await playground.repository.commit("The chat server has another name")

      let held = try await playground("plan")
      #expect(held.output.contains("rename-service prosody NEW"), held.story)
      let shown = try await playground.plan()
      #expect(
        ["delete", "forget"].allSatisfy { shown.plan.summary[$0, default: 0] == 0 }, held.story)

      let unknown = try await playground("inventory", "rename-service", "prosody", "chat-2")
      #expect(unknown.code == 64 && unknown.errors.contains("chat-2"), unknown.story)
      let renamed = try await playground("inventory", "rename-service", "prosody", "chat-1")
      #expect(renamed.code == 0 && renamed.output.contains("`chat-1`"), renamed.story)
      let told = try await playground("history", "chess", "--limit", "100")
      #expect(told.output.contains("what it has in `prosody` is in `chat-1` now"), told.story)
      try await playground.apply()
      #expect(try await playground.plan().code == 0)
      let accounts = try await run(
        Command("find", [playground.prosody.directory("prosody/data"), "-name", "dan.dat"]))
      #expect(accounts.output == "", "what was removed is removed now: \(accounts.story)")
      let again = try await playground("inventory", "rename-service", "prosody", "chat-1")
      #expect(
        again.code == 64 && again.errors.contains("nothing is owned in `prosody`"), again.story)
      let standing = try await playground("inventory", "rename-service", "caddy", "chat-1")
      #expect(
        standing.code == 64 && standing.errors.contains("still stands in agent.yaml"),
        standing.story)
    }
  }

  @Test func `what a service has lost for good is forgotten when it is said, and made anew`()
    async throws
  {
    try await Playground.with([ClubText("chess", domain: "chess.example")]) { playground in
      try await playground.apply()
      let wrong = try await playground("inventory", "forget-service", "chat", "--yes")
      #expect(wrong.code == 64 && wrong.errors.contains("`caddy`, `prosody`"), wrong.story)
      let asked = try await playground("inventory", "forget-service", "prosody")
      #expect(asked.code == 64 && asked.errors.contains("of 1 club in `prosody`"), asked.story)
      #expect(try await playground.plan().code == 0, "nothing was done yet")

      let forgotten = try await playground("inventory", "forget-service", "prosody", "--yes")
      #expect(forgotten.code == 0, forgotten.story)
      #expect(forgotten.output.contains("of 1 club in `prosody` are forgotten"), forgotten.story)
      let told = try await playground("history", "chess", "--limit", "1")
      #expect(told.output.contains("what it had in `prosody` is forgotten"), told.story)
      // What is live all the same carries its mark, and is known again.
      let shown = try await playground.plan()
      #expect(["create", "delete"].allSatisfy { shown.plan.summary[$0, default: 0] == 0 })
      try await playground.apply()
      #expect(try await playground.plan().code == 0)
      let again = try await playground("inventory", "forget-service", "prosody")
      #expect(again.code == 64 && again.errors.contains("would be forgotten"), again.story)
    }
  }
}
