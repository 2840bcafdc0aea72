import Foundation
import TestSupport
import Testing

/// The agent dies at random points, again and again, while commits come in.
@Suite struct KillTests {
  private static let rounds = 50

  @Test func `fifty kills lose nothing, invite nobody twice, and leave nothing half done`()
    async throws
  {
    let seed = SplitMix64.seeds(1)[0]
    let clubs = (1...5).map { ClubText("club-\($0)") }
    // Rooms come and go faster than they can be cleared away: that is not to be held here.
    let provider = providerText(
      policy: ["prune: enabled", "holdOver: {percent: 100, count: 1000}"])
    try await Playground.with(clubs, provider: provider) { playground in
      let run = KillRun(playground, clubs, seed: seed)
      try await run.rounds(Self.rounds)
      try await run.checkEnd()
    }
  }
}

/// One run of the story. An actor, because each round changes what is expected.
private actor KillRun {
  private let playground: Playground
  private var clubs: [ClubText]
  private var random: SplitMix64
  /// The link of each invitation when it was first seen.
  private var links: [String: String] = [:]
  private var rose: Account?
  /// Of the agents that were killed while they worked.
  private var killedAtWork = 0

  init(_ playground: Playground, _ clubs: [ClubText], seed: UInt64) {
    self.playground = playground
    self.clubs = clubs
    random = SplitMix64(seed: seed)
  }

  func rounds(_ count: Int) async throws {
    for round in 1...count {
      let head = try await commit(round)
      let agent = try RunningAgent(playground)
      // Between nothing done yet and all of it.
      try await Task.sleep(for: .milliseconds(Int.random(in: 30...500, using: &random)))
      try await agent.kill9()
      try await countIfAtWork(head)
      try await compareInvitations("after round \(round) of seed \(random.seed)")
      if rose == nil, links["rose@club-1.clubs.example"] != nil {
        rose = try await playground.redeem("rose", at: "club-1.clubs.example")
      }
    }
    #expect(killedAtWork >= count / 5, "only \(killedAtWork) died while there was work")
  }

  private func countIfAtWork(_ head: String) async throws {
    let status = try await playground.status()
    if status.clubs.count < clubs.count || !status.clubs.allSatisfy({ $0.isSynced(at: head) }) {
      killedAtWork += 1
    }
  }

  /// Pages and rooms change in every club, and now and then somebody joins.
  private func commit(_ round: Int) async throws -> String {
    for index in clubs.indices {
      if round % 5 == 1 {
        clubs[index].members.append("{id: m\(round), name: Member \(round)}")
      }
      clubs[index].page = "<p>\(clubs[index].id), round \(round)</p>\n"
      clubs[index].chat = """
        rooms:
          - {id: lounge, name: Lounge, topic: Round \(round)}
          - {id: round-\(round), name: Round \(round)}
        """
      try playground.repository.write(clubs[index])
    }
    return try await playground.repository.commit("Round \(round)")
  }

  private func compareInvitations(_ when: String) async throws {
    for club in clubs {
      for record in try await playground.invitations(club.host) {
        let address = "\(record.user)@\(club.host)"
        #expect(record.generation == 1, "\(address) \(when)")
        guard let link = record.link else { continue }
        #expect(links[address, default: link] == link, "\(address) has a second link \(when)")
        links[address] = link
      }
    }
  }

  func checkEnd() async throws {
    let playground = playground
    let head = try await playground.repository.head()
    try await playground.withAgent { _ in try await playground.converges(at: head) }
    try await compareInvitations("at the end")
    let (code, plan) = try await playground.plan()
    #expect(code == 0 && plan.inSync, "\(plan)")
    for club in clubs {
      let users = Set(try await playground.accounts(club.host))
      let wanted = Set(club.members.map { String($0.dropFirst(5).prefix { $0 != "," }) })
      #expect(users == wanted)
      #expect(Set(try await playground.invitations(club.host).map(\.user)) == wanted)
      #expect(try await playground.page(club.host).text == club.page)
      #expect(try await rooms(club) == ["lounge", "round-50"])
    }
    let rose = try #require(rose, "nobody was invited in time")
    #expect(try await playground.canLogIn(rose))
    try playground.expectNothingLeftOver(of: clubs, "at the end")
  }

  private func rooms(_ club: ClubText) async throws -> [String] {
    try await playground.module("read", ["host": club.host])["rooms"]?.list
      .compactMap { $0["room"]?.text }.sorted() ?? []
  }
}
