import Foundation
import Glibc
import TestSupport
import Testing

/// Services that are down: at the start, in the middle, for long.
@Suite struct OutageTests {
  @Test func `a Prosody that is down at the start is unknown, and converged on when it comes`()
    async throws
  {
    let chess = ClubText("chess")
    try await Playground.with([chess]) { playground in
      try await playground.prosody.stop()
      let (code, plan) = try await playground.plan()
      #expect(code == 6)
      #expect(!plan.inSync)
      #expect(try plan.club("chess").sync == "Unknown")
      #expect(try plan.club("chess").unknown.map(\.service) == ["prosody"])
      #expect(plan.summary["unknown"] == 1)
      #expect(try await playground("doctor").code == 6)
      try await playground.withAgent { _ in
        let status = try await playground.waitForStatus(of: "chess") { $0.sync == "Unknown" }
        #expect(status.condition("Ready")?.status == "Unknown", "\(status)")
        // The other service's part is made all the same.
        #expect(try await says("Welcome to chess") { try await playground.page(chess.host) })
        try await playground.prosody.start()
        try await playground.converges(at: try await playground.repository.head())
        #expect(try await playground.accounts(chess.host) == ["dan", "rose"])
      }
    }
  }

  @Test func `a Prosody killed in the middle of an apply is converged on after its restart`()
    async throws
  {
    let clubs = (1...6).map { ClubText("club-\($0)") }
    try await Playground.with(clubs) { playground in
      try await playground.withAgent { _ in
        let started = try await eventually(every: .milliseconds(5)) {
          FileManager.default.fileExists(
            atPath: playground.prosody.directory("prosody/hosts/club-2.clubs.example.json"))
        }
        #expect(started)
        try await playground.prosody.kill9()
        let files = try FileManager.default.contentsOfDirectory(
          atPath: playground.prosody.directory("prosody/hosts"))
        #expect(files.filter { $0.hasSuffix(".json") }.count < clubs.count, "killed too late")
        try await playground.waitForStatus(of: "club-6") { $0.sync == "Unknown" }
        try await playground.prosody.start()
        try await playground.converges(at: try await playground.repository.head())
        for club in clubs {
          #expect(try await playground.accounts(club.host) == ["dan", "rose"])
          let invitations = try await playground.invitations(club.host)
          #expect(invitations.map(\.generation) == [1, 1])
        }
      }
    }
  }

  @Test func `a new process heals what drifts while provider.yaml is broken`() async throws {
    let chess = ClubText("chess")
    let policy = ["prune: enabled", "freeze: {until: 2999-01-01, reason: Fair}"]
    try await Playground.with([chess], provider: providerText()) { playground in
      #expect(try await playground("agent", "--once").code == 0)
      try playground.repository.write("provider.yaml", providerText() + "<<<<<<< HEAD\n")
      try await playground.repository.commit("A merge that nobody ended")
      let link = "\(playground.caddy.root)/sites/\(chess.host)"
      #expect(unlink(link) == 0)
      let once = try await playground("agent", "--once")
      #expect(contents(of: "\(link)/index.html") == chess.page, once.story)
      let status = try await playground.status(of: "chess")
      #expect(status.condition("Ready")?.reason == "InvalidSpec", "\(status)")
      // A freeze outlives it as well.
      try playground.repository.write("provider.yaml", providerText(policy: policy))
      try await playground.repository.commit("Ended, and frozen")
      #expect(try await playground("agent", "--once").code == 0)
      try playground.repository.write(
        "provider.yaml", providerText(policy: policy) + "<<<<<<< HEAD\n")
      try await playground.repository.commit("A second one")
      #expect(unlink(link) == 0)
      let frozen = try await playground("agent", "--once")
      #expect(access(link, F_OK) != 0, frozen.story)
    }
  }

  @Test func `a Prosody that is down for long is unknown, nothing is deleted, and health fails`()
    async throws
  {
    var chess = ClubText("chess")
    chess.members.append("{id: clover, name: Clover Mead}")
    let club = chess
    try await Playground.with([club], settings: ["watchdog: 4s"]) { playground in
      try await playground.withAgent { _ in
        try await playground.converges(at: try await playground.repository.head())
        let clover = try await playground.redeem("clover", at: club.host)
        try await playground.prosody.stop()
        let isUnknown = try await eventually(within: Playground.patience) {
          try await playground.agentStatus().clubs.allSatisfy { $0.sync == "Unknown" }
        }
        #expect(isUnknown)
        // A commit that removes somebody while nobody can say whether she is there.
        try playground.repository.edit(club.file, "  - {id: clover, name: Clover Mead}\n", "")
        try await playground.repository.commit("Clover has left")
        let (code, plan) = try await playground.plan()
        #expect(code == 6)
        #expect(plan.changes.filter { $0.service == "prosody" }.isEmpty)
        let isUnhealthy = try await eventually(within: Playground.patience) {
          let health = try await playground.agentPage("/healthz")
          return health.status == 503 && health.text.contains("chess")
        }
        #expect(isUnhealthy, "the health endpoint does not fail")
        let metrics = try await playground.agentPage("/metrics").text
        #expect(metrics.contains(#"allotment_service_up{service="prosody"} 0"#))
        // The commit is taken back before the server comes: nothing must have been lost.
        try await playground.repository.git("revert", "--no-edit", "HEAD")
        try await playground.prosody.start()
        try await playground.converges(at: try await playground.repository.head())
        let isHealthy = try await eventually(within: Playground.patience) {
          try await playground.agentPage("/healthz").status == 200
        }
        #expect(isHealthy)
        #expect(try await playground.canLogIn(clover))
      }
    }
  }

  @Test func `a club's state on a server that went away is unknown in status, not in sync`()
    async throws
  {
    try await Playground.with([ClubText("chess")]) { playground in
      try await playground.withAgent { _ in
        try await playground.converges(at: try await playground.repository.head())
        try await playground.prosody.stop()
        let status = try await playground.waitForStatus(of: "chess", within: .seconds(20)) {
          $0.sync == "Unknown"
        }
        #expect(status.health != "Healthy")
        #expect(status.condition("Ready")?.status == "Unknown")
        try await playground.prosody.start()
        try await playground.converges()
      }
    }
  }

  @Test func `sites are published while Caddy is down, and served when it comes`() async throws {
    let chess = ClubText("chess")
    try await Playground.with([chess]) { playground in
      try await playground.caddy.stop()
      try await playground.withAgent { _ in
        try await playground.converges(at: try await playground.repository.head())
        try playground.repository.edit(
          "sites/chess/index.html", "Welcome to chess", "We play on Mondays")
        try await playground.converges(
          ["chess"], at: try await playground.repository.commit("Mondays"))
        try await playground.startCaddy()
        #expect(try await playground.page(chess.host).text.contains("We play on Mondays"))
      }
    }
  }

  @Test func `Prosody restarts and serves everything that was made before`() async throws {
    var chess = ClubText("chess")
    chess.chat = """
      rooms:
        - {id: pawns, name: Pawns, topic: Openings, moderators: [dan]}
      federation: local
      """
    let club = chess
    try await Playground.with([club]) { playground in
      try await playground.apply()
      let dan = try await playground.redeem("dan", at: club.host)
      try await playground.prosody.restart()
      #expect(try await playground.plan().code == 0)
      let room = try await playground.chat("join", dan, "pawns@conference.\(club.host)")
      #expect(room.json["affiliation"] == .text("admin"), "\(room)")
      #expect(room.json["subject"] == .text("Openings"))
      let list = try await playground.chat("roster", dan).json["roster"]
      #expect(list?["rose@\(club.host)"]?["name"] == .text("Rose Hill"))
    }
  }

  @Test func `a web root that is no folder is unknown and not an empty one`() async throws {
    let chess = ClubText("chess")
    try await Playground.with([chess]) { playground in
      try await playground.apply()
      let sites = "\(playground.caddy.root)/sites"
      try FileManager.default.moveItem(atPath: sites, toPath: sites + ".away")
      try Data().write(to: URL(fileURLWithPath: sites))
      let (code, plan) = try await playground.plan()
      #expect(code == 6, "\(plan)")
      #expect(try plan.club("chess").unknown.map(\.service) == ["caddy"])
      #expect(plan.changes.isEmpty)
      try FileManager.default.removeItem(atPath: sites)
      try FileManager.default.moveItem(atPath: sites + ".away", toPath: sites)
      #expect(try await playground.plan().code == 0)
    }
  }
}
