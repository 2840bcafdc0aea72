import Foundation
import Model
import ServiceContract
import Spec
import TestSupport
import Testing

@testable import EjabberdService

/// What the adapter asks of a server, call by call.
@Suite(.serialized)
struct EjabberdCostTests {
  @Test func `an account costs two calls, and a sweep one for each vhost`() async throws {
    try await EjabberdBefore.with { before in
      let service = before.service
      let clubs = (1...5).map { number in
        DeclaredClub(
          hosted: .fixture("c\(number)", domain: "c\(number).example") { club in
            club.members = (1...20).map { .fixture("member\($0)") }
          })
      }
      for club in clubs {
        let vhost = service.desired(for: club).prefix(1).map { bareChange(.create, $0) }
        #expect(await service.apply(vhost, of: club.hosted.id, from: nil) == [.applied])
      }
      _ = try await before.calls()
      for club in clubs {
        let accounts = service.desired(for: club).filter { $0.id.kind.name == "account" }
        let outcomes = await service.apply(
          accounts.map { bareChange(.create, $0) }, of: club.hosted.id, from: nil)
        #expect(outcomes.count == 20 && outcomes.allSatisfy { $0 == .applied })
      }
      let making = try await before.calls()
      #expect(making["register"] == 100 && making["set_vcard"] == 100)
      let others = making.values.reduce(0, +) - 200
      #expect(others <= 6 * clubs.count, "\(making)")

      let scopes = clubs.map { club in
        Scope(club: club.hosted.id, resources: [service.desired(for: club)[0].id])
      }
      let cold = try await service.sweep(scopes, cold: true)
      _ = try await before.calls()
      #expect(try await service.sweep(scopes, cold: false).digests == cold.digests)
      // The sixth is the vhost that is nobody's: whether it carries a mark.
      #expect(
        try await before.calls() == [
          "registered_vhosts": 1, "muc_online_rooms": 1, "registered_users": 5,
          "srg_get_info": 1,
        ])
    }
  }

  /// 56 calls of a second each, eight at a time: the last waits six seconds for its turn.
  @Test func `a call waits for its turn as long as for its answer`() async throws {
    try await EjabberdBefore.with(["--delay", "1"]) { before in
      let client = EjabberdClient(url: before.url, tokenFile: before.server.tokenFile)
      let answers = await withTaskGroup(of: String?.self) { group in
        for _ in 1...56 {
          group.addTask {
            do throws(ServiceFailure) {
              _ = try await client.hosts()
              return nil
            } catch { return "\(error.code): \(error)" }
          }
        }
        return await group.reduce(into: [String?]()) { $0.append($1) }
      }
      #expect(answers.count == 56 && answers.allSatisfy { $0 == nil }, "\(answers)")
    }
  }
}
