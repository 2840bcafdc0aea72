import Foundation
import TestSupport
import Testing

/// The agent dies before its first step, then before its second one, and so on until it has
/// nothing left to do. A step is a call that leaves something behind: on disk, or in a server.
@Suite struct EveryStepTests {
  @Test func `killed at every single step of a convergence, it loses nothing and doubles nothing`()
    async throws
  {
    let clubs = [ClubText("chess"), ClubText("go")]
    try await Playground.with(clubs) { playground in
      try await playground.apply()
      let walk = try await StepWalk(playground, clubs)
      try await walk.run()
    }
  }
}

/// One step after the other. An actor, because each round changes what is expected.
private actor StepWalk {
  /// A convergence of this size has fewer, and more than a third of them.
  private static let maximum = 400
  private let playground: Playground
  private var clubs: [ClubText]
  /// The link of each invitation when it was first seen.
  private var links: [String: String] = [:]

  init(_ playground: Playground, _ clubs: [ClubText]) async throws {
    self.playground = playground
    self.clubs = clubs
    let built = try await TestSupport.run(
      Command(
        "clang",
        [
          "-shared", "-fPIC", "-O1", "-o", playground.folder("kill_at.so"),
          "\(repositoryRoot)/Tests/Servers/kill_at.c",
        ]))
    try #require(built.isSuccess, built.story)
  }

  func run() async throws {
    for step in 1...Self.maximum {
      try await commit(step)
      let killed = try await once(before: [
        "env", "LD_PRELOAD=\(playground.folder("kill_at.so"))", "KILL_AT=\(step)",
      ])
      if killed.isSuccess {
        #expect(step > Self.maximum / 10, "only \(step - 1) steps")
        return
      }
      try #require(killed.code == 137, killed.story)
      let finished = try await once()
      try #require(finished.isSuccess, "after step \(step): \(finished.story)")
      try await check("after step \(step)")
    }
    Issue.record("more than \(Self.maximum) steps")
  }

  private func once(before: [String] = []) async throws -> Finished {
    try await allotment(["agent", "--once"], config: playground.config, before: before)
  }

  /// The same work each time: a page, a topic, a room for another, somebody new.
  private func commit(_ step: Int) async throws {
    for index in clubs.indices {
      if step % 8 == 1 { clubs[index].members.append("{id: m\(step), name: Member \(step)}") }
      clubs[index].page = "<p>\(clubs[index].id), step \(step)</p>\n"
      clubs[index].chat = """
        rooms:
          - {id: lounge, name: Lounge, topic: Step \(step)}
          - {id: step-\(step), name: Step \(step)}
        """
      try playground.repository.write(clubs[index])
    }
    try await playground.repository.commit("Step \(step)")
  }

  private func check(_ when: String) async throws {
    let (code, plan) = try await playground.plan()
    try #require(code == 0 && plan.inSync, "\(when): \(plan)")
    for club in clubs {
      let wanted = Set(club.members.map { String($0.dropFirst(5).prefix { $0 != "," }) })
      #expect(Set(try await playground.accounts(club.host)) == wanted, "\(when)")
      #expect(try await playground.page(club.host).text == club.page, "\(when)")
      for record in try await playground.invitations(club.host) {
        #expect(record.generation == 1, "\(record.user) \(when)")
        guard let link = record.link else { continue }
        let address = "\(record.user)@\(club.host)"
        #expect(links[address, default: link] == link, "\(address) has a second link \(when)")
        links[address] = link
      }
    }
    try playground.expectNothingLeftOver(of: clubs, when)
  }
}
