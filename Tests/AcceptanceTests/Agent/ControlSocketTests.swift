import Foundation
import TestSupport
import Testing

/// Commands that talk to a running agent, and its HTTP side.
@Suite struct ControlSocketTests {
  @Test func `a paused club is left alone until it is resumed`() async throws {
    let chess = ClubText("chess")
    try await Playground.with([chess, ClubText("choir")]) { playground in
      let repository = playground.repository
      try await playground.withAgent { _ in
        try await playground.converges(at: try await repository.head())
        let paused = try await playground("pause", "chess", "--reason", "moving house")
        #expect(paused.code == 0, paused.story)
        for club in ["chess", "choir"] {
          try repository.edit("clubs/\(club).yaml", "Dan Molar", "Daniel Molar")
        }
        let commit = try await repository.commit("His name")
        try await playground.converges(["choir"], at: commit)
        #expect(try await playground.plan("--club", "chess").code == 2)
        #expect(try await playground("status", "chess").output.contains("moving house"))
        #expect(try await playground("reconcile", "choir").code == 0)
        #expect(try await playground.plan("--club", "chess").code == 2)
        #expect(try await playground("resume", "chess").code == 0)
        try await playground.converges(["chess"], at: commit)
        #expect(try await playground("pause", "nobody", "--reason", "x").code == 64)
      }
      let alone = try await playground("pause", "chess", "--reason", "nobody is there")
      #expect(alone.code == 6, alone.story)
    }
  }

  @Test func `a pause that is over is shown no more`() async throws {
    try await Playground.with([ClubText("chess")]) { playground in
      try await playground.withAgent { _ in
        try await playground.converges(at: try await playground.repository.head())
        let end = Date(timeIntervalSinceNow: 4).ISO8601Format()
        let paused = try await playground(
          "pause", "chess", "--until", end, "--reason", "moving house")
        #expect(paused.code == 0, paused.story)
        let applied = try await playground("apply", "--yes", "--club", "chess")
        #expect(applied.code == 4, applied.story)
        #expect(applied.output.contains("chess is paused until \(end) by "), applied.story)
        let over = try await eventually {
          try await !playground("status", "chess").output.contains("moving house")
        }
        #expect(over)
        let text = try await playground("status")
        #expect(text.output.contains("live state is as declared"), text.story)
        let json = try await playground("status", "--format", "json")
        #expect(json.output.contains(#""paused": null"#), json.story)
        let past = try await playground(
          "pause", "chess", "--until", "2020-01-01T00:00:00Z", "--reason", "moving house")
        #expect(past.code == 64, past.story)
        #expect(past.errors.contains("2020-01-01T00:00:00Z is over already"), past.story)
        #expect(!past.output.contains("is paused"), past.story)
      }
    }
  }

  @Test func `reconcile waits until it is done`() async throws {
    let chess = ClubText("chess")
    try await Playground.with([chess], settings: ["sweep: 1h"]) { playground in
      try await playground.withAgent { _ in
        try await playground.converges(at: try await playground.repository.head())
        try FileManager.default.removeItem(atPath: accountFile("dan", chess.host, playground))
        let drift = try await playground("drift", "--format", "json")
        #expect(drift.code == 2, drift.story)
        let report: PlanReport = try decoded(drift)
        #expect(
          report.changes.map(\.id) == ["chess/prosody/account/dan@\(chess.host)#create"])
        let done = try await playground("reconcile", "chess")
        #expect(done.code == 0, done.story)
        #expect(try await playground.accounts(chess.host) == ["dan", "rose"])
        #expect(try await playground("drift").code == 0)
      }
    }
  }

  @Test func `a plan through the agent is the plan that is made without one`() async throws {
    let chess = ClubText("chess")
    let settings = ["enforce: false"]
    try await Playground.with([chess, ClubText("choir")], settings: settings) { playground in
      let alone = try await playground.plan()
      #expect(alone.code == 2)
      try await playground.withAgent { _ in
        let head = try await playground.repository.head()
        try await playground.waitForStatus(of: "choir") {
          $0.lastAttemptedRevision == "main@sha1:\(head)"
        }
        let through = try await playground.plan()
        #expect(through.code == 2)
        #expect(through.plan == alone.plan)
        let own = try await playground.plan("--revision", "main")
        #expect(own.plan == alone.plan)
        let refused = try await playground("apply", "--yes", "--revision", "main")
        #expect(refused.code == 1, refused.story)
      }
    }
  }

  @Test func `health, readiness, metrics, clubs and ask are answered`() async throws {
    var chess = ClubText("chess", domain: "chess.example")
    chess.site += "\naliases: [www.chess.example]"
    let club = chess
    try await Playground.with([club, ClubText("choir")]) { playground in
      try await playground.withAgent { _ in
        let head = try await playground.repository.head()
        try await playground.converges(at: head)
        let health = try await playground.agentPage("/healthz")
        #expect(health.status == 200, "\(health)")
        let ready = try await eventually {
          try await playground.agentPage("/readyz").status == 200
        }
        #expect(ready)
        let metrics = try await playground.agentPage("/metrics").text
        #expect(
          metrics.contains(#"allotment_clubs{sync="Synced",health="Healthy"} 2"#), "\(metrics)")
        #expect(metrics.contains(#"allotment_service_up{service="prosody"} 1"#), "\(metrics)")
        #expect(metrics.contains(#"allotment_service_up{service="caddy"} 1"#), "\(metrics)")
        let clubs = try await playground.agentPage("/api/v1/clubs")
        let report = try JSONDecoder().decode(StatusReport.self, from: Data(clubs.text.utf8))
        #expect(report.revision == "main@sha1:\(head)")
        #expect(report.clubs.map(\.id) == ["chess", "choir"])
        #expect(report.clubs.allSatisfy { $0.isSynced(at: head) })
        for host in ["chess.example", "www.chess.example", "choir.clubs.example"] {
          #expect(try await playground.agentPage("/ask?domain=\(host)").status == 200, "\(host)")
        }
        for host in ["nobody.example", "..", "chess.example/../x", ""] {
          let answer = try await playground.agentPage("/ask?domain=\(host)")
          #expect(answer.status == 404, "\(host): \(answer)")
        }
        let page = try await playground.agentPage("/")
        #expect(page.status == 200 && page.text.contains("The chess club"))
        // Without a token no personal data is shown.
        #expect(!page.text.contains("Rose Hill") && !clubs.text.contains("Rose Hill"))
      }
    }
  }
}

/// Where the server keeps an account.
func accountFile(_ user: String, _ host: String, _ playground: Playground) -> String {
  let folder = host.replacingOccurrences(of: ".", with: "%2e").replacingOccurrences(
    of: "-", with: "%2d")
  return playground.prosody.directory("prosody/data/\(folder)/accounts/\(user).dat")
}
