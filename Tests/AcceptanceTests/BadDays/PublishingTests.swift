import Foundation
import Glibc
import TestSupport
import Testing

/// Sites on bad days.
@Suite struct PublishingTests {
  /// Runs a program with files of at most 256 KiB, like a disk that is full.
  private static let smallFiles = [
    "env", "--ignore-signal=XFSZ", "prlimit", "--fsize=262144", "--",
  ]

  @Test func `a full disk leaves the old page in place, and the rest is made`() async throws {
    let chess = ClubText("chess")
    let choir = ClubText("choir")
    try await Playground.with([chess, choir]) { playground in
      let repository = playground.repository
      try await playground.apply()
      try repository.write("sites/chess/large.txt", String(repeating: "pawn ", count: 200_000))
      try repository.edit("sites/chess/index.html", "Welcome to chess", "See our large file")
      try repository.edit(chess.file, "Dan Molar", "Daniel Molar")
      try repository.edit("sites/choir/index.html", "Welcome to choir", "We sing on Thursdays")
      let commit = try await repository.commit("More to read")

      let full = try await playground("apply", "--yes", before: Self.smallFiles)
      #expect(full.code == 5, full.story)
      #expect(full.output.contains("failed chess/caddy/site/"), full.story)
      #expect(try await playground.page(chess.host).text == chess.page)
      #expect(try await playground.page(chess.host, "/large.txt").status == 404)
      #expect(try await playground.page(choir.host).text.contains("We sing on Thursdays"))
      #expect(try names(in: "\(playground.caddy.root)/tmp") == [])
      let status = try await playground.status(of: "chess")
      #expect(status.sync == "OutOfSync" && status.health == "Degraded", "\(status)")
      let read = try await playground.module("read", ["host": chess.host])
      let accountNames = read["accounts"]?.list.compactMap { $0["name"]?.text } ?? []
      #expect(accountNames.contains("Daniel Molar"))

      let agent = try RunningAgent(playground, before: Self.smallFiles)
      let failed = try await playground.waitForStatus(of: "chess") {
        $0.lastAttemptedRevision == "main@sha1:\(commit)" && $0.health == "Degraded"
      }
      #expect(failed.condition("Ready")?.status == "False")
      #expect(try await playground.page(chess.host).text == chess.page)
      #expect(try await agent.stop() == 0)

      try await playground.withAgent { _ in
        try await playground.converges(["chess", "choir"])
        #expect(try await playground.page(chess.host).text.contains("See our large file"))
        #expect(try await playground.page(chess.host, "/large.txt").text.count == 1_000_000)
      }
    }
  }

  @Test(arguments: [
    "../../../../etc", "/etc", "sites/chess/../../../secret", "sites/../clubs", "clubs",
  ])
  func `a site folder outside of sites is refused, and the old site stays`(path: String)
    async throws
  {
    let chess = ClubText("chess")
    try await Playground.with([chess]) { playground in
      let repository = playground.repository
      try await playground.apply()
      try repository.edit(chess.file, "path: sites/chess", "path: \"\(path)\"")
      try repository.edit(chess.file, "Dan Molar", "Daniel Molar")
      try await repository.commit("A way out")
      let line = try repository.line(of: "path: \"\(path)\"", in: chess.file)
      let validated = try await allotment(["validate", repository.path], config: nil)
      #expect(validated.code == 3)
      #expect(validated.output.contains("clubs/chess.yaml:\(line):"), validated.story)
      #expect(try await playground("apply", "--yes").code == 3)
      #expect(try await playground.page(chess.host).text == chess.page)
      #expect(try await playground.page(chess.host, "/passwd").status == 404)
      #expect(try await playground.page(chess.host, "/chess.yaml").status == 404)
    }
  }

  @Test func `a site is healed although its file is broken and its folder is another one by now`()
    async throws
  {
    let chess = ClubText("chess")
    try await Playground.with([chess]) { playground in
      let repository = playground.repository
      try await playground.withAgent { _ in
        try await playground.converges(["chess"], at: try await repository.head())
        try repository.edit(chess.file, "path: sites/chess", "path: [")
        try repository.edit("sites/chess/index.html", "Welcome to chess", "Half a page")
        for round in ["Broken, and half a page", "No page"] {
          if round == "No page" { try repository.remove("sites/chess") }
          let commit = try await repository.commit(round)
          let isThere = try await eventually(within: Playground.patience) {
            try await playground.agentStatus().revision == "main@sha1:\(commit)"
          }
          #expect(isThere, "\(round)")
          try FileManager.default.removeItem(atPath: playground.published(chess.host))
          _ = try await playground("reconcile", "chess")
          #expect(
            try await says("Welcome to chess") { try await playground.page(chess.host) }, "\(round)"
          )
        }
        #expect(try await playground.status(of: "chess").health == "Healthy")
      }
    }
  }

  @Test(arguments: ["/etc/passwd", "../../provider.yaml", "../choir/index.html"])
  func `a link that leads out of a site is not published`(target: String) async throws {
    let chess = ClubText("chess")
    try await Playground.with([chess, ClubText("choir")]) { playground in
      let repository = playground.repository
      try await playground.apply()
      try FileManager.default.createSymbolicLink(
        atPath: "\(repository.path)/sites/chess/leak.html", withDestinationPath: target)
      try repository.edit("sites/chess/index.html", "Welcome to chess", "With a link")
      try await repository.commit("A link")
      let validated = try await allotment(["validate", repository.path], config: nil)
      #expect(validated.code == 3, validated.story)
      #expect(validated.output.contains("leak.html"), validated.story)
      #expect(try await playground("apply", "--yes").code == 3)
      #expect(try await playground.page(chess.host, "/leak.html").status == 404)
      // The bare commit gives the same answer as the folder.
      let (code, plan) = try await playground.plan("--repo", repository.path)
      #expect(code == 3)
      #expect(try plan.club("chess").changes.isEmpty)
    }
  }

  @Test func `dot files are not published, and hostile requests find nothing`() async throws {
    let chess = ClubText("chess")
    try await Playground.with([chess]) { playground in
      try playground.repository.write("sites/chess/.secret", "hush")
      try playground.repository.write("sites/chess/.well-known/x", "also hidden or not")
      try await playground.repository.commit("Dot files")
      try await playground.apply()
      #expect(try await playground.page(chess.host, "/.secret").status == 404)
      for host in ["../../../etc", "..", "chess.clubs.example/../../data", "a/b"] {
        let answer = try playground.caddy.raw(
          "GET /passwd HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
        #expect(!answer.contains("root:"), "\(host)")
        #expect(!answer.hasPrefix("HTTP/1.1 200"), "\(host): \(answer)")
      }
      for path in ["/../../data/inventory.sqlite", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc"] {
        let answer = try playground.caddy.raw(
          "GET \(path) HTTP/1.1\r\nHost: \(chess.host)\r\nConnection: close\r\n\r\n")
        #expect(!answer.hasPrefix("HTTP/1.1 200"), "\(path): \(answer)")
      }
    }
  }
}

/// The names in a folder, in order.
func names(in folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}
