import Foundation
import Model
import ProsodyService
import ServiceContract
import Spec
import TestSupport
import Testing

/// Prosody killed while it works.
@Suite(.serialized)
struct ProsodyKillTests {
  private static let members = 150

  private let club = DeclaredClub(
    hosted: .fixture { club in
      club.members = (0..<members).map {
        .fixture("member\($0)", role: $0 == 0 ? .owner : .member)
      }
      club.chat = .fixture(rooms: [.fixture("pawns"), .fixture("kings")])
    })

  @Test(arguments: [1, 30, 70, 120])
  func `a server killed in the middle loses nothing that it acknowledged`(
    accounts: Int
  ) async throws {
    try await PrivateProsody.with { [club] prosody in
      let chess = LiveChess(on: prosody, club: club)
      let all = chess.desired.sorted { $0.id < $1.id }.map { bareChange(.create, $0) }
      async let applying = chess.apply(all)
      let isUnderWay = try await eventually(every: .milliseconds(1)) {
        accountFiles(prosody) >= accounts
      }
      #expect(isUnderWay)
      try await prosody.kill9()
      let outcomes = await applying
      try await prosody.start()

      let live = Set(try await chess.observed().map(\.id))
      for (change, outcome) in zip(all, outcomes) where outcome == .applied {
        #expect(live.contains(change.resource), "acknowledged and lost: \(change.id)")
      }
      let known = try await chess.service.invitations(of: club.hosted)
      try await chess.converge()
      #expect(try await chess.differences() == [])
      let invitations = try await chess.service.invitations(of: club.hosted)
      #expect(invitations.count == Self.members)
      #expect(invitations.allSatisfy { $0.generation == 1 })
      for invitation in known {
        #expect(invitations.contains(invitation), "invited twice: \(invitation)")
      }
    }
  }
}

private func accountFiles(_ prosody: PrivateProsody) -> Int {
  let folder = prosody.directory("prosody/data/chess%2eexample/accounts")
  let files = try? FileManager.default.contentsOfDirectory(atPath: folder)
  return files?.count { $0.hasSuffix(".dat") } ?? 0
}
