import Foundation
import TestSupport
import Testing

/// What is live and was not made by allotment.
@Suite struct ForeignTests {
  @Test func `what stood there before and is not ours is reported and left alone`() async throws {
    let club = ClubText("chess")
    try await Playground.with([club], prosody: ["--vhost", "stranger.example"]) { playground in
      try await playground.apply()
      let made = try await run(
        Command(
          "prosodyctl",
          [
            "--config", playground.prosody.configuration, "register", "visitor", club.host,
            "a password",
          ]))
      try #require(made.isSuccess, made.story)
      let (code, plan) = try await playground.plan()
      #expect(code == 0, "\(plan)")
      let visitor = PlanReport.Unmanaged(
        service: "prosody", kind: "account", name: "visitor@chess.clubs.example")
      #expect(try plan.club("chess").unmanaged == [visitor])
      let text = try await playground("plan")
      #expect(text.output.contains("unmanaged: prosody vhost stranger.example"), text.story)
      #expect(text.output.contains("visitor@chess.clubs.example"), text.story)
      try await playground.apply()
      #expect(try await playground.accounts(club.host) == ["dan", "rose", "visitor"])
      #expect(
        try await playground.module("read", ["host": "stranger.example"])["present"] == .flag(true))

      // The club leaves: its host is not purged while something of somebody else is in it.
      try playground.repository.write(ClubText("choir"))
      try playground.repository.write(ClubText("ringers"))
      try playground.repository.write(ClubText("knitters"))
      try await playground.repository.commit("More clubs")
      try await playground.apply()
      try playground.repository.remove(club.file)
      try await playground.repository.commit("Chess has left")
      try await playground.apply(expecting: 4)
      #expect(try await playground.accounts(club.host).contains("visitor"))
    }
  }

  @Test func `a club may not take a vhost that is not ours without a yes`() async throws {
    let club = ClubText("stranger", domain: "stranger.example")
    try await Playground.with([club], prosody: ["--vhost", "stranger.example"]) { playground in
      let (code, plan) = try await playground.plan()
      #expect(code == 4)
      let adopt = try plan.change("stranger/prosody/vhost/stranger.example#adopt")
      #expect(adopt.action == "adopt" && adopt.held != nil)
      #expect(adopt.origin?.file == "clubs/stranger.yaml")
      try await playground.apply(expecting: 4)
      let read = try await playground.module("read", ["host": "stranger.example"])
      #expect(read["club"] == .null)
      #expect(read["accounts"]?.list == [])
      try await playground.apply("--allow-held")
      try await playground.apply()
      #expect(try await playground.accounts("stranger.example") == ["dan", "rose"])
    }
  }
}
